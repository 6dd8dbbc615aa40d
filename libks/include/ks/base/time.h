#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "ks/base/result.h"

namespace ks {

using std::chrono::milliseconds;

/// A moment, in milliseconds since 1970-01-01 UTC, as JKS and PKCS#12 (Java) keep it.
using Time = std::chrono::sys_time<milliseconds>;

/// "2024-05-01T12:00:00Z", with ".250" before the Z only where milliseconds are not zero (RFC 3339).
/// Years outside 0000 to 9999 are shown as the raw number of milliseconds: "@-99999999999999ms".
[[nodiscard]] std::string to_text(Time time);

/// Whether its year has the four digits of RFC 3339, 0000 to 9999.
[[nodiscard]] bool is_rfc3339(Time time) noexcept;

/// Parses what to_text() writes, or any RFC 3339 time, whatever its offset. What is finer than a millisecond is cut
/// off, a leap second reads as the second after it. Errors: damaged.
[[nodiscard]] Result<Time> parse_time(std::string_view text);

/// SOURCE_DATE_EPOCH if it is set, the clock otherwise. Errors: usage if it is set and not a number.
[[nodiscard]] Result<Time> current_time();

}  // namespace ks
