#pragma once

#include <string>
#include <vector>

#include "ks/formats/format.h"
#include "ks/model/store.h"

namespace ks::test {

/// What differs between `before` and what became of it by encoding and decoding, and is not named in `losses`; one line
/// each, empty if nothing went unsaid.
///
/// An entry without a loss has to come back equal, under its alias. A loss of detail excuses a change of alias, time,
/// attributes, trust or the length of a chain, but the key and the certificates have to be there; a loss of content
/// excuses anything that has its alias. CRLs and opaque bags are excused by a loss of content of the whole store. No key
/// or certificate may appear that was not there.
///
/// Always allowed: an entry that had no time gets one, a suggested alias becomes another, and entries and attributes change
/// places. PKCS#12 and PEM have no chains and their readers build them, so a chain may get longer by certificates of the
/// same store, a certificate that was only there may become part of one, and a chain whose leaf does not belong to its
/// key, as the reader may be the first to see, may fall apart into its certificates. localKeyId is no attribute to miss,
/// nor is the name of a leaf that is the alias. Keys are compared as they are once unlocked.
[[nodiscard]] std::vector<std::string> unexplained(const Store& before, const Store& after,
                                                   const std::vector<Loss>& losses);

}  // namespace ks::test
