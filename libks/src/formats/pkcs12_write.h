#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "formats/pkcs12_plan.h"
#include "ks/base/bytes.h"
#include "ks/base/result.h"
#include "ks/formats/format.h"
#include "ks/model/entry.h"
#include "ks/model/store.h"

/// Entries become bags.
namespace ks::pkcs12 {

/// The two safes of a file, each the concatenated DER of its bags, and what did not get in.
struct WrittenBags {
  Bytes keys;
  Bytes others;
  std::vector<const Entry*> identities;  ///< In the order of their key bags, through both safes.
  std::vector<Loss> losses;
};

/// Writes every entry, CRL and opaque bag of `store`.
///
/// A key stands among `keys`, its leaf among `others`, with the same friendlyName and localKeyID, and make_store()
/// finds the order of the entries by that: a key without a certificate goes among `keys` only where it follows an
/// identity or nothing. A certificate of several chains is written once; one that is trusted, too, serves chains as it
/// is.
/// Errors: wrong_key_password names the alias; unsupported_algorithm; usage.
[[nodiscard]] Result<WrittenBags> write_bags(const Store& store, const Plan& plan);

}  // namespace ks::pkcs12
