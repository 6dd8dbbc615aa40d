// `ks remove STORE --alias A...`: drop entries, in place.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "command.h"
#include "support/edit.h"

namespace ks::tool {
namespace {

struct RemoveOptions {
  std::string store;
  std::vector<std::string> aliases;
  InputOptions in;
  OutputOptions out;
};

/// The entries called so, each once, in whatever case and however often it is named. Errors: not_found.
Result<std::vector<Alias>> named(const Store& store, const std::vector<std::string>& names) {
  std::vector<Alias> entries;
  for (const auto& name : names) {
    KS_TRY(const auto entry, store.at(Alias(name)));
    if (std::ranges::find(entries, entry.alias) == entries.end()) entries.push_back(entry.alias);
  }
  return entries;
}

Result<void> remove(const RemoveOptions& options, Console& console) {
  PasswordSources sources;
  KS_TRY(const auto opener, Opener::from(options.in, sources));
  std::vector<Alias> removed;
  const auto without = [&](Store store) -> Result<Store> {
    KS_TRY(opener.refuse_unknown_aliases(store));
    KS_TRY(removed, named(store, options.aliases));
    for (const auto& alias : removed) KS_TRY(store.remove(alias));
    return store;
  };
  KS_TRY(edit(options.store, opener, options.out, without, console));
  for (const auto& alias : removed) console.say(alias.text() + ": removed");
  return {};
}

}  // namespace

void add_remove(CLI::App& app, Action& action) {
  auto& command = *app.add_subcommand("remove", "Drops entries from a store, in place.");
  const auto options = std::make_shared<RemoveOptions>();
  command.add_option("STORE", options->store, "the store to change")->required();
  command.add_option("--alias", options->aliases, "an entry to drop; repeat for several")
      ->required()
      ->allow_extra_args(false);
  add_input_options(command, options->in);
  add_allow_loss(command, options->out);
  command.footer("Example:\n  ks remove truststore.jks --alias expired-root --password env:PASSWORD");
  command.callback([options, &action] { action = [options](Console& console) { return remove(*options, console); }; });
}

}  // namespace ks::tool
