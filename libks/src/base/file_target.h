#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <optional>
#include <string>

#include "base/posix.h"
#include "ks/base/result.h"

namespace ks::file {

/// Where a path leads, every symbolic link on the way followed once.
struct Target {
  enum class Kind {
    file,        ///< A regular file, or none yet.
    special,     ///< A device, pipe or socket: written straight.
    descriptor,  ///< One of our own, as /dev/stdout.
  };
  Kind kind = Kind::file;
  posix::Descriptor folder{};
  std::string name{};                     ///< In `folder`; never a link to a file.
  std::optional<struct stat> existing{};  ///< Of a regular file that is there already.
  int descriptor = -1;
};

/// Errors: not_found if the folder is missing; io if a folder stands there, and for a link that someone else put into
/// a folder everyone can write to (the rule of Linux' fs.protected_symlinks, which readlink() does not enforce).
[[nodiscard]] Result<Target> find_target(const std::filesystem::path& path);

}  // namespace ks::file
