#pragma once

#include <chrono>
#include <filesystem>

#include "ks/base/bytes.h"
#include "ks/base/limits.h"
#include "ks/base/result.h"

/// Files, whole or not at all.
namespace ks::file {

/// Reads all of `path`; "-" is standard input. Errors: not_found, limit (file-size), io. Directories are io errors.
[[nodiscard]] Result<Bytes> read(const std::filesystem::path& path, const Limits& limits = {});

enum class Mode { secret, normal };  ///< 0600, or 0666 less the umask. An existing file's mode is only ever narrowed.

/// Replaces `path` by `bytes`: a temporary file beside it (random name, O_EXCL, 0600 from birth), fsync, rename, fsync
/// of the folder. On any error `path` is as it was and nothing is left behind. A symbolic link is followed once and
/// stays a link. "-" writes to standard output. Errors: io, not_found (the folder).
[[nodiscard]] Result<void> write(const std::filesystem::path& path, ByteView bytes, Mode mode);

/// An advisory lock for changing `path` in place, held on a hidden sibling file until it goes.
class Lock {
 public:
  /// Waits up to `patience`. Errors: io if another process holds it still, with its process id.
  [[nodiscard]] static Result<Lock> take(const std::filesystem::path& path,
                                         std::chrono::milliseconds patience = std::chrono::seconds(30));
  Lock(Lock&& other) noexcept;
  Lock& operator=(Lock&& other) noexcept;
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  ~Lock();

 private:
  explicit Lock(int fd) noexcept : fd_(fd) {}
  int fd_ = -1;
};

}  // namespace ks::file
