// `ks export STORE -o OUT`: write a selection of a store.
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "command.h"
#include "support/input.h"
#include "support/output.h"
#include "support/terminal.h"

namespace ks::tool {
namespace {

struct ExportOptions {
  InputOptions in;
  OutputOptions out;
  std::vector<std::string> aliases;
  bool key = false, leaf = false, chain = false, trusted = false;
};

/// The parts asked for; all of them if none is.
Parts parts(const ExportOptions& options) {
  if (!options.key && !options.leaf && !options.chain && !options.trusted) return {};
  return {.key = options.key,
          .leaf = options.leaf || options.chain,
          .chain = options.chain,
          .trusted = options.trusted,
          .secret = options.key};
}

Result<void> run_export(const ExportOptions& options, Console& console) {
  if (terminal::is_standard_output(options.out.out)) console.give_away_output();
  PasswordSources sources;
  const auto wanted = parts(options);
  KS_TRY(const auto* format, output_format(options.out));
  KS_TRY(const auto opener, Opener::from(options.in, sources));
  KS_TRY(const auto pile,
         open_all(options.in.files, opener, {}, wanted.key ? Keys::are_needed : Keys::stay_locked, console));
  std::vector<Alias> aliases(options.aliases.begin(), options.aliases.end());
  KS_TRY(const auto selected, select(pile.store, aliases, wanted));
  if (selected.empty()) return failure(Errc::not_found, "nothing of the store was selected");
  KS_TRY(const auto encoding, encode_options(options.out, *format, selected, pile.password, sources));
  KS_TRY(const auto exported, save(selected, *format, encoding, options.out, console));
  for (const auto& alias : exported) console.say(alias.text() + ": exported");
  return {};
}

}  // namespace

void add_export(CLI::App& app, Action& action) {
  auto& command = *app.add_subcommand("export", "Writes a selection of a store: entries, or parts of them.");
  const auto options = std::make_shared<ExportOptions>();
  options->in.files.resize(1);
  command.add_option("STORE", options->in.files.front(), "the store to read; '-' is standard input")->required();
  command.add_option("--alias", options->aliases, "an entry to take; repeat for several; default: all")
      ->allow_extra_args(false);
  command.add_flag("--key", options->key, "take private and secret keys");
  command.add_flag("--leaf", options->leaf, "take the certificate of each key");
  command.add_flag("--chain", options->chain, "take the whole chain of each key");
  command.add_flag("--trusted", options->trusted, "take trusted certificates and those of no key");
  add_output_options(command, options->out);
  add_input_options(command, options->in);
  command.footer(
      "Without --key, --leaf, --chain or --trusted everything of the entries is taken.\n"
      "Examples:\n"
      "  ks export server.jks -o server.pem --alias web --password env:PASSWORD\n"
      "  ks export server.p12 -o server.key --key --out-password env:KEY_PASSWORD --password env:PASSWORD\n"
      "  ks export server.p12 -o fullchain.pem --chain --password env:PASSWORD");
  command.callback(
      [options, &action] { action = [options](Console& console) { return run_export(*options, console); }; });
}

}  // namespace ks::tool
