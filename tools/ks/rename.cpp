// `ks rename STORE OLD NEW`: give an entry another alias, in place.
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "command.h"
#include "support/edit.h"

namespace ks::tool {
namespace {

struct RenameOptions {
  std::string store, from, to;
  InputOptions in;
};

Result<void> rename(const RenameOptions& options, Console& console) {
  PasswordSources sources;
  const auto renamed = [&options](Store store) -> Result<Store> {
    KS_TRY(const auto entry, store.at(Alias(options.from)));
    KS_TRY(store.rename(entry.alias, Alias(options.to)));
    return store;
  };
  KS_TRY(edit(options.store, options.in, {}, sources, renamed, console));
  console.say(options.from + ": now " + options.to);
  return {};
}

}  // namespace

void add_rename(CLI::App& app, Action& action) {
  auto& command = *app.add_subcommand("rename", "Gives an entry of a store another alias, in place.");
  const auto options = std::make_shared<RenameOptions>();
  command.add_option("STORE", options->store, "the store to change")->required();
  command.add_option("OLD", options->from, "the alias it has")->required();
  command.add_option("NEW", options->to, "the alias it gets")->required();
  add_input_options(command, options->in);
  command.footer("Example:\n  ks rename client.p12 1 client --password env:PASSWORD");
  command.callback([options, &action] { action = [options](Console& console) { return rename(*options, console); }; });
}

}  // namespace ks::tool
