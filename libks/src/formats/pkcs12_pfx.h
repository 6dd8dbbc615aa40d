#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ks/base/bytes.h"
#include "ks/base/limits.h"
#include "ks/base/result.h"

/// The outer shell of a PKCS#12 file, before any password.
///     PFX         = SEQUENCE { version 3, ContentInfo authSafe, MacData? }
///     MacData     = SEQUENCE { DigestInfo { AlgorithmIdentifier, OCTET STRING }, OCTET STRING salt, INTEGER = 1 }
///     ContentInfo = SEQUENCE { OBJECT IDENTIFIER, [0] EXPLICIT content }
/// authSafe is Data; in its octets stands SEQUENCE OF ContentInfo, each Data or EncryptedData with SafeContents inside.
namespace ks::pkcs12 {

/// Views, like those of the Pfx it belongs to.
struct MacData {
  ByteView algorithm;  ///< DER of the AlgorithmIdentifier.
  ByteView expected;   ///< The MAC itself.
  ByteView salt;       ///< Of the PKCS#12 derivation; PBMAC1 keeps its own in `algorithm`.
  std::uint64_t iterations = 1;
};

/// One ContentInfo of the authenticated safe.
struct Content {
  ByteView algorithm;  ///< DER of the AlgorithmIdentifier it is encrypted with; empty if it is plain.
  ByteView octets;     ///< SafeContents or its ciphertext.
  Bytes joined;        ///< What `octets` looks into where the file has it in segments.

  [[nodiscard]] bool encrypted() const noexcept { return !algorithm.empty(); }
};

/// An opened shell. Its views look into the file, or into its own bytes: it moves, but does not copy.
struct Pfx {
  Bytes outer_room;        ///< The whole file as DER, if that is another thing than the file.
  Bytes safes_room;        ///< The content of authSafe as DER, likewise.
  ByteView authenticated;  ///< The octets of authSafe as the file has them, which the MAC covers.
  std::optional<MacData> mac;
  std::vector<Content> contents;

  Pfx() = default;
  Pfx(Pfx&&) = default;
  Pfx& operator=(Pfx&&) = default;
};

/// What it gives may look into `file`.
///
/// Errors: damaged; unsupported_format for another version than 3 and for protection by public keys; limit.
/// Source: RFC 7292, 4; BER is accepted as NSS and old Windows write it.
[[nodiscard]] Result<Pfx> read_pfx(ByteView file, const Limits& limits);

}  // namespace ks::pkcs12
