#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "ks/base/result.h"

/// The operating system as ks::file sees it.
namespace ks::posix {

/// The calls that files are made of. A test replaces one to make it fail; nothing else ever changes them.
struct Calls {
  int (*openat)(int folder, const char* name, int flags, mode_t mode);
  int (*close)(int fd);
  ssize_t (*read)(int fd, void* to, std::size_t size);
  ssize_t (*write)(int fd, const void* from, std::size_t size);
  int (*fsync)(int fd);
  int (*fstat)(int fd, struct stat* status);
  int (*fstatat)(int folder, const char* name, struct stat* status, int flags);
  int (*fchmod)(int fd, mode_t mode);
  int (*fchown)(int fd, uid_t owner, gid_t group);
  int (*ftruncate)(int fd, off_t size);
  int (*flock)(int fd, int operation);
  int (*renameat)(int from_folder, const char* from, int to_folder, const char* to);
  int (*unlinkat)(int folder, const char* name, int flags);
  ssize_t (*readlinkat)(int folder, const char* name, char* to, std::size_t size);
  ssize_t (*getrandom)(void* to, std::size_t size, unsigned flags);
  uid_t (*geteuid)();
};
extern Calls calls;

/// The result of `call`, made again as long as a signal interrupts it.
template <class Call>
auto uninterrupted(Call call) {
  for (;;) {
    const auto result = call();
    if (result != -1 || errno != EINTR) return result;
  }
}

/// A file descriptor that is closed when it goes.
class Descriptor {
 public:
  Descriptor() noexcept = default;
  explicit Descriptor(int fd) noexcept : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { (void)close(); }

  [[nodiscard]] explicit operator bool() const noexcept { return fd_ >= 0; }
  [[nodiscard]] int get() const noexcept { return fd_; }

  /// Closes now. 0 or an errno: on some file systems this is where a failed write is told.
  int close() noexcept;

 private:
  int fd_ = -1;
};

/// `name` in `folder` (AT_FDCWD: the working directory), never passed on to a program we start.
[[nodiscard]] Descriptor open_in(int folder, const char* name, int flags, mode_t mode = 0);

/// What the umask takes off the mode of a new file.
[[nodiscard]] mode_t umask_now();

/// Sixteen random hexadecimal digits; empty, with errno, if the system has no randomness to give.
[[nodiscard]] std::string random_name();

/// "cannot be written: No space left on device" about the file `path`. not_found for ENOENT and ENOTDIR, else io.
[[nodiscard]] Error system_error(const std::filesystem::path& path, std::string_view what, int error,
                                 std::string_view hint = {});

}  // namespace ks::posix
