#pragma once

#include "ks/base/limits.h"
#include "ks/base/result.h"
#include "ks/base/secret.h"
#include "ks/model/key.h"

namespace ks::model {

/// The PrivateKeyInfo (for a secret key: what Java puts in its place) that `locked` hides.
/// Errors: wrong_key_password, which changed bytes look like, too; unsupported_algorithm; limit; damaged.
[[nodiscard]] Result<Secret> unlock(const LockedKey& locked, const Secret& password, const Limits& limits);

/// EncryptedPrivateKeyInfo of `key_info`. Errors: unsupported_algorithm, usage.
[[nodiscard]] Result<LockedKey> lock(ByteView key_info, const Secret& password, const Protection& protection);

}  // namespace ks::model
