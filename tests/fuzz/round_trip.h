#pragma once

#include <string>

#include "ks/formats/format.h"

namespace ks::fuzz {

/// The password of every seed; others do not open anything.
inline constexpr std::string_view kPassword = "changeit";

/// Options that let a fuzzer past the door and keep it fast: nothing is verified, and nothing costs more than a thousand
/// rounds of derivation or a mebibyte for scrypt.
[[nodiscard]] DecodeOptions decode_options();
/// The same password, one round.
[[nodiscard]] EncodeOptions encode_options();

/// Says `why` and aborts, which is a finding.
[[noreturn]] void fail(const std::string& why);

/// Decodes `bytes`; if that works, encodes the Store and decodes it again. Aborts if it comes back as something else
/// without a loss that says so, cannot be read again, or cannot be written for a reason that is none. Returns 0.
int round_trip(const Format& format, ByteView bytes);

/// Encodes `store` as `format`, decodes it and compares, as above.
void write_and_compare(const Format& format, const Store& store);

}  // namespace ks::fuzz
