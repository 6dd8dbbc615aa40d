#pragma once

#include <string>
#include <string_view>

#include "asn1/der_reader.h"

/// Readers for what certificates in the wild hold besides what RFC 5280 allows, and OpenSSL shows as well.
namespace ks::model {

/// The next object identifier. damaged if it is malformed.
asn1::Value any_oid(asn1::Cursor& in, std::string_view what);
/// What any_oid() gave: dotted, or "#" and the hex of its DER where an arc is too large to hold, as those made from a
/// UUID are (2.25.N, X.667).
[[nodiscard]] std::string oid_or_hex(const asn1::Value& oid);
/// Both at once; empty after a failure.
[[nodiscard]] std::string oid_or_hex(asn1::Cursor& in, std::string_view what);

/// The next UTCTime or GeneralizedTime in any form X.680 allows with a time zone: seconds may be missing, the zone may
/// be "+hhmm" or "-hhmm", a GeneralizedTime may have a fraction. A UTCTime's years are 1950 to 2049. damaged otherwise.
[[nodiscard]] Time any_time(asn1::Cursor& in, std::string_view what);

}  // namespace ks::model
