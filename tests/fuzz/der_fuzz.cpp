#include "fuzz/round_trip.h"
#include "fuzz/targets.h"
#include "ks/formats/der.h"

namespace ks::fuzz {

int fuzz_der(const std::uint8_t* data, std::size_t size) { return round_trip(der::kFormat, {data, size}); }

}  // namespace ks::fuzz
