#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ks/base/secret.h"
#include "ks/model/store.h"

/// Passwords that are given by the alias of a key.
namespace ks::tool {

/// Appends the aliases of the private and secret keys of `store`.
void append_key_aliases(std::vector<Alias>& aliases, const Store& store);

/// Errors: usage if `option` gives a password for an alias that none of `keys` has, in any case; names those there are.
[[nodiscard]] Result<void> refuse_unknown_aliases(std::string_view option,
                                                  const std::map<std::string, SharedSecret>& given,
                                                  const std::vector<Alias>& keys);

}  // namespace ks::tool
