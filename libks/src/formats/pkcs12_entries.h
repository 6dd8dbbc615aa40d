#pragma once

#include <vector>

#include "formats/pkcs12_bags.h"
#include "formats/pkcs12_keys.h"
#include "ks/model/store.h"

/// Bags become entries.
namespace ks::pkcs12 {

/// The store that `bags` make: identities with their chains, trusted certificates, what certificates are left, secret
/// keys, CRLs, and bags that we only carry. Of its origin only `keys` is set.
///
/// Entries stand where their certificates do, an identity where its leaf does. Keys without one come after the identity
/// that they follow in a safe that has keys only, as Java writes it, or before everything if they follow none. Names
/// are friendlyNames; what has none is called after its certificate's CN. Encrypted keys stay so.
[[nodiscard]] Store make_store(const std::vector<Bag>& bags, Keys& keys, Warnings& warnings);

}  // namespace ks::pkcs12
