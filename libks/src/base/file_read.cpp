#include <unistd.h>

#include <algorithm>

#include "base/posix.h"
#include "ks/base/file.h"
#include "ks/base/secret.h"

namespace ks::file {
namespace {

constexpr std::size_t kFirstRead = 64U << 10;  // of what does not tell its size

Error cannot_read(const std::filesystem::path& path, int error) {
  return posix::system_error(path, "cannot be read", error,
                             error == EACCES ? "check its owner and mode, and those of the folders above it" : "");
}

Error too_large(const std::filesystem::path& path, const Limits& limits) {
  return Error{.code = Errc::limit,
               .message = "is larger than the limit of " + std::to_string(limits.file_size) + " bytes",
               .file = path.string(),
               .hint = "--limit file-size=N allows more"};
}

/// Twice the room, never more than what the limit and one byte to notice it need. The old place is wiped: what is read
/// may be a key.
void grow(Bytes& bytes, const Limits& limits) {
  const auto most = std::max<std::uint64_t>(limits.file_size, limits.file_size + 1);
  Bytes larger(static_cast<std::size_t>(std::min<std::uint64_t>(most, bytes.size() * 2)));
  std::ranges::copy(bytes, larger.begin());
  wipe(bytes);
  bytes = std::move(larger);
}

/// Everything up to the end of `fd`. Room for one byte more than `expected` lets a file that is as large as it said be
/// read without growing.
Result<Bytes> read_all(int fd, const std::filesystem::path& path, std::uint64_t expected, const Limits& limits) {
  if (expected > limits.file_size) return failure(too_large(path, limits));
  Bytes bytes(expected == 0 ? kFirstRead : static_cast<std::size_t>(expected) + 1);
  std::size_t used = 0;
  for (;;) {
    if (used == bytes.size()) grow(bytes, limits);
    const auto got =
        posix::uninterrupted([&] { return posix::calls.read(fd, bytes.data() + used, bytes.size() - used); });
    if (got < 0) return failure(cannot_read(path, errno));
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
    if (used > limits.file_size) return failure(too_large(path, limits));
  }
  bytes.resize(used);
  return bytes;
}

}  // namespace

Result<Bytes> read(const std::filesystem::path& path, const Limits& limits) {
  if (path == "-") return read_all(STDIN_FILENO, path, 0, limits);
  const auto file = posix::open_in(AT_FDCWD, path.c_str(), O_RDONLY);
  if (!file) return failure(cannot_read(path, errno));
  struct stat status {};
  if (posix::calls.fstat(file.get(), &status) != 0) return failure(cannot_read(path, errno));
  if (S_ISDIR(status.st_mode)) return failure(cannot_read(path, EISDIR));
  const auto size = S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) : 0;
  return read_all(file.get(), path, size, limits);
}

}  // namespace ks::file
