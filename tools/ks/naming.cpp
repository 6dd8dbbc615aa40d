#include "naming.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

namespace ks::tool {

Result<Store> named(Store store, const std::string& alias) {
  if (alias.empty()) return store;
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
  if (candidates.front() == Alias(alias) && !candidates.front().is_suggested()) return store;
  KS_TRY(store.rename(candidates.front(), Alias(alias)));
  return store;
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
