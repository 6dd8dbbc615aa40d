#pragma once

#include <string>

#include "ks/base/result.h"
#include "ks/base/secret.h"

/// The terminal somebody may sit at.
namespace ks::tool::terminal {

/// Whether what is written to `path` shows on a terminal: /dev/tty, whatever leads to one, and standard output ("-" and its
/// other names) if it is one.
[[nodiscard]] bool is_terminal(const std::string& path) noexcept;
/// Whether `path` is standard output, by "-" or by a name of the device, pipe or file that it is.
[[nodiscard]] bool is_standard_output(const std::string& path) noexcept;

/// Whether there is a terminal to ask at, whatever standard input is.
[[nodiscard]] bool can_ask() noexcept;

/// Asks on the terminal without showing what is typed. Errors: io if there is none or it was closed; usage.
[[nodiscard]] Result<Secret> ask_secret(const std::string& prompt);

/// Lets the terminal show again what is typed, if a question is open. A signal handler may call it.
void restore() noexcept;

}  // namespace ks::tool::terminal
