#include "fuzz/round_trip.h"
#include "fuzz/targets.h"
#include "ks/formats/pkcs7.h"

namespace ks::fuzz {

int fuzz_pkcs7(const std::uint8_t* data, std::size_t size) { return round_trip(pkcs7::kFormat, {data, size}); }

}  // namespace ks::fuzz
