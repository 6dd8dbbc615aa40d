#include "support/own_passwords.h"

#include <algorithm>
#include <variant>

#include "support/arguments.h"

namespace ks::tool {

void append_key_aliases(std::vector<Alias>& aliases, const Store& store) {
  for (const auto& entry : store) {
    const bool is_key =
        std::holds_alternative<PrivateKeyEntry>(entry.value) || std::holds_alternative<SecretKeyEntry>(entry.value);
    if (is_key) aliases.push_back(entry.alias);
  }
}

Result<void> refuse_unknown_aliases(std::string_view option, const std::map<std::string, SharedSecret>& given,
                                    const std::vector<Alias>& keys) {
  for (const auto& [alias, password] : given) {
    const Alias meant(alias);
    if (std::ranges::any_of(keys, [&meant](const Alias& key) { return key.folds_with(meant); })) continue;
    std::vector<std::string> names;
    for (const auto& key : keys) names.push_back(key.text());
    return failure(Errc::usage, std::string(option) + " is for \"" + alias + "\", and no key is called so",
                   "the keys are: " + quoted(names));
  }
  return {};
}

}  // namespace ks::tool
