#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "ks/base/bytes.h"
#include "ks/base/limits.h"
#include "ks/base/result.h"
#include "ks/model/entry.h"

/// What stands in a safe, once it is open.
///     SafeContents = SEQUENCE OF SEQUENCE { OBJECT IDENTIFIER, [0] EXPLICIT bagValue, SET OF Attribute? }
///     Attribute    = SEQUENCE { OBJECT IDENTIFIER, SET OF value }
namespace ks::pkcs12 {

/// One SafeBag; its views look into the safe it came from.
struct Bag {
  enum class Kind { key, locked_key, certificate, crl, locked_secret, other };

  Kind kind = Kind::other;
  std::size_t safe = 0;  ///< Which safe of the file it stands in, counted from 0.
  ByteView type{};       ///< Content octets of the bag's object identifier.
  ByteView value{};      ///< PrivateKeyInfo, EncryptedPrivateKeyInfo, certificate or CRL; for `other` all of bagValue.
  std::optional<Certificate> certificate{};    ///< Of a certificate bag; nothing inside is parsed yet.
  std::optional<std::string> friendly_name{};  ///< UTF-8, without the NUL that Windows puts behind it.
  std::optional<ByteView> local_key_id{};
  std::optional<std::vector<std::string>> trusted_for{};  ///< Oracle's trustedKeyUsage; empty means any.
  Attributes attributes{};  ///< All other attributes, and the three above where they are not what they should be.

  [[nodiscard]] bool is_private_key() const noexcept { return kind == Kind::key || kind == Kind::locked_key; }
  [[nodiscard]] bool is_encrypted_key() const noexcept {
    return kind == Kind::locked_key || kind == Kind::locked_secret;
  }
  [[nodiscard]] bool is_certificate() const noexcept { return kind == Kind::certificate; }
  [[nodiscard]] bool is_trusted() const noexcept { return trusted_for.has_value(); }
};

/// Things a person should know about a file, each once.
class Warnings {
 public:
  void add(std::string warning);
  [[nodiscard]] std::vector<std::string> take() { return std::move(warnings_); }

 private:
  std::vector<std::string> warnings_;
  std::unordered_set<std::string> seen_;
};

/// The bags of all safes, those of nested safes in their place. Each of `safes` is DER of SafeContents, which the bags
/// look into. Errors: damaged names safe and bag; limit (entries, depth, attribute-size).
[[nodiscard]] Result<std::vector<Bag>> read_bags(std::span<const ByteView> safes, const Limits& limits,
                                                 Warnings& warnings);

}  // namespace ks::pkcs12
