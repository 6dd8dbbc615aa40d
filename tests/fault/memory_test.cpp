// No memory at some request, sampled over the whole run: the command ends by itself, a failure is never exit 0, and what it
// was to write is the old file, or the new one whole.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <ostream>
#include <string>

#include "support/scratch.h"
#include "support/session.h"

namespace {

using ks::test::content;
using ks::test::Outcome;
using ks::test::run;
using ks::test::TemporaryFolder;

constexpr long kSamples = 150;
constexpr int kAbort = 128 + 6;
constexpr const char* kJsonError = R"({"error":{"code":"io","message":"out of memory",)";

struct Operation {
  std::string name;
  std::string command;
};

void PrintTo(const Operation& operation, std::ostream* out) { *out << operation.name; }

class Memory : public ::testing::TestWithParam<Operation> {
 protected:
  void SetUp() override {
    const auto made = run(
        "ks convert \"$TESTDATA\"/pki/self-signed.crt \"$TESTDATA\"/pki/ec256.key -o in.p12 --out-password pass:pw "
        "--iterations 1 && ks convert in.p12 -o in.jks --password pass:pw && ks convert in.p12 -o in.pem --password "
        "pass:pw && printf old > out",
        folder_.path(), KS_TOOLS);
    ASSERT_EQ(made.status, 0) << made.output;
  }

  Outcome run_without(long request) const {
    std::ofstream(folder_.path() / "out") << "old";
    return run("LD_PRELOAD=" KS_MEMORY_SHIM " KS_MEMORY_AT=" + std::to_string(request) +
                   " KS_MEMORY_LOG=requests exec " + GetParam().command,
               folder_.path(), KS_TOOLS);
  }

  static bool asks_for_json() { return GetParam().command.find("--json") != std::string::npos; }
  std::string out() const { return content(folder_.path() / "out"); }
  bool out_opens() const { return run("ks list out --password pass:pw", folder_.path(), KS_TOOLS).status == 0; }
  long requests() const { return std::stol(content(folder_.path() / "requests")); }

 private:
  TemporaryFolder folder_;
};

TEST_P(Memory, OrTheLackOfItChangesNothing) {
  const auto whole = run_without(0);
  ASSERT_EQ(whole.status, 0) << whole.output;
  const auto all = requests();
  const bool writes = out() != "old";
  ASSERT_GT(all, 100);
  const auto step = std::max(1L, all / kSamples);
  long told = 0;
  for (long at = 1; at <= all; at += step) {
    const auto outcome = run_without(at);
    SCOPED_TRACE("request " + std::to_string(at) + " of " + std::to_string(all) + ", exit " +
                 std::to_string(outcome.status) + ": " + outcome.output);
    const bool is_told = outcome.status == 1 && outcome.output.find("out of memory") != std::string::npos;
    if (is_told) ++told;
    EXPECT_EQ(is_told && asks_for_json(), is_told && outcome.output.find(kJsonError) != std::string::npos);
    EXPECT_TRUE(outcome.status < 128 || outcome.status == kAbort);
    EXPECT_TRUE(out() == "old" || out_opens());
    if (outcome.status == 0 && writes) {
      EXPECT_NE(out(), "old");
    }
    if (outcome.status == 0 && !writes) {
      EXPECT_EQ(outcome.output, whole.output);
    }
  }
  EXPECT_GT(told, kSamples / 2) << "the lack of memory is told as such";
}

INSTANTIATE_TEST_SUITE_P(
    Operations, Memory,
    ::testing::Values(Operation{"ListPkcs12", "ks list -v in.p12 --password pass:pw"},
                      Operation{"ListPem", "ks list --json in.pem"},
                      Operation{"ConvertToPkcs12",
                                "ks convert in.pem -o out --to pkcs12 "
                                "--iterations 1 --out-password pass:pw"},
                      Operation{"ConvertToJks", "ks convert in.p12 -o out --to jks --password pass:pw"},
                      Operation{"ConvertToPem", "ks convert in.jks -o out --to pem --password pass:pw"}),
    [](const auto& operation) { return operation.param.name; });

}  // namespace
