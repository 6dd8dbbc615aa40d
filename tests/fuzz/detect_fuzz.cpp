#include <algorithm>

#include "fuzz/round_trip.h"
#include "fuzz/targets.h"
#include "ks/formats/format.h"

namespace ks::fuzz {

/// Whatever the bytes are: a format that knows them, or an error of one line.
int fuzz_detect(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const auto format = detect(bytes);
  if (format) {
    if (!(*format)->looks_like(bytes)) fail("detected as a format that does not know it");
    return 0;
  }
  const auto& error = format.error();
  if (error.code != Errc::not_a_store && error.code != Errc::unsupported_format)
    fail("another error: " + error.message);
  if (error.message.empty() || error.message.find('\n') != std::string::npos) fail("not one line: " + error.message);
  return 0;
}

}  // namespace ks::fuzz
