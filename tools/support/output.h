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

/// What to do about a missing password of an output.
inline constexpr const char* kNewPasswordHint = "--out-password env:NAME, file:PATH, fd:N or stdin gives it";

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
/// Declares --allow-loss alone, likewise.
void add_allow_loss(CLI::App& app, OutputOptions& options);

/// The format that `options` name, by --to or by the extension. Errors: usage.
[[nodiscard]] Result<const Format*> output_format(const OutputOptions& options);

/// Whether the format has to have a password for this store; PEM and DER keys are encrypted only when one is asked for.
[[nodiscard]] bool needs_password(const Format& format, const Store& store);
/// Asks for the new password of `out` at the terminal, twice. Errors: usage if the answers differ; io.
[[nodiscard]] Result<SharedSecret> ask_for_new(const std::string& out);

/// How to encode `store`: profile, passwords and time. `inherited` is the password of the inputs, which the output takes
/// where it needs one and none is given. Errors: usage if a password is needed and there is none; those of reading one.
[[nodiscard]] Result<EncodeOptions> encode_options(const OutputOptions& options, const Format& format,
                                                   const Store& store, const SharedSecret& inherited,
                                                   PasswordSources& sources);

/// Encodes, tells every loss, refuses those of content unless they are allowed, and writes whole or not at all.
/// Gives the entries that are in the output whole, but for details.
/// Errors: cannot_represent, usage (keys or binary to a terminal), those of encode and file::write.
[[nodiscard]] Result<std::vector<Alias>> save(const Store& store, const Format& format, const EncodeOptions& encoding,
                                              const OutputOptions& options, Console& console);

}  // namespace ks::tool
