#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ks/base/result.h"

namespace CLI {
class App;
}

/// What a command line can get wrong before any file is opened. Those that stand in a callback of CLI11 throw its
/// ValidationError, which main() tells as misuse.
namespace ks::tool {

/// An option that is given an empty value: what an unset variable of a shell leaves behind. None takes it to mean anything, and
/// least of all that the option was not given.
/// Errors: usage.
[[nodiscard]] Result<void> refuse_empty_values(const CLI::App& app, int argc, const char* const* argv);

/// The number that `text` is, in decimal digits alone, from 1 to `most`. Throws CLI::ValidationError.
[[nodiscard]] std::uint64_t number_argument(const std::string& option, std::string_view text, std::uint64_t most);

/// For CLI11's check(): what is wrong with `alias`, or "". Each format would make another alias of bytes that are no UTF-8.
[[nodiscard]] std::string not_an_alias(const std::string& alias);

/// `"a" "b"`, or "none"
[[nodiscard]] std::string quoted(const std::vector<std::string>& names);

}  // namespace ks::tool
