#pragma once

#include <optional>

#include "ks/base/bytes.h"
#include "ks/base/secret.h"
#include "ks/model/store.h"

/// Private and secret keys, and whether they are encrypted where they stand; a password may be on offer for them.
namespace ks::tool {

[[nodiscard]] bool has_encrypted_key(const Store& store);

/// The bytes of the key of `entry`; nullopt if it is encrypted or there is none.
[[nodiscard]] std::optional<ByteView> plain_key(const Entry& entry);

/// Whether `password` opens one of them.
[[nodiscard]] bool opens_a_key(const Store& store, const Secret& password);

}  // namespace ks::tool
