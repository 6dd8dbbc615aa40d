#include "fuzz/round_trip.h"
#include "fuzz/targets.h"
#include "ks/formats/pem.h"

namespace ks::fuzz {

int fuzz_pem(const std::uint8_t* data, std::size_t size) { return round_trip(pem::kFormat, {data, size}); }

}  // namespace ks::fuzz
