#pragma once

#include <string>

#include "ks/base/result.h"
#include "ks/base/secret.h"

/// The terminal somebody may sit at.
namespace ks::tool::terminal {

[[nodiscard]] bool is_terminal(int fd) noexcept;

/// Whether there is a terminal to ask at, whatever standard input is.
[[nodiscard]] bool can_ask() noexcept;

/// Asks on the terminal without showing what is typed. Errors: io if there is none or it was closed; usage.
[[nodiscard]] Result<Secret> ask_secret(const std::string& prompt);

/// Lets the terminal show again what is typed, if a question is open. A signal handler may call it.
void restore() noexcept;

}  // namespace ks::tool::terminal
