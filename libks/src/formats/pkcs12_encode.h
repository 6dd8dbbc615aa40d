#pragma once

#include "ks/base/result.h"
#include "ks/formats/format.h"
#include "ks/model/store.h"

namespace ks::pkcs12 {

/// Encodes `store` as version 3 in Java's order: a plain safe with the keys, each encrypted for itself, then a safe
/// with everything else, encrypted as a whole. What the options leave open is as the default profile has it. Without a
/// password only certificates can be written, and nothing is encrypted or authenticated then.
///
/// Losses:  creation times of certificates, aliases that Java takes for one, purposes that are rejected, chains that
///          will be read back otherwise, secret keys where keys are to be plain.
/// Errors:  usage if a password is missing or cannot be encoded; wrong_key_password names the key that cannot travel
///          as it is; unsupported_algorithm.
[[nodiscard]] Result<Encoded> encode(const Store& store, const EncodeOptions& options);

}  // namespace ks::pkcs12
