// `ks rename STORE OLD NEW`: give an entry another alias, in place.
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "command.h"
#include "support/arguments.h"
#include "support/edit.h"

namespace ks::tool {
namespace {

struct RenameOptions {
  std::string store, from, to;
  InputOptions in;
  OutputOptions out;
};

/// The alias as the store's format will have it.
Result<Alias> new_alias(const RenameOptions& options, const Store& store) {
  KS_TRY(const auto* format, format_named(store.origin.format));
  if (!format->keeps_aliases) {
    return failure(Error{.code = Errc::cannot_represent,
                         .message = std::string(format->title) + " has no place for an alias",
                         .file = options.store,
                         .hint = "ks convert puts it into a format that has one, under --alias"});
  }
  const Alias to(options.to);
  return format->folds_aliases ? to.folded() : to;
}

Result<void> rename(const RenameOptions& options, Console& console) {
  if (options.to.empty()) return failure(Errc::usage, "the new alias is empty");
  PasswordSources sources;
  KS_TRY(const auto opener, Opener::from(options.in, sources));
  std::string done;
  const auto renamed = [&](Store store) -> Result<Store> {
    KS_TRY(opener.refuse_unknown_aliases(store));
    KS_TRY(const auto to, new_alias(options, store));
    KS_TRY(const auto entry, store.at(Alias(options.from)));
    done = entry.alias.text() + (entry.alias == to ? ": is called that already" : ": now " + to.text());
    KS_TRY(store.rename(entry.alias, to));
    return store;
  };
  KS_TRY(edit(options.store, opener, options.out, renamed, console));
  console.say(done);
  return {};
}

}  // namespace

void add_rename(CLI::App& app, Action& action) {
  auto& command = *app.add_subcommand("rename", "Gives an entry of a store another alias, in place.");
  const auto options = std::make_shared<RenameOptions>();
  command.add_option("STORE", options->store, "the store to change")->required();
  command.add_option("OLD", options->from, "the alias it has")->required();
  command.add_option("NEW", options->to, "the alias it gets")->required()->check(not_an_alias);
  add_input_options(command, options->in);
  add_allow_loss(command, options->out);
  command.footer("Example:\n  ks rename client.p12 1 client --password env:PASSWORD");
  command.callback([options, &action] { action = [options](Console& console) { return rename(*options, console); }; });
}

}  // namespace ks::tool
