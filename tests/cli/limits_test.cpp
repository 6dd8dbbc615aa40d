// docs/reference/limits.md is the one table of limits. Each of its rows has a file here that needs exactly so much of it: the
// library and the tool open the file with that limit, and with one less refuse it for that reason.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <ostream>
#include <string>
#include <vector>

#include "ks/ks.h"
#include "ks/ops/ops.h"
#include "support/session.h"

namespace ks {
namespace {

using test::run;

struct Case {
  std::string limit;
  std::string make;  ///< A shell command that makes the file "in", of password pw.
  std::uint64_t needed;
};

/// Made by other tools where they can, so that what is needed does not follow from what we write.
const std::vector<Case> kCases = {
    {"file-size", "head -c 700 /dev/zero | tr '\\0' '\\n' > in && cat \"$TESTDATA\"/pki/ec256.key >> in", 700 + 241},
    {"entries", "cd \"$TESTDATA\"/pki && cat root.crt other-root.crt root.crl > \"$OLDPWD\"/in", 3},
    {"depth", "openssl crl2pkcs7 -nocrl -certfile \"$TESTDATA\"/pki/root.crt -outform DER -out in", 4},
    {"iterations", "openssl pkcs12 -export -nokeys -in \"$TESTDATA\"/pki/root.crt -out in -passout pass:pw -iter 3000",
     3000},
    {"total-iterations",  // 3000 for the MAC and 3000 for the certificates
     "openssl pkcs12 -export -nokeys -in \"$TESTDATA\"/pki/root.crt -out in -passout pass:pw -iter 3000", 6000},
    {"scrypt-memory",
     "openssl pkcs8 -topk8 -in \"$TESTDATA\"/pki/ec256.key -out in -passout pass:pw -scrypt -scrypt_N 1024 -scrypt_r 8 "
     "-scrypt_p 1",
     128 * 1024 * 8 * 1},
    // SEQUENCE { OID of 11, SET { BMPString of 1000 characters } }, each with a header of 4 bytes
    {"attribute-size",
     "openssl pkcs12 -export -nokeys -in \"$TESTDATA\"/pki/root.crt -out in -passout pass:pw -caname \"$(printf "
     "'%01000d' 0)\"",
     4 + 11 + 4 + 4 + 2000},
};

/// The first column of the table: what stands between backquotes at the start of a row.
std::vector<std::string> rows_of_the_table() {
  std::vector<std::string> rows;
  std::ifstream in(std::string(KS_SOURCE) + "/docs/reference/limits.md");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("| `")) rows.push_back(line.substr(3, line.find('`', 3) - 3));
  }
  return rows;
}

TEST(Limits, OfTheTableAreTheOnesTestedHere) {
  std::vector<std::string> tested;
  for (const auto& one : kCases) tested.push_back(one.limit);
  EXPECT_EQ(rows_of_the_table(), tested);
}

TEST(Limits, OfTheTableAreTheOnesThereAre) {
  Limits limits;
  std::string names;
  for (const auto& row : rows_of_the_table()) {
    EXPECT_TRUE(set_limit(limits, row, 1)) << row;
    names += " " + row;
  }
  const auto unknown = set_limit(limits, "none", 1);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().hint, "the limits are:" + names);
}

void PrintTo(const Case& one, std::ostream* out) { *out << one.limit; }

class Limit : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    const auto made = run(GetParam().make, folder_.path(), KS_TOOLS);
    ASSERT_EQ(made.status, 0) << made.output;
  }

  /// Opens the file and its keys.
  Result<Store> open_within(std::uint64_t value) const {
    DecodeOptions options{.password = share(Secret("pw"))};
    KS_TRY(set_limit(options.limits, GetParam().limit, value));
    KS_TRY(const auto store, open(folder_.path() / "in", options));
    return unlock_keys(store);
  }

  test::Outcome convert_within(std::uint64_t value) const {
    return run("ks convert in -o out.pem --password pass:pw --limit " + GetParam().limit + "=" + std::to_string(value),
               folder_.path(), KS_TOOLS);
  }

  bool was_written() const { return std::filesystem::exists(folder_.path() / "out.pem"); }

 private:
  test::TemporaryFolder folder_;
};

TEST_P(Limit, AllowsWhatItSaysAndNotOneMore) {
  const auto at_it = open_within(GetParam().needed);
  EXPECT_TRUE(at_it) << at_it.error().message;
  const auto above_it = open_within(GetParam().needed - 1);
  ASSERT_FALSE(above_it);
  EXPECT_EQ(above_it.error().code, Errc::limit) << above_it.error().message;
}

TEST_P(Limit, IsRaisedByTheTool) {
  const auto above_it = convert_within(GetParam().needed - 1);
  EXPECT_EQ(above_it.status, 6) << above_it.output;
  EXPECT_FALSE(was_written());
  const auto at_it = convert_within(GetParam().needed);
  EXPECT_EQ(at_it.status, 0) << at_it.output;
  EXPECT_TRUE(was_written());
}

INSTANTIATE_TEST_SUITE_P(Rows, Limit, ::testing::ValuesIn(kCases), [](const auto& one) {
  auto name = one.param.limit;
  std::ranges::replace(name, '-', '_');
  return name;
});

/// "1 GiB", "64 KiB", "5,000,000"
std::uint64_t number(std::string text) {
  std::uint64_t unit = 1;
  for (const auto& [suffix, size] : {std::pair{" KiB", 1ULL << 10}, {" MiB", 1ULL << 20}, {" GiB", 1ULL << 30}}) {
    if (text.ends_with(suffix)) unit = size;
  }
  std::erase(text, ',');
  return std::stoull(text) * unit;
}

TEST(Limits, HaveTheDefaultsOfTheTable) {
  std::ifstream in(std::string(KS_SOURCE) + "/docs/reference/limits.md");
  Limits defaults;
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("| `")) continue;
    const auto name = line.substr(3, line.find('`', 3) - 3);
    const auto at = line.find("| ", 3) + 2;
    ASSERT_TRUE(set_limit(defaults, name, number(line.substr(at, line.find(" |", at) - at)))) << line;
  }
  EXPECT_EQ(defaults, Limits{});
}

}  // namespace
}  // namespace ks
