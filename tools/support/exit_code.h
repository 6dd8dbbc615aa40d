#pragma once

#include "ks/base/result.h"

namespace ks::tool {

/// The exit codes of every command (docs/reference/exit-codes.md).
enum ExitCode : int {
  kDone = 0,
  kFailed = 1,
  kMisused = 2,
  kWrongPassword = 3,
  kUnsupported = 4,
  kDamaged = 5,
  kLimit = 6,
  kNotFound = 7,
  kRefused = 8,  ///< A clash of aliases, or a loss that was not allowed.
  kNotVerified = 9,
};

[[nodiscard]] ExitCode exit_code(Errc code) noexcept;

}  // namespace ks::tool
