#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ks/base/bytes.h"

namespace ks::test {

/// The DER of every PEM block of `path`, read by libcrypto.
[[nodiscard]] std::vector<Bytes> pem_blocks(const std::filesystem::path& path);
/// The first block of testdata/`name`; a missing one fails the test that asks.
[[nodiscard]] Bytes testdata_pem(const std::string& name);

}  // namespace ks::test
