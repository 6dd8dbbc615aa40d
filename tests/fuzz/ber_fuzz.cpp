#include "asn1/ber.h"
#include "asn1/der_reader.h"
#include "fuzz/round_trip.h"
#include "fuzz/targets.h"

namespace ks::fuzz {

/// What was made DER is one DER value and stays as it is; what is DER already is known for it.
int fuzz_ber(const std::uint8_t* data, std::size_t size) {
  const ByteView ber(data, size);
  const auto der = asn1::ber_to_der(ber, Limits{});
  if (asn1::is_der(ber, Limits{}) != (der && equal(ber, *der))) fail("does not know DER from BER");
  if (!der) return 0;
  const auto value = asn1::peek_value(*der);
  if (!value || value->whole.size() != der->size()) fail("not one DER value");
  const auto again = asn1::ber_to_der(*der, Limits{});
  if (!again) fail("refuses its own output: " + again.error().message);
  if (*again != *der) fail("changes its own output");
  return 0;
}

}  // namespace ks::fuzz
