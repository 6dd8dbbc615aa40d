#pragma once

#include "formats/pieces.h"
#include "ks/base/bytes.h"
#include "ks/base/limits.h"
#include "ks/base/result.h"

namespace ks::pieces {

/// Puts the certificates and CRLs of a SignedData (RFC 5652, 5.1; PKCS#7 v1.5) into `pile`, in its order. Nothing is
/// verified: signatures, signed content and certificates that are not X.509 are passed over with a warning.
///
/// Shape:   `der` is one ContentInfo in DER.
/// Errors:  damaged; limit (entries).
[[nodiscard]] Result<void> add_signed_data(Pile& pile, ByteView der, const Limits& limits);

}  // namespace ks::pieces
