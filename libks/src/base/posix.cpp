#include "base/posix.h"

#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <system_error>

#include "ks/base/text.h"

namespace ks::posix {

constinit Calls calls = {
    .openat = [](int folder, const char* name, int flags, mode_t mode) { return ::openat(folder, name, flags, mode); },
    .close = ::close,
    .read = ::read,
    .write = ::write,
    .fsync = ::fsync,
    .fstat = ::fstat,
    .fstatat = ::fstatat,
    .fchmod = ::fchmod,
    .fchown = ::fchown,
    .ftruncate = ::ftruncate,
    .flock = ::flock,
    .renameat = ::renameat,
    .unlinkat = ::unlinkat,
    .readlinkat = ::readlinkat,
    .getrandom = ::getrandom,
    .geteuid = ::geteuid,
};

int Descriptor::close() noexcept {
  const int fd = std::exchange(fd_, -1);
  if (fd < 0 || calls.close(fd) == 0) return 0;
  return errno == EINTR ? 0 : errno;  // Linux closes an interrupted descriptor all the same
}

Descriptor open_in(int folder, const char* name, int flags, mode_t mode) {
  return Descriptor(uninterrupted([&] { return calls.openat(folder, name, flags | O_CLOEXEC | O_NOCTTY, mode); }));
}

// umask() tells only by setting, which the files of other threads would notice: it is the way out where no /proc is
// mounted, and narrows for that moment.
mode_t umask_now() {
  char status[512];
  const auto file = open_in(AT_FDCWD, "/proc/self/status", O_RDONLY);
  const auto size = file ? calls.read(file.get(), status, sizeof status) : -1;
  const std::string_view text(status, size < 0 ? 0 : static_cast<std::size_t>(size));
  constexpr std::string_view kField = "\nUmask:\t";
  unsigned mask = 0;
  if (const auto at = text.find(kField); at != std::string_view::npos) {
    const auto digits = text.substr(at + kField.size());
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), mask, 8);
    if (read.ec == std::errc() && read.ptr != digits.data() + digits.size()) return mask;
  }
  mask = ::umask(077);
  ::umask(mask);
  return mask;
}

std::string random_name() {
  std::uint8_t bytes[8];
  const auto got = uninterrupted([&] { return calls.getrandom(bytes, sizeof bytes, 0); });
  return got == static_cast<ssize_t>(sizeof bytes) ? text::to_hex(bytes) : std::string();
}

Error system_error(const std::filesystem::path& path, std::string_view what, int error, std::string_view hint) {
  return Error{.code = error == ENOENT || error == ENOTDIR ? Errc::not_found : Errc::io,
               .message = std::string(what) + ": " + std::generic_category().message(error),
               .file = path.string(),
               .hint = std::string(hint)};
}

}  // namespace ks::posix
