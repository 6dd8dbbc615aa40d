// A full disk, an I/O error or a kill at every call that touches the store's folder: the store is then the old one, or the
// new one, whole; nothing is left behind by a failure; and no command that failed to write exits with 0.
#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "support/session.h"
#include "support/testdata.h"

namespace {

using ks::test::Outcome;
using ks::test::run;
using ks::test::TemporaryFolder;

struct Operation {
  std::string name;
  std::string command;  ///< In a folder with store.p12, store.jks, store.pem, all of password changeit.
  std::string target;   ///< What it writes.
};

const std::vector<Operation> kOperations = {
    {"ConvertToPkcs12", "ks convert store.jks -o store.p12 --password pass:changeit --alias renamed", "store.p12"},
    {"ConvertToJks", "ks convert store.p12 -o store.jks --password pass:changeit --alias renamed", "store.jks"},
    {"ConvertToPem", "ks convert store.jks -o store.pem --password pass:changeit --alias renamed", "store.pem"},
    {"ConvertToNewFile", "ks convert store.jks -o new.p12 --password pass:changeit", "new.p12"},
    {"Add", "ks add store.jks \"$TESTDATA\"/pki/root.crt --trust --password pass:changeit", "store.jks"},
    {"Remove", "ks remove store.p12 --alias root --password pass:changeit", "store.p12"},
    {"Rename", "ks rename store.p12 root top --password pass:changeit", "store.p12"},
    {"Passwd", "ks passwd store.jks --password pass:changeit --out-password pass:another", "store.jks"},
    {"Export", "ks export store.p12 -o store.pem --key --password pass:changeit", "store.pem"},
};

std::string contents(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool opens(const std::filesystem::path& path) {
  const auto with = [&path](const std::string& password) {
    return run("ks list --json " + path.string() + " --password pass:" + password, "/", KS_TOOLS).status == 0;
  };
  return with("changeit") || with("another");
}

class Fault : public ::testing::TestWithParam<Operation> {
 protected:
  void SetUp() override {
    const auto made =
        run("ks convert \"$TESTDATA\"/pki/self-signed.crt \"$TESTDATA\"/pki/ec256.key -o store.jks --out-password "
            "pass:changeit && "
            "ks convert \"$TESTDATA\"/pki/root.crt -o root.p12 --alias root --out-password pass:changeit && "
            "ks convert store.jks root.p12 -o store.p12 --password pass:changeit --iterations 1 && "
            "ks convert store.jks -o store.pem --password pass:changeit && rm root.p12",
            fresh_.path(), KS_TOOLS);
    ASSERT_EQ(made.status, 0) << made.output;
  }

  /// The operation in a new copy of the folder, its n-th call going wrong.
  Outcome run_with_fault(const std::filesystem::path& folder, int at, int error) const {
    std::filesystem::remove_all(folder);
    std::filesystem::copy(fresh_.path(), folder);
    std::filesystem::remove(log());
    return run("LD_PRELOAD=" KS_SHIM " KS_FAULT_FOLDER=" + folder.string() + " KS_FAULT_AT=" + std::to_string(at) +
                   " KS_FAULT_ERRNO=" + std::to_string(error) + " KS_FAULT_LOG=" + log().string() + " " +
                   GetParam().command,
               folder, KS_TOOLS);
  }

  /// How many calls the last run made.
  int calls() const {
    std::ifstream in(log());
    return static_cast<int>(std::count(std::istreambuf_iterator<char>(in), {}, '\n'));
  }

  /// What lies in `folder` beside what was there and what the operation writes; lock files may stay.
  std::vector<std::string> leftovers(const std::filesystem::path& folder) const {
    std::vector<std::string> names;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
      const auto name = file.path().filename().string();
      const bool lock = name.starts_with(".") && name.ends_with(".lock");
      if (!lock && name != GetParam().target && !std::filesystem::exists(fresh_.path() / name)) names.push_back(name);
    }
    return names;
  }

  std::filesystem::path log() const { return scratch_.path() / "calls"; }
  std::filesystem::path folder() const { return scratch_.path() / "folder"; }
  const std::filesystem::path& fresh() const { return fresh_.path(); }

 private:
  TemporaryFolder fresh_;
  TemporaryFolder scratch_;
};

TEST_P(Fault, OfACallLeavesTheOldStoreOrTheNewOne) {
  const auto old = contents(fresh() / GetParam().target);
  for (const int error : {ENOSPC, EIO}) {
    for (int at = 1;; ++at) {
      const auto outcome = run_with_fault(folder(), at, error);
      if (calls() < at) {
        EXPECT_EQ(outcome.status, 0) << outcome.output;
        EXPECT_NE(contents(folder() / GetParam().target), old) << "the operation changes nothing";
        break;
      }
      SCOPED_TRACE("call " + std::to_string(at) + ", errno " + std::to_string(error) + ": " + outcome.output);
      const auto now = contents(folder() / GetParam().target);
      EXPECT_LT(outcome.status, 128) << "died of a signal";
      EXPECT_TRUE(outcome.status != 0 || now != old);
      EXPECT_TRUE(now == old || opens(folder() / GetParam().target));
      EXPECT_EQ(leftovers(folder()), std::vector<std::string>{});
      ASSERT_LT(at, 200);
    }
  }
}

TEST_P(Fault, KillAtACallLeavesTheOldStoreOrTheNewOne) {
  const auto old = contents(fresh() / GetParam().target);
  for (int at = 1;; ++at) {
    const auto outcome = run_with_fault(folder(), at, 0);
    if (calls() < at) break;
    SCOPED_TRACE("killed at call " + std::to_string(at));
    EXPECT_EQ(outcome.status, 128 + 9);
    const auto now = contents(folder() / GetParam().target);
    EXPECT_TRUE(now == old || opens(folder() / GetParam().target));
    EXPECT_LE(leftovers(folder()).size(), 1U);
    for (const auto& name : leftovers(folder())) {
      EXPECT_EQ(std::filesystem::status(folder() / name).permissions(), std::filesystem::perms(0600)) << name;
    }
    ASSERT_LT(at, 200);
  }
}

INSTANTIATE_TEST_SUITE_P(Operations, Fault, ::testing::ValuesIn(kOperations),
                         [](const auto& operation) { return operation.param.name; });

/// A store of the folder in a place where nothing more can be written.
class NoSpace : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto made = run("ks convert \"$TESTDATA\"/pki/root.crt -o store.jks --out-password pass:changeit",
                          folder_.path(), KS_TOOLS);
    ASSERT_EQ(made.status, 0) << made.output;
  }
  Outcome add(const std::string& before) const {
    return run(before + "ks add store.jks \"$TESTDATA\"/pki/other-root.crt --password pass:changeit", folder_.path(),
               KS_TOOLS);
  }
  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
};

TEST_F(NoSpace, AFileSizeLimitIsAnErrorAndNoDeath) {
  const auto old = contents(folder() / "store.jks");
  const auto outcome = add("ulimit -f 1; ");
  EXPECT_EQ(outcome.status, 1) << outcome.output;
  EXPECT_EQ(contents(folder() / "store.jks"), old);
}

TEST_F(NoSpace, AFolderThatTakesNoFilesIsAnError) {
  const auto old = contents(folder() / "store.jks");
  const auto outcome = run(
      "chmod 755 . && chmod 644 store.jks && cp -r \"$TESTDATA\"/pki/other-root.crt . && chmod 555 . && "
      "setpriv --reuid=65534 --regid=65534 --clear-groups ks add store.jks other-root.crt --password pass:changeit; "
      "status=$?; chmod 755 .; exit $status",
      folder(), KS_TOOLS);
  EXPECT_EQ(outcome.status, 1) << outcome.output;
  EXPECT_EQ(contents(folder() / "store.jks"), old);
}

TEST(ConcurrentAdds, AllSurvive) {
  const TemporaryFolder folder;
  const auto outcome =
      run("ks convert \"$TESTDATA\"/pki/root.crt -o store.jks --alias first --out-password pass:changeit && "
          "for i in $(seq 50); do "
          "  ks add store.jks \"$TESTDATA\"/pki/other-root.crt --alias entry$i --password pass:changeit & jobs=\"$jobs "
          "$!\"; "
          "done; for job in $jobs; do wait $job || exit 1; done; "
          "ks list store.jks --password pass:changeit | wc -l",
          folder.path(), KS_TOOLS);
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  EXPECT_EQ(outcome.output.substr(outcome.output.find_last_of('\n', outcome.output.size() - 2) + 1), "51\n");
}

}  // namespace
