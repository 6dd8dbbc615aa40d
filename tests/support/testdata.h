#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "ks/base/bytes.h"
#include "ks/formats/format.h"

namespace ks::test {

/// The path of `name` below testdata/.
[[nodiscard]] std::filesystem::path testdata(const std::string& name);
/// The bytes of testdata/`name`; a missing file fails the test that asks.
[[nodiscard]] Bytes testdata_bytes(const std::string& name);

/// A file of testdata beside its expectation. The .expect file starts with header lines "key: value"
/// (made by, proves, password, key password, key password of ALIAS, format), then an empty line, then the listing.
struct Sample {
  std::filesystem::path path;
  std::map<std::string, std::string> header;
  std::string expected;
};

/// What of a path or a sentence GoogleTest takes as the name of a test: '_' for all but letters and digits.
[[nodiscard]] std::string test_name(std::string text);

/// Every sample below testdata/`folder`, sorted by path.
[[nodiscard]] std::vector<Sample> samples(const std::string& folder);

/// The options to decode `sample` with: its passwords. One that its header does not mention is not known at all; an empty
/// one is the empty password.
[[nodiscard]] DecodeOptions decode_options(const Sample& sample);

}  // namespace ks::test
