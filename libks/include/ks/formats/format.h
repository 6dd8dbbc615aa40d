#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ks/base/limits.h"
#include "ks/base/result.h"
#include "ks/base/secret.h"
#include "ks/base/time.h"
#include "ks/model/protection.h"
#include "ks/model/store.h"

namespace ks {

/// What a format may need to decode. Absent and empty passwords are different things.
struct DecodeOptions {
  SharedSecret password{};                              ///< Of the store; UTF-8. Null: none is known.
  SharedSecret key_password{};                          ///< Of every key without its own below; null: the store's.
  std::map<std::string, SharedSecret> key_passwords{};  ///< By alias, found as Store::find() does.
  Limits limits{};
  bool check_integrity = true;  ///< Off only to rescue a file, or to let a fuzzer past the door.

  /// What to try on the key of `alias`; may be null.
  [[nodiscard]] SharedSecret password_for(const std::string& alias) const;
};

/// What becomes of keys that come encrypted, with a password that opens them.
enum class OldLocks {
  replaced,  ///< They are encrypted, or not, as the options say.
  kept,      ///< They go out byte for byte, under the password they have, if the format can hold them so.
};

/// What a format may need to encode. A format ignores what it has no use for.
struct EncodeOptions {
  SharedSecret password{};                              ///< Of the store; null: none.
  SharedSecret key_password{};                          ///< Of every key without its own below; null: the store's.
  std::map<std::string, SharedSecret> key_passwords{};  ///< By alias, found as Store::find() does.
  std::optional<Protection> keys{};                     ///< Default: the profile `modern-compatible` of profiles.h.
  std::optional<Protection> certificates{};
  std::optional<Mac> mac{};
  OldLocks locks = OldLocks::replaced;
  Time now{};  ///< The creation time of entries that have none.

  [[nodiscard]] SharedSecret password_for(const std::string& alias) const;
};

/// Something a target format cannot hold.
struct Loss {
  enum class Weight {
    detail,   ///< Told as a warning: a date, the case of an alias, an attribute.
    content,  ///< Refused unless allowed: a key, a certificate, a CRL, a trust setting, a key's own password.
  };
  Weight weight;
  std::string alias;  ///< Empty where it concerns the whole store.
  std::string what;   ///< "creation time is not kept"; for people, not escaped.

  friend bool operator==(const Loss&, const Loss&) = default;
};

/// "web: creation time is not kept"
[[nodiscard]] std::string to_text(const Loss& loss);

struct Encoded {
  Bytes bytes;
  std::vector<Loss> losses;
  bool holds_secrets = false;  ///< Whether a private or secret key is inside, encrypted or not: the file is 0600 then.
};

/// A row of the table of formats: all that the rest of libks knows of one.
struct Format {
  std::string_view name;                         ///< "jks", as --to spells it.
  std::string_view title;                        ///< "Java KeyStore"
  std::span<const std::string_view> extensions;  ///< {".jks", ".ks"}; only to choose an output's format.
  bool (*looks_like)(ByteView) noexcept;
  Result<Store> (*decode)(ByteView, const DecodeOptions&);
  Result<Encoded> (*encode)(const Store&, const EncodeOptions&);
  bool has_password = false;    ///< Whether its files have one password for the whole store (JKS, PKCS#12).
  bool needs_password = false;  ///< Whether it cannot be written without (JKS).
  bool encrypts_keys = false;   ///< Whether keys are always encrypted in it (JKS, PKCS#12).
  bool has_profiles = false;    ///< Whether profiles.h and a number of rounds say how it encrypts (PEM, DER, PKCS#12).
  bool marks_trust = false;     ///< Whether it tells trusted certificates from others (PEM, PKCS#12, JKS).
  bool keeps_aliases = false;   ///< Whether it has a place for them (PEM, PKCS#12, JKS).
  bool folds_aliases = false;   ///< Whether it has them in lower case only (JKS).
};

/// Every format, in the order in which detection asks them.
[[nodiscard]] std::span<const Format> formats() noexcept;
/// By name or by an extension, in any case: "pkcs12", "p12" and "PFX" are one. Errors: unsupported_format, with the names
/// there are.
[[nodiscard]] Result<const Format*> format_named(std::string_view name);
/// By a path's extension, for writing. Errors: usage.
[[nodiscard]] Result<const Format*> format_for_extension(std::string_view path);
/// By content alone. Errors: not_a_store ("it looks like …"), unsupported_format.
[[nodiscard]] Result<const Format*> detect(ByteView bytes);

/// detect() and that format's decode(). Sets Store::origin.
[[nodiscard]] Result<Store> decode(ByteView bytes, const DecodeOptions& options = {});
/// Encodes as the format called `name`. Errors: unsupported_format and those of that format.
[[nodiscard]] Result<Encoded> encode(std::string_view name, const Store& store, const EncodeOptions& options = {});

}  // namespace ks
