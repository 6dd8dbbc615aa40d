// What every row of the table of formats promises, held against every sample there is. A new format gets these tests by
// its row and a folder of testdata.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <ostream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "ks/formats/format.h"
#include "support/difference.h"
#include "support/testdata.h"

namespace ks {

void PrintTo(const Format& format, std::ostream* out) { *out << format.name; }

namespace {

using ::testing::IsEmpty;

struct File {
  std::string name;
  Bytes bytes;
  DecodeOptions options;
};

/// Every sample of `format`, also those that are in the folder of another.
std::vector<File> files_of(const Format& format) {
  std::vector<File> files;
  for (const auto& folder : formats()) {
    for (const auto& sample : test::samples(std::string(folder.name))) {
      const auto of = sample.header.contains("format") ? sample.header.at("format") : std::string(folder.name);
      if (of != format.name) continue;
      auto name = sample.path.lexically_relative(test::testdata("")).string();
      auto bytes = test::testdata_bytes(name);
      files.push_back({.name = std::move(name), .bytes = std::move(bytes), .options = test::decode_options(sample)});
    }
  }
  return files;
}

/// The same passwords for writing, and one round where rounds are asked for: it is not the derivation that is tested.
EncodeOptions same_passwords(const DecodeOptions& options) {
  return {.password = options.password ? options.password : share(Secret("changeit")),
          .key_password = options.key_password,
          .key_passwords = options.key_passwords,
          .keys = Protection{.iterations = 1},
          .certificates = Protection{.iterations = 1},
          .mac = Mac{.iterations = 1}};
}

bool has_locked_key(const Store& store) {
  return std::ranges::any_of(store, [](const Entry& entry) {
    if (const auto* value = std::get_if<PrivateKeyEntry>(&entry.value)) return !value->key.unlock();
    if (const auto* value = std::get_if<SecretKeyEntry>(&entry.value)) return !value->key.unlock();
    return false;
  });
}

/// How much there is: keys, certificates (those of chains too), CRLs and bags.
std::size_t amount(const Store& store) {
  auto sum = store.crls.size() + store.opaque.size();
  for (const auto& entry : store) {
    const bool has_key =
        std::holds_alternative<PrivateKeyEntry>(entry.value) || std::holds_alternative<SecretKeyEntry>(entry.value);
    sum += entry.certificates().size() + (has_key ? 1 : 0);
  }
  return sum;
}

/// How often `file` can be decoded in `budget`, between 8 and 256 times.
std::size_t affordable(const Format& format, const File& file, std::chrono::microseconds budget) {
  const auto start = std::chrono::steady_clock::now();
  (void)format.decode(file.bytes, file.options);
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
  return static_cast<std::size_t>(
      std::clamp<std::int64_t>(budget / std::max(took, std::chrono::microseconds(1)), 8, 256));
}

constexpr std::chrono::milliseconds kBudget(40);  // of a file and a test; there are some hundred files

class EveryFormat : public ::testing::TestWithParam<Format> {
 protected:
  const Format& format() const { return GetParam(); }
};

TEST_P(EveryFormat, HasSamples) { EXPECT_FALSE(files_of(format()).empty()); }

TEST_P(EveryFormat, KeepsWhatItDoesNotNameAsLost) {
  for (const auto& file : files_of(format())) {
    const auto before = format().decode(file.bytes, file.options);
    if (!before) continue;
    const auto options = same_passwords(file.options);
    const auto encoded = format().encode(*before, options);
    if (!encoded && has_locked_key(*before)) continue;
    ASSERT_TRUE(encoded) << file.name << ": " << encoded.error().message;
    auto again = file.options;
    again.password = options.password;
    const auto after = format().decode(encoded->bytes, again);
    ASSERT_TRUE(after) << file.name << ": " << after.error().message;
    EXPECT_THAT(test::unexplained(*before, *after, encoded->losses), IsEmpty()) << file.name;
  }
}

TEST_P(EveryFormat, ConvertsToEveryOtherOrNamesWhatIsLost) {
  for (const auto& file : files_of(format())) {
    const auto before = format().decode(file.bytes, file.options);
    if (!before || has_locked_key(*before)) continue;
    for (const auto& other : formats()) {
      const auto options = same_passwords(file.options);
      const auto encoded = other.encode(*before, options);
      if (!encoded) {
        EXPECT_EQ(encoded.error().code, Errc::cannot_represent) << file.name << ": " << encoded.error().message;
        continue;
      }
      auto again = file.options;
      again.password = options.password;
      const auto after = other.decode(encoded->bytes, again);
      if (!after && before->empty()) continue;  // an empty PEM file is no PEM file
      ASSERT_TRUE(after) << file.name << " as " << other.name << ": " << after.error().message;
      EXPECT_THAT(test::unexplained(*before, *after, encoded->losses), IsEmpty()) << file.name << " as " << other.name;
    }
  }
}

TEST_P(EveryFormat, GivesAnErrorOrLessForTheBeginningOfAFile) {
  for (const auto& file : files_of(format())) {
    const auto whole = format().decode(file.bytes, file.options);
    const auto step = file.bytes.size() / affordable(format(), file, kBudget) + 1;
    for (const bool check : {true, false}) {
      auto options = file.options;
      options.check_integrity = check;
      for (std::size_t size = 0; size < file.bytes.size(); size += step) {
        const auto part = format().decode(ByteView(file.bytes).first(size), options);
        if (!part || !whole) continue;
        EXPECT_LE(amount(*part), amount(*whole)) << file.name << ": the first " << size << " bytes";
      }
    }
  }
}

TEST_P(EveryFormat, VerifiesNothingThatWasChanged) {
  for (const auto& file : files_of(format())) {
    const auto whole = format().decode(file.bytes, file.options);
    const auto step = file.bytes.size() / affordable(format(), file, kBudget) + 1;
    for (const bool check : {true, false}) {
      auto options = file.options;
      options.check_integrity = check;
      auto bytes = file.bytes;
      for (std::size_t at = 0; at < bytes.size(); at += step) {
        bytes[at] ^= static_cast<std::uint8_t>(1U << at % 8);
        const auto changed = format().decode(bytes, options);
        bytes[at] = file.bytes[at];
        if (!changed || changed->origin.integrity != Integrity::verified) continue;
        EXPECT_TRUE(check) << file.name << ": integrity was not to be checked";
        ASSERT_TRUE(whole) << file.name << ": became good by a change at " << at;
        EXPECT_THAT(test::unexplained(*whole, *changed, {}), IsEmpty()) << file.name << ": changed at " << at;
      }
    }
  }
}

TEST_P(EveryFormat, TellsAWrongPassword) {
  for (const auto& file : files_of(format())) {
    const auto right = format().decode(file.bytes, file.options);
    if (!right || right->origin.integrity != Integrity::verified) continue;
    auto options = file.options;
    options.password = share(Secret("surely not the password"));
    const auto wrong = format().decode(file.bytes, options);
    ASSERT_FALSE(wrong) << file.name;
    EXPECT_EQ(wrong.error().code, Errc::wrong_password) << file.name << ": " << wrong.error().message;
  }
}

TEST_P(EveryFormat, NeedsAPasswordOrWritesWithoutOne) {
  const auto encoded = format().encode(Store{}, {});
  if (format().needs_password) {
    ASSERT_FALSE(encoded);
    EXPECT_EQ(encoded.error().code, Errc::usage);
    EXPECT_FALSE(encoded.error().hint.empty());
  } else {
    EXPECT_TRUE(encoded || encoded.error().code == Errc::cannot_represent) << encoded.error().message;
  }
}

INSTANTIATE_TEST_SUITE_P(Of, EveryFormat, ::testing::ValuesIn(formats().begin(), formats().end()),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace ks
