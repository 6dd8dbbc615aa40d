// `ks passwd STORE`: give a store and its keys another password, in place.
#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include "command.h"
#include "ks/ops/ops.h"
#include "support/edit.h"

namespace ks::tool {
namespace {

struct PasswdOptions {
  std::string store;
  InputOptions in;
  OutputOptions out;
};

Result<void> passwd(const PasswdOptions& options, Console& console) {
  PasswordSources sources;
  auto out = options.out;
  out.ask_password = !asks_for_protection(out);
  KS_TRY(edit(options.store, options.in, std::move(out), sources, unlock_keys, console));
  console.say(options.store + ": has its new password");
  return {};
}

}  // namespace

void add_passwd(CLI::App& app, Action& action) {
  auto& command = *app.add_subcommand("passwd", "Gives a store and its keys another password, in place.");
  const auto options = std::make_shared<PasswdOptions>();
  command.add_option("STORE", options->store, "the store to change")->required();
  add_protection_options(command, options->out);
  add_input_options(command, options->in);
  command.footer(
      "Every key is encrypted anew, with the store's new password unless --out-key-password gives it its own.\n"
      "Examples:\n"
      "  ks passwd client.p12 --password env:OLD --out-password env:NEW\n"
      "  ks passwd old.p12 --for modern --password env:PASSWORD --out-password env:PASSWORD   new encryption only");
  command.callback([options, &action] { action = [options](Console& console) { return passwd(*options, console); }; });
}

}  // namespace ks::tool
