#include "fuzz/round_trip.h"
#include "fuzz/targets.h"
#include "ks/formats/jks.h"

namespace ks::fuzz {

int fuzz_jks(const std::uint8_t* data, std::size_t size) { return round_trip(jks::kFormat, {data, size}); }

}  // namespace ks::fuzz
