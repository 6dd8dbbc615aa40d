#pragma once

#include <string>
#include <vector>

#include "ks/ks.h"
#include "ks/ops/ops.h"
#include "support/console.h"
#include "support/passwords.h"

namespace CLI {
class App;
}

/// The stores a command reads.
namespace ks::tool {

/// What to do about a missing password of an input.
inline constexpr const char* kPasswordHint =
    "--password env:NAME, file:PATH, fd:N or stdin gives it; on a terminal you are asked";

struct InputOptions {
  std::vector<std::string> files;
  std::vector<std::string> passwords;      ///< --password [FILE=]SOURCE
  std::vector<std::string> key_passwords;  ///< --key-password [ALIAS=]SOURCE
  std::vector<std::string> limits;         ///< --limit NAME=N
};

/// Declares --password, --key-password and --limit.
void add_input_options(CLI::App& app, InputOptions& options);

/// Whether a command needs the keys themselves, or only what is said about them.
enum class Keys { stay_locked, are_needed };

struct Opened {
  Store store;
  SharedSecret password;        ///< What opened it; null if it needed none.
  std::vector<Entry> unlocked;  ///< Those whose keys are encrypted in the file and open here.
};

/// Opens files with the passwords of the command line, and asks at the terminal for those that are missing.
class Opener {
 public:
  /// Errors: those of reading a password, of naming a limit.
  [[nodiscard]] static Result<Opener> from(const InputOptions& options, PasswordSources& sources);

  /// Errors: those of ks::open; `Error::file` is `file`.
  [[nodiscard]] Result<Opened> open(const std::string& file, Keys keys) const;
  /// The same where changing the file would vouch for what nobody checked, or use a password nobody knows: one that opens
  /// without its password is opened again with it, and one that nothing else checks has to open a key or certificates.
  /// Errors: also wrong_password if it does not, or is not given and there is no terminal to ask at.
  [[nodiscard]] Result<Opened> open_to_change(const std::string& file, Keys keys) const;

  /// To be asked once all is open that --key-password may be for. Errors: usage if it names an alias that is not in `keys`.
  [[nodiscard]] Result<void> refuse_unknown_aliases(const std::vector<Alias>& keys) const;
  [[nodiscard]] Result<void> refuse_unknown_aliases(const Store& store) const;

 private:
  struct Named {
    std::string of;
    SharedSecret password;
  };
  [[nodiscard]] DecodeOptions options_for(const std::string& file) const;
  [[nodiscard]] Result<Opened> decode_with(const SharedSecret& password, const std::string& file, ByteView bytes) const;
  [[nodiscard]] Result<Opened> decode_asking(const std::string& file, ByteView bytes) const;
  [[nodiscard]] bool opens_certificates(const Opened& opened, const std::string& file, ByteView bytes) const;
  [[nodiscard]] Result<void> refuse_unchecked(const Opened& opened, const std::string& file, ByteView bytes) const;
  [[nodiscard]] Result<void> unlock_asking(const std::string& file, Opened& opened) const;

  std::vector<Named> passwords_;
  DecodeOptions common_;
};

/// The password of encrypted keys of `store`, which is what `file` holds: `given`, or asked for if that is null.
/// Errors: wrong_password if it opens none of them; `why` if there is no terminal to ask at.
[[nodiscard]] Result<SharedSecret> password_of_keys(const std::string& file, const Store& store,
                                                    const SharedSecret& given, Error why);

/// All of `files`, merged in their order. With several, each alias that clashes obeys `merging`.
struct Pile {
  Store store;
  std::vector<Fate> renamed;    ///< Of entries that have another alias than their file gave them.
  SharedSecret password;        ///< The one that opened the inputs, if there was exactly one; null otherwise.
  std::vector<Entry> unlocked;  ///< Those whose keys were encrypted in the inputs and are open now.
};
[[nodiscard]] Result<Pile> open_all(const std::vector<std::string>& files, const Opener& opener,
                                    const MergeOptions& merging, Keys keys, Console& console);

/// "fail", "keep", "replace" or "rename".
void add_on_clash(CLI::App& app, OnClash& on_clash);

}  // namespace ks::tool
