#pragma once

#include "ks/base/secret.h"
#include "ks/model/store.h"

/// The private and secret keys of a store that are encrypted, whether or not a password is on offer for them.
namespace ks::tool {

[[nodiscard]] bool has_encrypted_key(const Store& store);

/// Whether `password` opens one of them.
[[nodiscard]] bool opens_a_key(const Store& store, const Secret& password);

}  // namespace ks::tool
