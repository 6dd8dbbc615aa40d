// `ks convert IN... -o OUT`: read any stores, write one in another format.
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "command.h"
#include "naming.h"
#include "support/arguments.h"
#include "support/input.h"
#include "support/output.h"
#include "support/terminal.h"

namespace ks::tool {
namespace {

struct ConvertOptions {
  InputOptions in;
  OutputOptions out;
  OnClash on_clash = OnClash::fail;
  AssembleOptions assemble;
  std::string alias;
};

/// Where the output cannot say what is trusted, certificates stay as they are: trust that nobody gave would be told as lost.
AssembleOptions assembling(const ConvertOptions& options, const Format& format) {
  auto assemble = options.assemble;
  if (!format.marks_trust && assemble.extras == Extras::trust_if_no_key) assemble.extras = Extras::as_they_are;
  return assemble;
}

/// Where OUT, or Java in it, sees one alias in two that differ by case alone, --on-clash decides between them.
Result<Merged> settled(Store store, const Format& format, MergeOptions merging, const ConvertOptions& options) {
  merging.alias_case = alias_case_in(format, options.out.allow_loss);
  if (merging.alias_case == AliasCase::matters || !store.has_aliases_that_fold()) {
    return Merged{.store = std::move(store), .fates = {}};
  }
  Store one_by_one;
  one_by_one.origin = store.origin;
  return merge(std::move(one_by_one), store, merging);
}

/// Each entry that is in the output whole: as kept, or by both names if it has another.
void tell(const std::vector<Alias>& whole, const std::vector<Fate>& fates, const Format& format, Console& console) {
  std::map<Alias, Fate> told;
  for (const auto& alias : whole) told.emplace(alias, Fate{Fate::What::kept, alias, alias});
  for (const auto& fate : fates) {
    if (const auto at = told.find(fate.now); at != told.end() && fate.what == Fate::What::renamed) at->second = fate;
  }
  for (const auto& alias : whole) console.say(to_text(told.at(alias), format));
}

Result<void> convert(const ConvertOptions& options, Console& console) {
  if (terminal::is_standard_output(options.out.out)) console.give_away_output();
  PasswordSources sources;
  KS_TRY(const auto* format, output_format(options.out));
  const MergeOptions merging{.on_clash = options.on_clash,
                             .key_loss = options.out.allow_loss ? KeyLoss::allowed : KeyLoss::refused};
  KS_TRY(const auto opener, Opener::from(options.in, sources));
  KS_TRY(const auto pile, open_all(options.in.files, opener, merging, Keys::are_needed, console));
  KS_TRY(auto pieces, assembled(pile.store, assembling(options, *format), options.alias, console));
  KS_TRY(const auto whole, settled(std::move(pieces), *format, merging, options));
  const auto& store = whole.store;
  if (store.empty()) return failure(Errc::not_found, "there is nothing to write: the inputs hold no entry");
  KS_TRY(const auto encoding, encode_options(options.out, *format, store, pile.password, sources));
  KS_TRY(const auto kept, save(store, *format, encoding, options.out, console));
  auto fates = pile.renamed;
  fates.insert(fates.end(), whole.fates.begin(), whole.fates.end());
  tell(kept, fates, *format, console);
  return {};
}

}  // namespace

void add_convert(CLI::App& app, Action& action) {
  auto& command = *app.add_subcommand("convert", "Reads any stores and writes one, in whatever format OUT has.");
  const auto options = std::make_shared<ConvertOptions>();
  command.add_option("IN", options->in.files, "keys, certificates and stores in any format; '-' is standard input")
      ->required();
  add_output_options(command, options->out);
  command.add_option("--alias", options->alias, "what the one identity, or the one entry, is called in OUT")
      ->check(not_an_alias);
  add_on_clash(command, options->on_clash);
  add_assemble_options(command, options->assemble);
  add_input_options(command, options->in);
  command.footer(
      "Examples:\n"
      "  ks convert client.crt client.key -o client.p12 --alias client --out-password env:PASSWORD\n"
      "  ks convert client.p12 -o client.jks --password env:PASSWORD      the output takes the same password\n"
      "  ks convert client.pfx -o client.pem --password file:password.txt\n"
      "  ks convert roots.pem extra.der -o truststore.p12 --out-password pass:changeit\n"
      "  ks convert old.p12 -o new.p12 --for openssl3 --for java17 --password env:PASSWORD");
  command.callback([options, &action] { action = [options](Console& console) { return convert(*options, console); }; });
}

}  // namespace ks::tool
