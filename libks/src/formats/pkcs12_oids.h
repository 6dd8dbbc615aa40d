#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "asn1/oids.h"
#include "ks/base/bytes.h"

namespace ks::pkcs12 {

/// The content octets of an object identifier, made by the compiler, so that the type of a bag is told by comparing
/// them: a truststore may have a hundred thousand.
class OidOctets {
 public:
  consteval explicit OidOctets(std::string_view dotted) {
    std::uint64_t arcs[16] = {};
    std::size_t count = 1;
    for (const char c : dotted) {
      if (c == '.') ++count;
      else arcs[count - 1] = arcs[count - 1] * 10 + static_cast<std::uint64_t>(c - '0');
    }
    append(arcs[0] * 40 + arcs[1]);
    for (std::size_t i = 2; i < count; ++i) append(arcs[i]);
  }

  /// Whether `content` is this identifier's content octets.
  [[nodiscard]] bool is(ByteView content) const noexcept { return equal(content, ByteView(octets_).first(size_)); }

 private:
  consteval void append(std::uint64_t arc) {
    std::size_t septets = 1;
    while (septets < 9 && arc >> (7 * septets) != 0) ++septets;
    for (; septets > 0; --septets) {
      const auto more = septets > 1 ? 0x80U : 0U;
      octets_[size_++] = static_cast<std::uint8_t>((arc >> (7 * (septets - 1)) & 0x7fU) | more);
    }
  }

  std::array<std::uint8_t, 16> octets_{};
  std::size_t size_ = 0;
};

inline constexpr OidOctets kData(oids::kData), kSignedData(oids::kSignedData), kEnvelopedData(oids::kEnvelopedData),
    kEncryptedData(oids::kEncryptedData);
inline constexpr OidOctets kKeyBag(oids::kKeyBag), kShroudedKeyBag(oids::kShroudedKeyBag),
    kCertificateBag(oids::kCertBag), kCrlBag(oids::kCrlBag), kSecretBag(oids::kSecretBag),
    kSafeContentsBag(oids::kSafeContentsBag);
inline constexpr OidOctets kX509Certificate(oids::kX509CertificateInBag), kX509Crl(oids::kX509CrlInBag);
inline constexpr OidOctets kFriendlyName(oids::kFriendlyName), kLocalKeyId(oids::kLocalKeyId),
    kTrustedKeyUsage(oids::kOracleTrustedKeyUsage), kAnyExtendedKeyUsage(oids::kAnyExtendedKeyUsage);

}  // namespace ks::pkcs12
