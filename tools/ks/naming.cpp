#include "naming.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

namespace ks::tool {

Result<Assembled> named(Assembled assembled, const std::string& alias) {
  if (alias.empty()) return assembled;
  auto& store = assembled.store;
  std::vector<Alias> candidates;
  for (const auto& entry : store) {
    if (std::holds_alternative<PrivateKeyEntry>(entry.value)) candidates.push_back(entry.alias);
  }
  if (candidates.empty()) {
    for (const auto& entry : store) candidates.push_back(entry.alias);
  }
  if (candidates.size() != 1) {
    return failure(Errc::usage, "--alias names one entry, and " + std::to_string(candidates.size()) + " could be meant",
                   "convert without --alias, then ks rename");
  }
  const auto& before = candidates.front();
  if (before == Alias(alias) && !before.is_suggested()) return assembled;
  KS_TRY(store.rename(before, Alias(alias)));
  for (auto& missing : assembled.missing) {
    if (missing.alias == before) missing.alias = Alias(alias);
  }
  return assembled;
}

Result<Store> assembled(const Store& pile, const AssembleOptions& options, const std::string& alias, Console& console) {
  KS_TRY(auto whole, assemble(pile, options));
  KS_TRY(whole, named(std::move(whole), alias));
  for (const auto& missing : whole.missing) console.warn(to_text(missing));
  return std::move(whole.store);
}

AliasCase alias_case_in(const Format& format, bool allow_loss) {
  const bool java_sees_one = format.has_password && !allow_loss;
  return format.folds_aliases || java_sees_one ? AliasCase::is_folded : AliasCase::matters;
}

std::string to_text(const Fate& fate, const Format& format) {
  const auto told = [&format](const Alias& alias) { return (format.folds_aliases ? alias.folded() : alias).text(); };
  const auto now = told(fate.now);
  switch (fate.what) {
    case Fate::What::added: return now + ": added";
    case Fate::What::renamed: return told(fate.alias) + ": renamed to " + now;
    case Fate::What::replaced: return now + ": replaced";
    case Fate::What::kept: return now + ": kept";
    case Fate::What::there_already: return now + ": already there";
    case Fate::What::renewed: return now + ": renewed";
  }
  return {};
}

void add_assemble_options(CLI::App& app, AssembleOptions& options) {
  app.add_flag_callback(
      "--trust", [&options] { options.extras = Extras::trust; },
      "certificates that belong to no key become trusted certificate entries, also beside a key");
  app.add_flag_callback(
      "--keep-order", [&options] { options.order = ChainOrder::as_given; },
      "leave chains as the files have them, instead of building them anew leaf first");
}

}  // namespace ks::tool
