#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "fuzz/round_trip.h"
#include "fuzz/targets.h"
#include "ks/formats/pkcs12.h"

namespace ks::fuzz {
namespace {

/// ContentInfo of type Data (RFC 5652, 4).
Bytes data_content(ByteView content) {
  return asn1::sequence({asn1::oid(oids::kData), asn1::explicit_context(0, asn1::octet_string(content))});
}

}  // namespace

/// SafeContents, as they stand in a safe once it is decrypted: in a PFX without MAC and encryption nothing is in the way.
int fuzz_pkcs12_bags(const std::uint8_t* data, std::size_t size) {
  const auto safes = asn1::sequence({data_content({data, size})});
  const auto pfx = asn1::sequence({asn1::integer(3), data_content(safes)});
  return round_trip(pkcs12::kFormat, pfx);
}

}  // namespace ks::fuzz
