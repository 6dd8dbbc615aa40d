#pragma once

#include <string>

#include "ks/base/result.h"

namespace CLI {
class App;
}

/// Man pages and shell completions, made from the declared arguments so that they cannot say anything else.
namespace ks::tool {

/// The man page of `app` or of one of its subcommands, in roff (man(7)), section 1.
[[nodiscard]] std::string man_page(const CLI::App& app, const std::string& version);

/// A completion script for bash, zsh or fish. Errors: usage for any other shell.
[[nodiscard]] Result<std::string> completion(const CLI::App& app, const std::string& shell);

}  // namespace ks::tool
