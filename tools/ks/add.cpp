// `ks add STORE IN...`: put what is in other files into an existing store, in place.
#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include "command.h"
#include "naming.h"
#include "support/edit.h"

namespace ks::tool {
namespace {

struct AddOptions {
  std::string store;
  InputOptions in;
  OutputOptions out;
  OnClash on_clash = OnClash::fail;
  AssembleOptions assemble;
  std::string alias;
};

Result<void> add(const AddOptions& options, Console& console) {
  PasswordSources sources;
  KS_TRY(const auto pile, open_all(options.in, sources, options.on_clash, Keys::are_needed, console));
  KS_TRY(const auto theirs, assembled(pile.store, options.assemble, options.alias, console));
  const auto merged = [&](Store ours) { return merge(std::move(ours), theirs, options.on_clash); };
  KS_TRY(edit(options.store, options.in, options.out, sources, merged, console));
  for (const auto& entry : theirs) console.say(entry.alias.text() + ": added");
  return {};
}

}  // namespace

void add_add(CLI::App& app, Action& action) {
  auto& command = *app.add_subcommand("add", "Puts what other files hold into an existing store, in place.");
  const auto options = std::make_shared<AddOptions>();
  command.add_option("STORE", options->store, "the store to change")->required();
  command.add_option("IN", options->in.files, "keys, certificates and stores in any format; '-' is standard input")
      ->required();
  command.add_option("--alias", options->alias, "what the one identity, or the one entry, is called in STORE");
  add_on_clash(command, options->on_clash);
  add_assemble_options(command, options->assemble);
  add_input_options(command, options->in);
  command.add_flag("--allow-loss", options->out.allow_loss, "write even what STORE's format cannot hold whole");
  command.footer(
      "Examples:\n"
      "  ks add truststore.jks corporate-ca.pem --alias corporate --password env:PASSWORD\n"
      "  ks add server.p12 new.crt new.key --on-clash replace --password env:PASSWORD");
  command.callback([options, &action] { action = [options](Console& console) { return add(*options, console); }; });
}

}  // namespace ks::tool
