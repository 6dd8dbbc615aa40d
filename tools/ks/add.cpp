// `ks add STORE IN...`: put what is in other files into an existing store, in place.
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "command.h"
#include "naming.h"
#include "support/arguments.h"
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

MergeOptions merging(const AddOptions& options) {
  return {.on_clash = options.on_clash,
          .key_loss = options.out.allow_loss ? KeyLoss::allowed : KeyLoss::refused,
          .alias_case = AliasCase::matters};
}

/// The new certificates of keys that `ours` has, where --alias names such a key or is not given.
Result<Renewed> renewed(Store ours, const Store& pile, const AddOptions& options) {
  RenewOptions renewing{.on_clash = options.on_clash};
  if (!options.alias.empty()) {
    const auto* entry = ours.find(Alias(options.alias));
    if (entry == nullptr || !std::holds_alternative<PrivateKeyEntry>(entry->value)) {
      return Renewed{.store = std::move(ours), .rest = pile, .fates = {}, .missing = {}};
    }
    renewing.alias = entry->alias;
  }
  return renew(std::move(ours), pile, renewing);
}

/// `ours` with all of `pile`.
Result<Merged> added(Store ours, const Store& pile, const AddOptions& options, Console& console) {
  KS_TRY(const auto* format, format_named(ours.origin.format));
  KS_TRY(auto keys, renewed(std::move(ours), pile, options));
  for (const auto& missing : keys.missing) console.warn(to_text(missing));
  const auto alias = keys.fates.empty() ? options.alias : std::string();  // else it named the key
  KS_TRY(const auto theirs, assembled(keys.rest, options.assemble, alias, console));
  auto how = merging(options);
  how.alias_case = alias_case_in(*format, options.out.allow_loss);
  KS_TRY(auto merged, merge(std::move(keys.store), theirs, how));
  merged.fates.insert(merged.fates.begin(), keys.fates.begin(), keys.fates.end());
  return merged;
}

Result<void> add(const AddOptions& options, Console& console) {
  PasswordSources sources;
  KS_TRY(const auto opener, Opener::from(options.in, sources));
  KS_TRY(const auto pile, open_all(options.in.files, opener, merging(options), Keys::are_needed, console));
  std::vector<Fate> fates;
  const Format* format = nullptr;
  const auto change = [&](Store ours) -> Result<Store> {
    KS_TRY(format, format_named(ours.origin.format));
    KS_TRY(auto merged, added(std::move(ours), pile.store, options, console));
    fates = std::move(merged.fates);
    return std::move(merged.store);
  };
  KS_TRY(const auto whole, edit(options.store, opener, options.out, change, console, pile.unlocked));
  const std::set<Alias> there(whole.begin(), whole.end());
  for (const auto& fate : fates) {
    if (!there.contains(fate.now)) continue;  // a warning has said what became of it
    console.say(to_text(fate, *format));
  }
  return {};
}

}  // namespace

void add_add(CLI::App& app, Action& action) {
  auto& command = *app.add_subcommand("add", "Puts what other files hold into an existing store, in place.");
  const auto options = std::make_shared<AddOptions>();
  command.add_option("STORE", options->store, "the store to change")->required();
  command.add_option("IN", options->in.files, "keys, certificates and stores in any format; '-' is standard input")
      ->required();
  command.add_option("--alias", options->alias, "what the one identity, or the one entry, is called in STORE")
      ->check(not_an_alias);
  add_on_clash(command, options->on_clash);
  add_assemble_options(command, options->assemble);
  add_input_options(command, options->in);
  add_allow_loss(command, options->out);
  command.footer(
      "A certificate of a key that STORE has renews it with --on-clash replace: key, alias and date stay, the chain "
      "is\n"
      "built anew from all that is given and there. A key is not replaced by anything else than a key, unless "
      "--allow-loss.\n"
      "Each entry is told: added, renewed, replaced, kept, renamed to, already there.\n"
      "Examples:\n"
      "  ks add truststore.jks corporate-ca.pem --alias corporate --password env:PASSWORD\n"
      "  ks add server.p12 new.crt issuing-ca.crt --on-clash replace --password env:PASSWORD     its key stays\n"
      "  ks add server.p12 new.crt new.key --alias web --on-clash replace --password env:PASSWORD");
  command.callback([options, &action] { action = [options](Console& console) { return add(*options, console); }; });
}

}  // namespace ks::tool
