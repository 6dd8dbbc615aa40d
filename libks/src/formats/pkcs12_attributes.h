#pragma once

#include <optional>
#include <string>

#include "asn1/der_reader.h"
#include "formats/pkcs12_bags.h"
#include "ks/base/bytes.h"
#include "ks/base/time.h"
#include "ks/model/entry.h"

/// Bag attributes: the three that mean something to us, and all the others, which are carried along.
namespace ks::pkcs12 {

/// Reads a SET OF Attribute into `bag`. A friendlyName, localKeyID or trustedKeyUsage of another shape than its
/// definition's is never forced into it: it stays an attribute like any other, and is warned about.
/// Those of a bag that we only carry (Kind::other) all stay as they are.
void read_attributes(asn1::Cursor in, Bag& bag, Warnings& warnings);

/// The creation time that Java hides in localKeyID as "Time 1700000000000"; nullopt if it is another identifier.
/// Source: sun.security.pkcs12.PKCS12KeyStore.getDate. Milliseconds since 1970.
[[nodiscard]] std::optional<Time> time_of(ByteView local_key_id);
/// The same the other way round. Each number of leading zeros makes another identifier of the same time, to Java too.
[[nodiscard]] Bytes local_key_id_of(Time time, std::size_t leading_zeros);

/// friendlyName; an alias that is not UTF-8 is written escaped, as "\xff".
[[nodiscard]] Attribute friendly_name(std::string_view alias);
[[nodiscard]] Attribute local_key_id(ByteView id);
/// Oracle's trustedKeyUsage; without purposes it is anyExtendedKeyUsage.
[[nodiscard]] Attribute trusted_key_usage(const std::vector<std::string>& purposes);

/// SET OF Attribute; empty if there are none, as the SET is optional then.
[[nodiscard]] Bytes encoded(const Attributes& attributes);

}  // namespace ks::pkcs12
