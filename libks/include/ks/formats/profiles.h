#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "ks/base/result.h"
#include "ks/formats/format.h"
#include "ks/model/protection.h"

namespace ks {

/// How to encrypt a PKCS#12 store so that a reader or an era can open it.
struct Profile {
  std::string_view name;  ///< "default", "modern", "java8", "2016", …
  std::string_view readers;  ///< For people: "Windows Server 2016 and older, …"
  Protection keys;
  Protection certificates;
  Mac mac;
  std::uint64_t iterations_with_keys = 100'000;    ///< Where a private or secret key is inside.
  std::uint64_t iterations_without_keys = 10'000;  ///< Where only certificates are.
};

/// Every profile that --for knows, the default first.
[[nodiscard]] std::span<const Profile> profiles() noexcept;
/// Errors: usage, with the names there are.
[[nodiscard]] Result<Profile> profile_named(std::string_view name);
/// The strongest encoding that every one of `names` reads; the default profile if there are none.
/// Errors: usage; cannot_represent names two that have nothing in common.
[[nodiscard]] Result<Profile> strongest_for(std::span<const std::string> names);

/// Sets keys, certificates and mac of `options` as `profile` has them.
void apply(const Profile& profile, bool holds_keys, EncodeOptions& options);

}  // namespace ks
