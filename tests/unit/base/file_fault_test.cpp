// Every call that writing a file makes is failed, or ended by a signal, in turn, until writing succeeds.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "ks/base/file.h"
#include "posix_hooks.h"
#include "support/scratch.h"

namespace ks::file {
namespace {

using Names = std::vector<std::string>;
using test::content;
using test::mode_of;
using test::put;
using test::Scratch;
using test::SystemCalls;

constexpr std::string_view kOld = "old content";
constexpr std::string_view kNew = "new content";

struct Place {
  Scratch scratch;
  std::filesystem::path path = scratch / "link";

  Place() {
    put(scratch / "f", kOld, 0640);
    std::filesystem::create_symlink("f", path);
  }
  [[nodiscard]] Names leftovers() const {
    Names left;
    for (const auto& name : scratch.names()) {
      if (name != "f" && name != "link") left.push_back(name);
    }
    return left;
  }
};

struct FaultCase {
  const char* name;
  int error;
  Mode mode;
};
class Fault : public testing::TestWithParam<FaultCase> {};

TEST_P(Fault, OfOneCallLeavesTheOldFileOrTheNew) {
  int errors = 0;
  for (int failing = 1;; ++failing) {
    const Place place;
    SystemCalls system;
    int calls = 0;
    system.before_each([&] { return ++calls == failing ? GetParam().error : 0; });
    const auto result = write(place.path, as_bytes(kNew), GetParam().mode);
    if (calls < failing) {
      EXPECT_TRUE(result);
      EXPECT_EQ(content(place.path), kNew);
      break;
    }
    EXPECT_EQ(place.leftovers(), Names{}) << "call " << failing;
    if (result) {
      EXPECT_EQ(content(place.path), kNew) << "call " << failing;
      continue;
    }
    ++errors;
    EXPECT_EQ(result.error().code, Errc::io);
    EXPECT_EQ(result.error().file, place.path.string());
    const bool only_the_folder = result.error().message.starts_with("is written, but");
    EXPECT_EQ(content(place.path), only_the_folder ? kNew : kOld) << "call " << failing;
  }
  EXPECT_GE(errors, 12);  // folders and their statuses, link, random, temporary file, write, mode, fsync, close, rename
}

TEST_P(Fault, FromOneCallOnLeavesTheOldFile) {
  for (int failing = 1;; ++failing) {
    const Place place;
    SystemCalls system;
    int calls = 0;
    system.before_each([&] { return ++calls >= failing ? GetParam().error : 0; });
    const auto result = write(place.path, as_bytes(kNew), GetParam().mode);
    if (calls < failing) break;
    EXPECT_LE(place.leftovers().size(), 1U) << "not even removing works any more";
    const unsigned widest = GetParam().mode == Mode::secret ? 0600 : 0640;
    for (const auto& name : place.leftovers()) EXPECT_EQ(mode_of(place.scratch / name) & ~widest, 0U);
    const auto text = content(place.path);
    EXPECT_TRUE(text == kNew || (text == kOld && !result)) << "call " << failing << ": " << text;
  }
}

const FaultCase kFaults[] = {
    {.name = "FullDisk", .error = ENOSPC, .mode = Mode::secret},
    {.name = "BrokenDisk", .error = EIO, .mode = Mode::normal},
    {.name = "FullQuota", .error = EDQUOT, .mode = Mode::secret},
};
INSTANTIATE_TEST_SUITE_P(File, Fault, testing::ValuesIn(kFaults), [](const auto& row) { return row.param.name; });

/// Writes in a child process that sends itself `signal` ahead of its n-th call. Whether it got that far.
bool write_until(int n, int signal, const std::filesystem::path& path) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(signal, SIG_DFL);
    if (signal != SIGKILL) {
      ::signal(signal, [](int) {
        remove_temporaries();
        ::_exit(1);
      });
    }
    SystemCalls system;
    int calls = 0;
    system.before_each([&] {
      if (++calls == n) ::raise(signal);
      return 0;
    });
    ::_exit(write(path, as_bytes(kNew), Mode::secret) ? 0 : 2);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return !(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST(Signal, ThatEndsTheProcessLeavesNothingBehind) {
  int n = 1;
  for (bool ended = true; ended; ++n) {
    const Place place;
    ended = write_until(n, SIGTERM, place.path);
    EXPECT_EQ(place.leftovers(), Names{}) << "call " << n;
    const auto text = content(place.path);
    EXPECT_TRUE(text == kNew || (ended && text == kOld)) << "call " << n << ": " << text;
  }
  EXPECT_GT(n, 12);
}

TEST(Signal, ThatCannotBeHandledLeavesOneClosedFileAtMost) {
  for (int n = 1;; ++n) {
    const Place place;
    const bool ended = write_until(n, SIGKILL, place.path);
    EXPECT_LE(place.leftovers().size(), 1U);
    for (const auto& name : place.leftovers()) EXPECT_EQ(mode_of(place.scratch / name), 0600U);
    const auto text = content(place.path);
    EXPECT_TRUE(text == kNew || (ended && text == kOld)) << "call " << n << ": " << text;
    if (!ended) break;
  }
}

TEST(Signal, InAChildProcessLeavesTheFilesOfItsParent) {
  const Place place;
  auto staged = Staged::make(place.path, as_bytes(kNew), Mode::secret);
  ASSERT_TRUE(staged);
  const pid_t child = ::fork();
  if (child == 0) {
    remove_temporaries();
    ::_exit(0);
  }
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_TRUE(staged->commit());
  EXPECT_EQ(content(place.path), kNew);
}

}  // namespace
}  // namespace ks::file
