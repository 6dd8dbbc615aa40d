#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include "ks/base/bytes.h"
#include "ks/base/limits.h"
#include "ks/base/result.h"

/// Files, whole or not at all. Every error names its file in Error::file.
namespace ks::file {

/// Reads all of `path`; "-" is standard input. Errors: not_found, limit (file-size), io. Directories are io errors.
[[nodiscard]] Result<Bytes> read(const std::filesystem::path& path, const Limits& limits = {});

enum class Mode { secret, normal };  ///< 0600, or 0666 less the umask. An existing file's mode is only ever narrowed.

/// Replaces `path` by `bytes`: a temporary file beside it (random name, O_EXCL, 0600 from birth), fsync, rename, fsync
/// of the folder. On any error `path` is as it was and nothing is left behind; but if only the folder's fsync fails,
/// `path` is already new, and the error says so. Errors: io, not_found (the folder).
///
/// A symbolic link is followed once and stays a link; where it leads nowhere, that file is made. The owner is kept by
/// root, the group by whoever may; access control lists and hard links are not. Devices, pipes and /dev/stdout are
/// written straight, and "-" is standard output. A single file that is a mount point cannot be renamed over: io.
[[nodiscard]] Result<void> write(const std::filesystem::path& path, ByteView bytes, Mode mode);

/// A file's new content, complete on the disk and not seen yet. Where one command has several outputs, all are staged
/// before the first is committed. What is not committed is removed.
class Staged {
 public:
  /// The first half of write(). Errors: as there.
  [[nodiscard]] static Result<Staged> make(const std::filesystem::path& path, ByteView bytes, Mode mode);
  /// The other half: the content takes its place. Errors: as there; usage the second time.
  [[nodiscard]] Result<void> commit();

  Staged(Staged&& other) noexcept;
  Staged& operator=(Staged&& other) noexcept;
  ~Staged();

 private:
  struct State;
  explicit Staged(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

/// Removes what this process has not committed or unlocked yet. To be called from the handler of a signal that ends
/// the process (SIGINT, SIGTERM, SIGHUP) and nowhere else: async-signal-safe, and what was staged is lost.
void remove_temporaries() noexcept;

/// An advisory lock for changing `path` in place, held on the hidden sibling file ".NAME.lock" until it goes. That file
/// is removed with it; one that a killed process left behind locks nothing and is used again. Links to one file share
/// its lock; processes and threads exclude each other alike.
class Lock {
 public:
  /// Waits up to `patience`. Errors: io if another process holds it still, with its process id, or if no file can be
  /// made beside `path`; not_found (the folder).
  [[nodiscard]] static Result<Lock> take(const std::filesystem::path& path,
                                         std::chrono::milliseconds patience = std::chrono::seconds(30));
  Lock(Lock&& other) noexcept;
  Lock& operator=(Lock&& other) noexcept;
  ~Lock();

 private:
  struct State;
  explicit Lock(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

}  // namespace ks::file
