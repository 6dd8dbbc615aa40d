#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ks/base/result.h"
#include "ks/formats/format.h"
#include "ks/model/protection.h"
#include "ks/model/store.h"

/// Who can read which encoding, as data, and the encoding to choose for a group of readers: `--for java8 --for node`.
namespace ks {

/// How to encrypt a PKCS#12 store so that a reader or an era can open it.
struct Profile {
  std::string_view name;     ///< "default", "modern", "java8", "2016", …; of several, the one that decides.
  std::string_view readers;  ///< For people: "Windows Server 2016 and older, …"
  Protection keys;
  Protection certificates;
  Mac mac;
  std::uint64_t iterations_with_keys = 100'000;    ///< Where a private or secret key is inside.
  std::uint64_t iterations_without_keys = 10'000;  ///< Where only certificates are.
};

/// Every profile that --for knows, the default first: readable by Java since 8u301, OpenSSL since 1.0.2, current
/// Windows and macOS, it is PBES2 with AES-256-CBC and HMAC-SHA256, HMAC-SHA256 as MAC, and 100,000 iterations where a
/// key is inside, 10,000 where only certificates are.
[[nodiscard]] std::span<const Profile> profiles() noexcept;
/// Errors: usage, with the names there are.
[[nodiscard]] Result<Profile> profile_named(std::string_view name);
/// The strongest encoding that every one of `names` reads; the default profile if there are none.
/// Errors: usage; cannot_represent names two that have nothing in common.
[[nodiscard]] Result<Profile> strongest_for(std::span<const std::string> names);

/// Sets keys, certificates and mac of `options` as `profile` has them.
void apply(const Profile& profile, bool holds_keys, EncodeOptions& options);
/// Whether `store` has private or secret keys, as apply() wants to know.
[[nodiscard]] bool holds_keys(const Store& store);

/// A reader of PKCS#12 files we know, and whether it opens a certain file.
struct Reading {
  std::string_view name;     ///< "windows2016"
  std::string_view readers;  ///< "Windows Server 2016 and older"
  std::string obstacle;      ///< Empty if it can; else what it stumbles over: "PBES2 encryption, a SHA-2 MAC".
};
/// What each reader of the table does with a PKCS#12 file that is encrypted and authenticated as `origin` says; a part
/// that is nullopt there counts as no obstacle.
[[nodiscard]] std::vector<Reading> who_reads(const Origin& origin);

}  // namespace ks
