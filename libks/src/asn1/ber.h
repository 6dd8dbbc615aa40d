#pragma once

#include "ks/base/bytes.h"
#include "ks/base/limits.h"
#include "ks/base/result.h"

namespace ks::asn1 {

/// The one BER value at the start of `bytes` with definite, shortest lengths and universal strings in one piece, as old
/// Windows, NSS and BouncyCastle do not write it. Context tags keep their segments (their type is not known here).
/// Linear in the input; `bytes` that are DER already come back as they are.
///
/// Errors: damaged; limit (depth). What follows the value is damaged too.
/// Source: X.690, 8.1.3 and 8.7.3.
[[nodiscard]] Result<Bytes> ber_to_der(ByteView bytes, const Limits& limits);

/// Whether ber_to_der() would give `bytes` back unchanged, as it nearly always does: asking first saves the copy.
[[nodiscard]] bool is_der(ByteView bytes, const Limits& limits);

}  // namespace ks::asn1
