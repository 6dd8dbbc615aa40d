#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "ks/base/file.h"
#include "posix_hooks.h"
#include "support/scratch.h"

namespace ks::file {
namespace {

using test::put;
using test::Scratch;
using test::SystemCalls;

std::string text_or_error(const Result<Bytes>& bytes) {
  if (bytes) return std::string(as_text(*bytes));
  return std::string(name(bytes.error().code)) + ": " + bytes.error().message;
}

TEST(ReadFile, GivesEveryByte) {
  const Scratch scratch;
  const std::string text("a\0\r\n\xff", 5);
  put(scratch / "f", text);
  EXPECT_EQ(text_or_error(read(scratch / "f")), text);
  put(scratch / "empty", "");
  EXPECT_EQ(text_or_error(read(scratch / "empty")), "");
  const std::string large(300'000, 'x');
  put(scratch / "large", large);
  EXPECT_EQ(text_or_error(read(scratch / "large")), large);
}

TEST(ReadFile, SaysWhatStandsInTheWay) {
  const Scratch scratch;
  put(scratch / "f", "");
  EXPECT_EQ(text_or_error(read(scratch / "none")), "not_found: cannot be read: No such file or directory");
  EXPECT_EQ(text_or_error(read(scratch / "f" / "under")), "not_found: cannot be read: Not a directory");
  EXPECT_EQ(text_or_error(read("")), "not_found: cannot be read: No such file or directory");
  EXPECT_EQ(text_or_error(read(scratch.path())), "io: cannot be read: Is a directory");
  EXPECT_EQ(read(scratch.path()).error().file, scratch.path().string());
}

TEST(ReadFile, AllowsTheLimitAndNoByteMore) {
  const Scratch scratch;
  put(scratch / "f", "12345678");
  EXPECT_EQ(text_or_error(read(scratch / "f", {.file_size = 8})), "12345678");
  EXPECT_EQ(text_or_error(read(scratch / "f", {.file_size = 7})), "limit: is larger than the limit of 7 bytes");
  EXPECT_NE(read(scratch / "f", {.file_size = 7}).error().hint, "");
  put(scratch / "empty", "");
  EXPECT_EQ(text_or_error(read(scratch / "empty", {.file_size = 0})), "");
  const std::string large(200'001, 'x');
  put(scratch / "large", large);
  EXPECT_EQ(text_or_error(read(scratch / "large", {.file_size = 200'001})), large);
  EXPECT_EQ(text_or_error(read(scratch / "large", {.file_size = 200'000})),
            "limit: is larger than the limit of 200000 bytes");
}

TEST(ReadFile, RefusesAHugeFileBeforeReadingIt) {
  const Scratch scratch;
  put(scratch / "sparse", "");
  std::filesystem::resize_file(scratch / "sparse", 1ULL << 40);
  SystemCalls system;
  posix::calls.read = [](int, void*, std::size_t) -> ssize_t {
    ADD_FAILURE() << "nothing of it should be read";
    return 0;
  };
  EXPECT_EQ(text_or_error(read(scratch / "sparse")), "limit: is larger than the limit of 1073741824 bytes");
}

TEST(ReadFile, ReadsWhatTellsNoSize) {
  const auto status = text_or_error(read("/proc/self/status"));
  EXPECT_EQ(status.substr(0, 5), "Name:");
}

/// A pipe with `text` coming in.
class PipeOf {
 public:
  explicit PipeOf(std::string text) {
    EXPECT_EQ(::pipe2(ends_, O_CLOEXEC), 0);
    writer_ = std::thread([this, text = std::move(text)] {
      for (std::size_t at = 0; at < text.size();) {
        const auto written = ::write(ends_[1], text.data() + at, std::min<std::size_t>(text.size() - at, 777));
        if (written <= 0) break;
        at += static_cast<std::size_t>(written);
      }
      ::close(ends_[1]);
    });
  }
  PipeOf(const PipeOf&) = delete;
  PipeOf& operator=(const PipeOf&) = delete;
  ~PipeOf() {
    char rest[4096];
    while (::read(ends_[0], rest, sizeof rest) > 0) {
    }
    writer_.join();
    ::close(ends_[0]);
  }
  [[nodiscard]] int end() const { return ends_[0]; }

 private:
  int ends_[2] = {-1, -1};
  std::thread writer_;
};

TEST(ReadFile, ReadsPipesToTheirEnd) {
  const std::string text(500'000, 'p');
  const PipeOf pipe(text);
  EXPECT_EQ(text_or_error(read("/dev/fd/" + std::to_string(pipe.end()))), text);
}

TEST(ReadFile, StopsReadingAPipeAtTheLimit) {
  const std::string text(500'000, 'p');
  for (const std::uint64_t limit : {0U, 1U, 65535U, 65536U, 65537U, 131071U, 131072U, 499'999U}) {
    const PipeOf pipe(text);
    EXPECT_EQ(text_or_error(read("/dev/fd/" + std::to_string(pipe.end()), {.file_size = limit})),
              "limit: is larger than the limit of " + std::to_string(limit) + " bytes");
  }
  const PipeOf pipe(text);
  EXPECT_EQ(text_or_error(read("/dev/fd/" + std::to_string(pipe.end()), {.file_size = 500'000})), text);
}

TEST(ReadFile, ReadsStandardInput) {
  const PipeOf pipe("from a pipe");
  const int before = ::dup(STDIN_FILENO);
  ::dup2(pipe.end(), STDIN_FILENO);
  const auto bytes = read("-");
  const auto at_the_end = read("-");
  ::dup2(before, STDIN_FILENO);
  ::close(before);
  EXPECT_EQ(text_or_error(bytes), "from a pipe");
  EXPECT_EQ(text_or_error(at_the_end), "");
}

TEST(ReadFile, FollowsAFileThatGrowsMeanwhile) {
  const Scratch scratch;
  put(scratch / "log", "0123456789");
  SystemCalls system;
  posix::calls.fstat = [](int fd, struct stat* status) {
    const int result = ::fstat(fd, status);
    status->st_size = 3;
    return result;
  };
  EXPECT_EQ(text_or_error(read(scratch / "log")), "0123456789");
  EXPECT_EQ(text_or_error(read(scratch / "log", {.file_size = 9})), "limit: is larger than the limit of 9 bytes");
}

TEST(ReadFile, GoesOnAfterASignal) {
  const Scratch scratch;
  put(scratch / "f", "still here");
  SystemCalls system;
  int calls = 0;
  system.before_each([&calls] { return ++calls % 2 == 1 ? EINTR : 0; });
  posix::calls.fstat = ::fstat;  // is never interrupted
  EXPECT_EQ(text_or_error(read(scratch / "f")), "still here");
}

/// Lets the first call fail, then the second, …, until reading succeeds.
TEST(ReadFile, ReportsEveryFailingCall) {
  const Scratch scratch;
  put(scratch / "f", "content");
  int failures = 0;
  for (int failing = 1;; ++failing) {
    SystemCalls system;
    int calls = 0;
    system.before_each([&] { return ++calls == failing ? EIO : 0; });
    const auto bytes = read(scratch / "f");
    if (calls < failing) {
      EXPECT_EQ(text_or_error(bytes), "content");
      break;
    }
    if (bytes) continue;  // a close() of what was only read tells nothing
    ++failures;
    EXPECT_EQ(text_or_error(bytes), "io: cannot be read: Input/output error");
  }
  EXPECT_EQ(failures, 4);  // open, fstat, read, read at the end
}

}  // namespace
}  // namespace ks::file
