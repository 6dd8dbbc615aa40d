// `ks passwd STORE`: give a store and its keys another password, in place.
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "command.h"
#include "support/edit.h"
#include "support/terminal.h"

namespace ks::tool {
namespace {

struct PasswdOptions {
  std::string store;
  InputOptions in;
  OutputOptions out;
};

bool changes_password(const OutputOptions& out) {
  return out.ask_password || !out.password.empty() || !out.key_passwords.empty();
}

Result<void> passwd(const PasswdOptions& options, Console& console) {
  PasswordSources sources;
  auto out = options.out;
  out.ask_password = !changes_password(out) && out.profiles.empty() && !out.iterations;
  if (out.ask_password && !terminal::can_ask()) {
    return failure(Errc::usage, "there is no terminal to ask for the new password", kNewPasswordHint);
  }
  KS_TRY(const auto opener, Opener::from(options.in, sources));
  KS_TRY(protect_anew(options.store, opener, out, sources, console));
  console.say(options.store + (changes_password(out) ? ": has its new password" : ": is encrypted anew"));
  return {};
}

}  // namespace

void add_passwd(CLI::App& app, Action& action) {
  auto& command = *app.add_subcommand("passwd", "Gives a store and its keys another password, in place.");
  const auto options = std::make_shared<PasswdOptions>();
  command.add_option("STORE", options->store, "the store to change")->required();
  add_protection_options(command, options->out);
  add_allow_loss(command, options->out);
  add_input_options(command, options->in);
  command.footer(
      "Every key is encrypted anew, with the store's new password unless --out-key-password gives it its own.\n"
      "What had no protection gets it: plain keys are encrypted, PKCS#12 gets a MAC. PEM and DER without a key take no "
      "password.\n"
      "Examples:\n"
      "  ks passwd client.p12 --password env:OLD --out-password env:NEW\n"
      "  ks passwd old.p12 --for modern --password env:PASSWORD --out-password env:PASSWORD   new encryption only");
  command.callback([options, &action] { action = [options](Console& console) { return passwd(*options, console); }; });
}

}  // namespace ks::tool
