#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ks/ks.h"
#include "support/console.h"
#include "support/passwords.h"

namespace CLI {
class App;
}

/// The store a command writes.
namespace ks::tool {

struct OutputOptions {
  std::string out;
  std::string to;                          ///< --to FORMAT; default: by the extension of `out`
  std::vector<std::string> profiles;       ///< --for PROFILE
  std::string password;                    ///< --out-password SOURCE
  bool ask_password = false;               ///< Ask for a new one at the terminal where `password` names none.
  std::vector<std::string> key_passwords;  ///< --out-key-password [ALIAS=]SOURCE
  std::optional<std::uint64_t> iterations;
  bool allow_loss = false;
  bool show_keys = false;
};

/// Declares -o, --to, --for, --out-password, --out-key-password, --iterations, --allow-loss and --show-keys.
void add_output_options(CLI::App& app, OutputOptions& options);
/// Declares --out-password, --out-key-password, --for and --iterations alone, for changing a store in place.
void add_protection_options(CLI::App& app, OutputOptions& options);

/// The format that `options` name, by --to or by the extension. Errors: unsupported_format, usage.
[[nodiscard]] Result<const Format*> output_format(const OutputOptions& options);

/// How to encode `store`: profile, passwords and time. `inherited` is the password of the inputs, which the output takes
/// where it needs one and none is given. Errors: usage if a password is needed and there is none; those of reading one.
[[nodiscard]] Result<EncodeOptions> encode_options(const OutputOptions& options, const Format& format,
                                                   const Store& store, const SharedSecret& inherited,
                                                   PasswordSources& sources);

/// Encodes, tells every loss, refuses those of content unless they are allowed, and writes whole or not at all.
/// Errors: cannot_represent, usage (keys or binary to a terminal), those of encode and file::write.
[[nodiscard]] Result<void> save(const Store& store, const Format& format, const EncodeOptions& encoding,
                                const OutputOptions& options, Console& console);

}  // namespace ks::tool
