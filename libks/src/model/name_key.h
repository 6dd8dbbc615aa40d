#pragma once

#include <cstdint>
#include <optional>

#include "ks/base/bytes.h"

/// What an index over certificates needs to know of each, without parsing it.
namespace ks::model {

/// DER of the subject of a certificate; nullopt if the bytes are not framed like a certificate (RFC 5280, 4.1): nothing
/// but the outermost shape is looked at, lengths and tags down to the SubjectPublicKeyInfo.
[[nodiscard]] std::optional<ByteView> subject_of(ByteView certificate) noexcept;

/// A number that is the same for any two names that match by RFC 5280, 7.1, or by libcrypto's X509_NAME_cmp(); two names
/// of the same number may still differ. Takes any bytes.
[[nodiscard]] std::uint64_t name_key(ByteView name) noexcept;

}  // namespace ks::model
