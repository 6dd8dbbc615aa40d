#pragma once

#include <cstddef>
#include <vector>

#include "formats/pieces.h"
#include "ks/formats/format.h"

namespace ks::pieces {

using Place = std::size_t;  ///< Of a certificate in a pile.

/// Which certificates belong to which key.
struct Pairs {
  std::vector<std::vector<Place>> chains;  ///< For each key, leaf first; empty if there is none.
  std::vector<bool> taken;                 ///< For each certificate, whether it is in a chain.
};

/// Gives each key the certificate of its public key and, from there up, whatever issued it. A key whose public key is
/// not at hand takes the certificate behind it if the comments agree, the one of its localKeyID, the only one that can
/// be meant, the one of its public key after unlocking, or the nearest in the file, in this order.
///
/// Linear in the pile. Where names repeat, at most a million candidates are looked at; unlocking costs at most what
/// opening a file may (Limits::total_iterations).
[[nodiscard]] Pairs pair(Pile& pile, const DecodeOptions& options);

}  // namespace ks::pieces
