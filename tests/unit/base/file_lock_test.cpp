#include <gtest/gtest.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "ks/base/file.h"
#include "posix_hooks.h"
#include "support/scratch.h"

namespace ks::file {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using Names = std::vector<std::string>;
using test::content;
using test::put;
using test::Scratch;
using test::SystemCalls;

std::string taken_or_error(const Result<Lock>& lock) {
  return lock ? "taken" : std::string(name(lock.error().code)) + ": " + lock.error().message;
}

TEST(Lock, IsAHiddenFileAsLongAsItIsHeld) {
  const Scratch scratch;
  {
    const auto lock = Lock::take(scratch / "f");
    EXPECT_EQ(taken_or_error(lock), "taken");
    EXPECT_EQ(scratch.names(), Names{".f.lock"});
    EXPECT_EQ(content(scratch / ".f.lock"), std::to_string(::getpid()) + "\n");
    EXPECT_EQ(test::mode_of(scratch / ".f.lock"), 0600U);
  }
  EXPECT_EQ(scratch.names(), Names{});
}

TEST(Lock, ExcludesAndNamesItsHolder) {
  const Scratch scratch;
  const auto held = Lock::take(scratch / "f");
  ASSERT_TRUE(held);
  const auto start = std::chrono::steady_clock::now();
  const auto lock = Lock::take(scratch / "f", 50ms);
  const auto waited = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(taken_or_error(lock), "io: is being changed by process " + std::to_string(::getpid()));
  EXPECT_EQ(lock.error().file, (scratch / "f").string());
  EXPECT_NE(lock.error().hint.find(".f.lock"), std::string::npos);
  EXPECT_GE(waited, 50ms);
  EXPECT_LT(waited, 10s);
  EXPECT_EQ(taken_or_error(Lock::take(scratch / "other", 0ms)), "taken");
}

TEST(Lock, DoesWithoutAName) {
  const Scratch scratch;
  const auto held = Lock::take(scratch / "f");
  ASSERT_TRUE(held);
  put(scratch / ".f.lock", "");
  EXPECT_EQ(taken_or_error(Lock::take(scratch / "f", 0ms)), "io: is being changed by another process");
  put(scratch / ".f.lock", "\x1b[2J");
  EXPECT_EQ(taken_or_error(Lock::take(scratch / "f", 0ms)), "io: is being changed by another process");
}

TEST(Lock, IsFreeOnceItWasLetGo) {
  const Scratch scratch;
  auto first = Lock::take(scratch / "f");
  ASSERT_TRUE(first);
  std::thread owner([moved = std::move(*first)] { std::this_thread::sleep_for(30ms); });
  // The lambda keeps the lock until the thread object's state is destroyed, at its end.
  EXPECT_EQ(taken_or_error(Lock::take(scratch / "f", 20s)), "taken");
  owner.join();
  EXPECT_EQ(scratch.names(), Names{});
}

TEST(Lock, IsSharedByLinksToOneFile) {
  const Scratch scratch;
  fs::create_directory(scratch / "real");
  put(scratch / "real/f", "");
  fs::create_symlink("real/f", scratch / "link");
  const auto held = Lock::take(scratch / "link");
  ASSERT_TRUE(held);
  EXPECT_FALSE(Lock::take(scratch / "real/f", 0ms));
}

TEST(Lock, LeftBehindByAKilledProcessIsNoLock) {
  const Scratch scratch;
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = Lock::take(scratch / "f");
    ::raise(SIGKILL);
  }
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_EQ(scratch.names(), Names{".f.lock"});
  EXPECT_EQ(taken_or_error(Lock::take(scratch / "f", 0ms)), "taken");
  EXPECT_EQ(scratch.names(), Names{});
}

TEST(Lock, IsRemovedByASignal) {
  const Scratch scratch;
  const auto lock = Lock::take(scratch / "f");
  remove_temporaries();
  EXPECT_EQ(scratch.names(), Names{});
}

/// Its last holder removes the file between our opening and our locking it: we would lock what nobody else can see.
TEST(Lock, IsTakenAgainIfItsFileWentAway) {
  const Scratch scratch;
  static fs::path lock_file;
  lock_file = scratch / ".f.lock";
  static int locked;
  locked = 0;
  SystemCalls system;
  posix::calls.flock = [](int fd, int operation) {
    const int result = ::flock(fd, operation);
    if (++locked <= 2) fs::remove(lock_file);
    return result;
  };
  const auto lock = Lock::take(scratch / "f", 5s);
  EXPECT_EQ(taken_or_error(lock), "taken");
  EXPECT_EQ(locked, 3);
  EXPECT_EQ(scratch.names(), Names{".f.lock"});
}

TEST(Lock, SaysWhatStandsInTheWay) {
  const Scratch scratch;
  EXPECT_EQ(taken_or_error(Lock::take(scratch / "none/f")),
            "not_found: its folder cannot be opened: No such file or directory");
  put(scratch / "victim", "");
  fs::create_symlink("victim", scratch / ".f.lock");
  EXPECT_EQ(taken_or_error(Lock::take(scratch / "f")), "io: cannot be locked: Too many levels of symbolic links");
  SystemCalls system;
  posix::calls.flock = [](int, int) {
    errno = ENOLCK;
    return -1;
  };
  EXPECT_EQ(taken_or_error(Lock::take(scratch / "g")), "io: cannot be locked: No locks available");
}

/// What `ks add` does, fifty at once: none of the numbers may be lost.
TEST(Lock, MakesFiftyProcessesTakeTurns) {
  const Scratch scratch;
  const auto path = scratch / "numbers";
  put(path, "");
  std::vector<pid_t> children;
  for (int i = 0; i < 50; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      auto lock = Lock::take(path);
      if (!lock) ::_exit(1);
      const auto numbers = read(path);
      if (!numbers) ::_exit(2);
      const auto more = std::string(as_text(*numbers)) + std::to_string(i) + "\n";
      if (!write(path, as_bytes(more), Mode::secret)) ::_exit(3);
      { const auto gone = std::move(*lock); }
      ::_exit(0);
    }
    children.push_back(child);
  }
  for (const auto child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  }
  const auto numbers = "\n" + content(path);
  for (int i = 0; i < 50; ++i) {
    EXPECT_NE(numbers.find("\n" + std::to_string(i) + "\n"), std::string::npos) << i << " is lost";
  }
  EXPECT_EQ(scratch.names(), Names{"numbers"});
}

}  // namespace
}  // namespace ks::file
