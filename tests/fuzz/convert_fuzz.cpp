#include "fuzz/round_trip.h"
#include "fuzz/targets.h"
#include "ks/formats/format.h"

namespace ks::fuzz {

/// A file of any format, written as every other: what comes back is what went in, less the losses that are named.
int fuzz_convert(const std::uint8_t* data, std::size_t size) {
  const auto store = decode({data, size}, decode_options());
  if (!store) return 0;
  for (const auto& format : formats()) write_and_compare(format, *store);
  return 0;
}

}  // namespace ks::fuzz
