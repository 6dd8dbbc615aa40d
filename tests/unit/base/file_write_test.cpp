#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "ks/base/file.h"
#include "posix_hooks.h"
#include "support/scratch.h"

namespace ks::file {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;
using test::content;
using test::mode_of;
using test::put;
using test::Scratch;
using test::SystemCalls;

std::string done_or_error(const Result<void>& result) {
  return result ? "done" : std::string(name(result.error().code)) + ": " + result.error().message;
}

std::string write_text(const fs::path& path, std::string_view text, Mode mode = Mode::secret) {
  return done_or_error(write(path, as_bytes(text), mode));
}

class Umask {
 public:
  explicit Umask(mode_t mask) : before_(::umask(mask)) {}
  Umask(const Umask&) = delete;
  Umask& operator=(const Umask&) = delete;
  ~Umask() { ::umask(before_); }

 private:
  mode_t before_;
};

TEST(WriteFile, MakesAndReplaces) {
  const Scratch scratch;
  const std::string large(1'000'000, 'x');
  EXPECT_EQ(write_text(scratch / "f", "first"), "done");
  EXPECT_EQ(content(scratch / "f"), "first");
  EXPECT_EQ(write_text(scratch / "f", large), "done");
  EXPECT_EQ(content(scratch / "f"), large);
  EXPECT_EQ(write_text(scratch / "f", ""), "done");
  EXPECT_EQ(content(scratch / "f"), "");
  EXPECT_EQ(scratch.names(), Names{"f"});
}

TEST(WriteFile, TakesAPathRelativeToTheWorkingFolder) {
  const Scratch scratch;
  const auto before = fs::current_path();
  fs::current_path(scratch.path());
  EXPECT_EQ(write_text("f", "here"), "done");
  EXPECT_EQ(write_text("./g", "here"), "done");
  fs::current_path(before);
  EXPECT_EQ(scratch.names(), (Names{"f", "g"}));
}

TEST(WriteFile, TakesTheLongestName) {
  const Scratch scratch;
  const std::string longest(255, 'n');
  EXPECT_EQ(write_text(scratch / longest, "x"), "done");
  EXPECT_EQ(content(scratch / longest), "x");
  EXPECT_EQ(write_text(scratch / (longest + "n"), "x"), "io: cannot be looked at: File name too long");
}

struct ModeCase {
  unsigned umask;
  unsigned before;  // 0: no such file
  Mode asked;
  unsigned after;
};
class WriteMode : public testing::TestWithParam<ModeCase> {};
TEST_P(WriteMode, IsOnlyEverNarrowed) {
  const Scratch scratch;
  const auto& row = GetParam();
  if (row.before != 0) put(scratch / "f", "old", row.before);
  const Umask umask(row.umask);
  EXPECT_EQ(write_text(scratch / "f", "new", row.asked), "done");
  EXPECT_EQ(mode_of(scratch / "f"), row.after) << std::oct << row.umask << " " << row.before;
  fs::permissions(scratch / "f", fs::perms::owner_read);
  EXPECT_EQ(content(scratch / "f"), "new");
}
const ModeCase kModes[] = {
    {.umask = 0000, .before = 0, .asked = Mode::secret, .after = 0600},
    {.umask = 0022, .before = 0, .asked = Mode::secret, .after = 0600},
    {.umask = 0077, .before = 0, .asked = Mode::secret, .after = 0600},
    {.umask = 0000, .before = 0, .asked = Mode::normal, .after = 0666},
    {.umask = 0022, .before = 0, .asked = Mode::normal, .after = 0644},
    {.umask = 0027, .before = 0, .asked = Mode::normal, .after = 0640},
    {.umask = 0077, .before = 0, .asked = Mode::normal, .after = 0600},
    {.umask = 0000, .before = 0644, .asked = Mode::secret, .after = 0600},
    {.umask = 0000, .before = 0640, .asked = Mode::secret, .after = 0600},
    {.umask = 0000, .before = 0400, .asked = Mode::secret, .after = 0400},
    {.umask = 0077, .before = 0644, .asked = Mode::normal, .after = 0644},
    {.umask = 0000, .before = 0600, .asked = Mode::normal, .after = 0600},
    {.umask = 0000, .before = 0440, .asked = Mode::normal, .after = 0440},
    {.umask = 0000, .before = 04755, .asked = Mode::normal, .after = 0644},
};
INSTANTIATE_TEST_SUITE_P(File, WriteMode, testing::ValuesIn(kModes));

TEST(WriteFile, FindsTheUmaskWithoutProcToo) {
  const Scratch scratch;
  const Umask umask(0027);
  SystemCalls system;
  posix::calls.openat = [](int folder, const char* name, int flags, mode_t mode) {
    if (std::string_view(name) == "/proc/self/status") {
      errno = ENOENT;
      return -1;
    }
    return ::openat(folder, name, flags, mode);
  };
  EXPECT_EQ(write_text(scratch / "f", "x", Mode::normal), "done");
  EXPECT_EQ(mode_of(scratch / "f"), 0640U);
  EXPECT_EQ(::umask(0027), 0027U);
}

TEST(WriteFile, IsClosedToOthersFromBirth) {
  const Scratch scratch;
  const Umask umask(0);
  SystemCalls system;
  posix::calls.write = [](int fd, const void* from, std::size_t size) {
    struct stat status {};
    EXPECT_EQ(::fstat(fd, &status), 0);
    EXPECT_EQ(status.st_mode & 07777U, 0600U);
    EXPECT_NE(::fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
    return ::write(fd, from, size);
  };
  EXPECT_EQ(write_text(scratch / "secret", "x", Mode::secret), "done");
  EXPECT_EQ(write_text(scratch / "normal", "x", Mode::normal), "done");
}

TEST(WriteFile, GetsToTheDiskInTheOrderThatSurvivesAPowerFailure) {
  const Scratch scratch;
  static std::string order;
  order.clear();
  SystemCalls system;
  posix::calls.write = [](int fd, const void* from, std::size_t size) {
    order += "write ";
    return ::write(fd, from, size);
  };
  posix::calls.fsync = [](int fd) {
    struct stat status {};
    ::fstat(fd, &status);
    order += S_ISDIR(status.st_mode) ? "fsync-folder " : "fsync-file ";
    return ::fsync(fd);
  };
  posix::calls.renameat = [](int from_folder, const char* from, int to_folder, const char* to) {
    order += "rename ";
    return ::renameat(from_folder, from, to_folder, to);
  };
  EXPECT_EQ(write_text(scratch / "f", "x"), "done");
  EXPECT_EQ(order, "write fsync-file rename fsync-folder ");
}

TEST(WriteFile, LeavesLinksAsTheyAre) {
  const Scratch scratch;
  fs::create_directory(scratch / "real");
  put(scratch / "real/f", "old");
  fs::create_symlink("real/f", scratch / "relative");
  fs::create_symlink(scratch / "real/f", scratch / "absolute");
  fs::create_symlink("relative", scratch / "to-a-link");
  fs::create_directory_symlink("real", scratch / "folder");
  fs::create_symlink("../relative", scratch / "real/up");
  for (const char* name : {"relative", "absolute", "to-a-link", "folder/f", "folder/up"}) {
    EXPECT_EQ(write_text(scratch / name, name), "done");
    EXPECT_EQ(content(scratch / "real/f"), name);
  }
  for (const char* name : {"relative", "absolute", "to-a-link", "folder", "real/up"}) {
    EXPECT_TRUE(fs::is_symlink(scratch / name)) << name;
  }
  EXPECT_FALSE(fs::is_symlink(scratch / "real/f"));
}

TEST(WriteFile, MakesWhatADanglingLinkLeadsTo) {
  const Scratch scratch;
  fs::create_directory(scratch / "real");
  fs::create_symlink("real/none-yet", scratch / "link");
  EXPECT_EQ(write_text(scratch / "link", "x"), "done");
  EXPECT_TRUE(fs::is_symlink(scratch / "link"));
  EXPECT_EQ(content(scratch / "real/none-yet"), "x");
  fs::create_symlink("no-folder/f", scratch / "broken");
  EXPECT_EQ(write_text(scratch / "broken", "x"), "not_found: its folder cannot be opened: No such file or directory");
}

TEST(WriteFile, RefusesARingOfLinks) {
  const Scratch scratch;
  fs::create_symlink("b", scratch / "a");
  fs::create_symlink("a", scratch / "b");
  EXPECT_EQ(write_text(scratch / "a", "x"), "io: cannot be found: Too many levels of symbolic links");
}

TEST(WriteFile, RefusesALinkPlantedInASharedFolder) {
  const Scratch scratch;
  put(scratch / "victim", "precious");
  fs::create_directory(scratch / "tmp");
  fs::permissions(scratch / "tmp", fs::perms::all | fs::perms::sticky_bit);
  fs::create_symlink("../victim", scratch / "tmp/out.p12");
  EXPECT_EQ(write_text(scratch / "tmp/out.p12", "ours"), "done") << "a link of our own may be followed";
  put(scratch / "victim", "precious");
  SystemCalls system;
  posix::calls.fstatat = [](int folder, const char* name, struct stat* status, int flags) {
    const int result = ::fstatat(folder, name, status, flags);
    if (S_ISLNK(status->st_mode)) status->st_uid += 1;
    return result;
  };
  EXPECT_EQ(write_text(scratch / "tmp/out.p12", "x"),
            "io: is a symbolic link of another user in a folder everyone can write to");
  EXPECT_EQ(content(scratch / "victim"), "precious");
}

TEST(WriteFile, PicksAnotherNameWhereOneIsTaken) {
  const Scratch scratch;
  SystemCalls system;
  static unsigned calls;
  calls = 0;
  posix::calls.getrandom = [](void* to, std::size_t size, unsigned) {
    std::fill_n(static_cast<std::uint8_t*>(to), size, static_cast<std::uint8_t>(calls++ / 2));
    return static_cast<ssize_t>(size);
  };
  put(scratch / ".ks-0000000000000000.tmp", "planted");
  fs::create_symlink("victim", scratch / ".ks-0101010101010101.tmp");
  EXPECT_EQ(write_text(scratch / "f", "x"), "done");
  EXPECT_EQ(content(scratch / ".ks-0000000000000000.tmp"), "planted");
  EXPECT_EQ(scratch.names(), (Names{".ks-0000000000000000.tmp", ".ks-0101010101010101.tmp", "f"}));
}

TEST(WriteFile, GivesUpWhereEveryNameIsTaken) {
  const Scratch scratch;
  SystemCalls system;
  posix::calls.getrandom = [](void* to, std::size_t size, unsigned) {
    std::fill_n(static_cast<std::uint8_t*>(to), size, std::uint8_t{7});
    return static_cast<ssize_t>(size);
  };
  put(scratch / ".ks-0707070707070707.tmp", "planted");
  EXPECT_EQ(write_text(scratch / "f", "x"), "io: cannot be written: File exists");
  EXPECT_EQ(content(scratch / ".ks-0707070707070707.tmp"), "planted");
}

/// As whom we run and what fchown() was asked for, with the old file another's.
struct OwnerCase {
  const char* name;
  uid_t user;
  bool chown_allowed;
  const char* asked;
  unsigned mode;
};
class KeepOwner : public testing::TestWithParam<OwnerCase> {
 public:
  static inline OwnerCase row{};
  static inline std::string asked;
};
TEST_P(KeepOwner, AsFarAsWeMay) {
  const Scratch scratch;
  put(scratch / "f", "old", 0664);
  row = GetParam();
  asked = "";
  SystemCalls system;
  posix::calls.geteuid = [] { return row.user; };
  posix::calls.fstatat = [](int folder, const char* name, struct stat* status, int flags) {
    const int result = ::fstatat(folder, name, status, flags);
    status->st_uid = 54321;
    status->st_gid = 12345;
    return result;
  };
  posix::calls.fchown = [](int, uid_t owner, gid_t group) {
    asked = std::to_string(static_cast<int>(owner)) + ":" + std::to_string(group);
    errno = EPERM;
    return row.chown_allowed ? 0 : -1;
  };
  const auto result = write_text(scratch / "f", "new", Mode::normal);
  EXPECT_EQ(asked, row.asked);
  EXPECT_EQ(result, row.mode != 0 ? "done" : "io: cannot be written: Operation not permitted");
  EXPECT_EQ(mode_of(scratch / "f"), row.mode != 0 ? row.mode : 0664U);
  EXPECT_EQ(scratch.names(), Names{"f"});
}
const OwnerCase kOwners[] = {
    {.name = "Root", .user = 0, .chown_allowed = true, .asked = "54321:12345", .mode = 0664},
    {.name = "RootWhoMayNot", .user = 0, .chown_allowed = false, .asked = "54321:12345", .mode = 0},
    {.name = "MemberOfTheGroup", .user = 1000, .chown_allowed = true, .asked = "-1:12345", .mode = 0664},
    {.name = "Stranger", .user = 1000, .chown_allowed = false, .asked = "-1:12345", .mode = 0604},
};
INSTANTIATE_TEST_SUITE_P(File, KeepOwner, testing::ValuesIn(kOwners), [](const auto& row) { return row.param.name; });

TEST(WriteFile, SaysWhatStandsInTheWay) {
  const Scratch scratch;
  fs::create_directory(scratch / "folder");
  put(scratch / "f", "old");
  EXPECT_EQ(write_text(scratch / "none/f", "x"), "not_found: its folder cannot be opened: No such file or directory");
  EXPECT_EQ(write_text(scratch / "f/under", "x"), "not_found: its folder cannot be opened: Not a directory");
  for (const char* name : {"folder", "folder/", "folder/.", "folder/..", "f/"}) {
    EXPECT_EQ(write_text(scratch / name, "x"), "io: is a folder, not a file") << name;
  }
  EXPECT_EQ(write_text("", "x"), "io: is a folder, not a file");
  EXPECT_EQ(write(scratch / "folder", {}, Mode::secret).error().file, (scratch / "folder").string());
  EXPECT_EQ(content(scratch / "f"), "old");
}

TEST(WriteFile, WritesDevicesStraight) {
  EXPECT_EQ(write_text("/dev/null", "x"), "done");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_EQ(write_text("/dev/full", "x"), "io: cannot be written: No space left on device");
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

TEST(WriteFile, WritesPipesStraight) {
  const Scratch scratch;
  ASSERT_EQ(::mkfifo((scratch / "fifo").c_str(), 0600), 0);
  std::string got;
  std::thread reader([&] { got = content(scratch / "fifo"); });
  EXPECT_EQ(write_text(scratch / "fifo", "through the pipe"), "done");
  reader.join();
  EXPECT_EQ(got, "through the pipe");
  EXPECT_EQ(scratch.names(), Names{"fifo"});
}

TEST(WriteFile, WritesToOurOwnDescriptorsWhereTheyStand) {
  const Scratch scratch;
  put(scratch / "log", "before ");
  const int log = ::open((scratch / "log").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  ASSERT_GE(log, 0);
  EXPECT_EQ(write_text("/dev/fd/" + std::to_string(log), "one "), "done");
  EXPECT_EQ(write_text("/proc/self/fd/" + std::to_string(log), "two"), "done");
  ::close(log);
  EXPECT_EQ(content(scratch / "log"), "before one two");
}

TEST(WriteFile, WritesStandardOutput) {
  const Scratch scratch;
  put(scratch / "out", "");
  const int out = ::open((scratch / "out").c_str(), O_WRONLY | O_CLOEXEC);
  const int before = ::dup(STDOUT_FILENO);
  ::dup2(out, STDOUT_FILENO);
  const auto dash = write_text("-", "dash ");
  const auto device = write_text("/dev/stdout", "device");
  ::dup2(before, STDOUT_FILENO);
  ::close(before);
  ::close(out);
  EXPECT_EQ(dash, "done");
  EXPECT_EQ(device, "done");
  EXPECT_EQ(content(scratch / "out"), "dash device");
}

TEST(WriteFile, GoesOnAfterShortWritesAndSignals) {
  const Scratch scratch;
  SystemCalls system;
  static int calls;
  calls = 0;
  posix::calls.write = [](int fd, const void* from, std::size_t size) -> ssize_t {
    if (++calls % 3 == 0) {
      errno = EINTR;
      return -1;
    }
    return ::write(fd, from, std::min<std::size_t>(size, 7));
  };
  const std::string text(1000, 'w');
  EXPECT_EQ(write_text(scratch / "f", text + "end"), "done");
  EXPECT_EQ(content(scratch / "f"), text + "end");
}

TEST(WriteFile, DoesNotWaitForADeviceThatTakesNothing) {
  const Scratch scratch;
  SystemCalls system;
  posix::calls.write = [](int, const void*, std::size_t) -> ssize_t { return 0; };
  EXPECT_EQ(write_text(scratch / "f", "x"), "io: cannot be written: Input/output error");
  EXPECT_EQ(scratch.names(), Names{});
}

TEST(WriteFile, MakesTheLimitOnFileSizesAnError) {
  const Scratch scratch;
  put(scratch / "f", "old");
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{.rlim_cur = 4096, .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto result = write(scratch / "f", Bytes(10'000), Mode::normal);
  ::setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(done_or_error(result), "io: cannot be written: File too large");
  EXPECT_NE(result.error().hint, "");
  EXPECT_EQ(content(scratch / "f"), "old");
  EXPECT_EQ(scratch.names(), Names{"f"});
  sigset_t set;
  ::sigpending(&set);
  EXPECT_EQ(::sigismember(&set, SIGXFSZ), 0);
  ::pthread_sigmask(SIG_BLOCK, nullptr, &set);
  EXPECT_EQ(::sigismember(&set, SIGXFSZ), 0);
}

struct SystemErrorCase {
  const char* name;
  int error;
  const char* hint;
};
class WriteHint : public testing::TestWithParam<SystemErrorCase> {};
TEST_P(WriteHint, SaysWhatToDo) {
  const Scratch scratch;
  put(scratch / "f", "old");
  SystemCalls system;
  static int error;
  error = GetParam().error;
  posix::calls.renameat = [](int, const char*, int, const char*) {
    errno = error;
    return -1;
  };
  const auto result = write(scratch / "f", {}, Mode::secret);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::io);
  EXPECT_NE(result.error().hint.find(GetParam().hint), std::string::npos) << result.error().hint;
  EXPECT_EQ(content(scratch / "f"), "old");
  EXPECT_EQ(scratch.names(), Names{"f"});
}
const SystemErrorCase kHints[] = {
    {.name = "FullDisk", .error = ENOSPC, .hint = "free some space"},
    {.name = "FullQuota", .error = EDQUOT, .hint = "free some space"},
    {.name = "ReadOnlyFolder", .error = EACCES, .hint = "writable"},
    {.name = "ReadOnlyFileSystem", .error = EROFS, .hint = "writable"},
    {.name = "FileMountedIntoAContainer", .error = EBUSY, .hint = "mount its folder"},
    {.name = "BrokenDisk", .error = EIO, .hint = "fault"},
};
INSTANTIATE_TEST_SUITE_P(File, WriteHint, testing::ValuesIn(kHints), [](const auto& row) { return row.param.name; });

TEST(WriteFile, AcceptsAFolderThatCannotBeSynced) {
  const Scratch scratch;
  SystemCalls system;
  posix::calls.fsync = [](int fd) {
    struct stat status {};
    ::fstat(fd, &status);
    if (!S_ISDIR(status.st_mode)) return ::fsync(fd);
    errno = EINVAL;
    return -1;
  };
  EXPECT_EQ(write_text(scratch / "f", "x"), "done");
}

TEST(WriteFile, IsWholeToReadersWhileManyWrite) {
  const Scratch scratch;
  const std::string first(100'000, '0');
  EXPECT_EQ(write_text(scratch / "f", first), "done");
  std::vector<std::thread> writers;
  std::atomic<int> done = 0;
  for (char letter : std::string("1234")) {
    writers.emplace_back([&, letter] {
      for (int i = 0; i < 10; ++i) EXPECT_EQ(write_text(scratch / "f", std::string(100'000, letter)), "done");
      ++done;
    });
  }
  while (done < 4) {
    const auto text = content(scratch / "f");
    ASSERT_EQ(text.size(), 100'000U);
    ASSERT_EQ(text.find_first_not_of(text[0]), std::string::npos);
  }
  for (auto& writer : writers) writer.join();
  EXPECT_EQ(scratch.names(), Names{"f"});
}

TEST(Staged, IsNotSeenBeforeItIsCommitted) {
  const Scratch scratch;
  put(scratch / "a", "old");
  auto a = Staged::make(scratch / "a", as_bytes("new a"), Mode::normal);
  auto b = Staged::make(scratch / "b", as_bytes("new b"), Mode::normal);
  ASSERT_TRUE(a && b);
  EXPECT_EQ(content(scratch / "a"), "old");
  EXPECT_EQ(content(scratch / "b"), "(missing)");
  EXPECT_EQ(done_or_error(a->commit()), "done");
  EXPECT_EQ(done_or_error(b->commit()), "done");
  EXPECT_EQ(content(scratch / "a"), "new a");
  EXPECT_EQ(content(scratch / "b"), "new b");
  EXPECT_EQ(done_or_error(a->commit()), "usage: a staged file is committed once");
  EXPECT_EQ(scratch.names(), (Names{"a", "b"}));
}

TEST(Staged, IsRemovedIfItIsNotCommitted) {
  const Scratch scratch;
  put(scratch / "f", "old");
  {
    auto one = Staged::make(scratch / "f", as_bytes("one"), Mode::normal);
    auto two = Staged::make(scratch / "f", as_bytes("two"), Mode::normal);
    EXPECT_EQ(scratch.names().size(), 3U);
    one = std::move(two);
    EXPECT_EQ(scratch.names().size(), 2U);
  }
  EXPECT_EQ(content(scratch / "f"), "old");
  EXPECT_EQ(scratch.names(), Names{"f"});
}

TEST(Staged, KeepsWhatGoesToADeviceUntilThen) {
  const Scratch scratch;
  put(scratch / "log", "");
  const int log = ::open((scratch / "log").c_str(), O_WRONLY | O_CLOEXEC);
  auto staged = Staged::make("/dev/fd/" + std::to_string(log), as_bytes("x"), Mode::secret);
  ASSERT_TRUE(staged);
  EXPECT_EQ(content(scratch / "log"), "");
  EXPECT_EQ(done_or_error(staged->commit()), "done");
  EXPECT_EQ(content(scratch / "log"), "x");
  ::close(log);
}

TEST(Staged, OfMoreFilesThanTheSignalHandlerKnowsIsRemovedToo) {
  const Scratch scratch;
  {
    std::vector<Staged> many;
    for (int i = 0; i < 100; ++i) {
      auto staged = Staged::make(scratch / "f", {}, Mode::secret);
      ASSERT_TRUE(staged);
      many.push_back(std::move(*staged));
    }
    EXPECT_EQ(scratch.names().size(), 100U);
  }
  EXPECT_EQ(scratch.names(), Names{});
}

}  // namespace
}  // namespace ks::file
