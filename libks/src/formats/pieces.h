#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/pieces_shape.h"
#include "ks/base/bytes.h"
#include "ks/base/result.h"
#include "ks/base/secret.h"
#include "ks/base/time.h"
#include "ks/formats/format.h"
#include "ks/model/certificate.h"
#include "ks/model/entry.h"
#include "ks/model/key.h"
#include "ks/model/store.h"

/// What PEM, DER and PKCS#7 files are made of: single keys, certificates and CRLs; and how a Store is made of them.
namespace ks::pieces {

/// What a file says of a key or certificate outside of its DER: the bag attributes of PKCS#12 in another dress.
struct Remarks {
  std::optional<std::string> name{};  ///< friendlyName, or the alias of a TRUSTED CERTIFICATE.
  Bytes local_key_id{};               ///< Equal for a key and its certificates; empty: unsaid.
  std::optional<Time> created{};      ///< A localKeyID of the form "Time 1714564800000", as Java has it.
  Attributes attributes{};            ///< All the rest, and a localKeyID of any other form.
};

/// Whether and for what a certificate is trusted.
struct Trust {
  bool trusted = false;
  bool apart = false;  ///< An entry of its own for sure, and no part of a key's chain.
  std::vector<std::string> purposes{};
  std::vector<std::string> rejected{};
};

struct KeyPiece {
  PrivateKey key;
  Remarks said{};
  std::size_t certificates_before = 0;  ///< In the file.
};

struct CertificatePiece {
  Certificate certificate;
  Remarks said{};
  Trust trust{};
};

/// Everything a file holds, in its order.
struct Pile {
  std::vector<KeyPiece> keys;
  std::vector<CertificatePiece> certificates;
  std::vector<Crl> crls;
  std::vector<std::string> warnings;
  std::vector<std::string> left_out;  ///< As Origin has it.
  Bytes curve;                        ///< DER of the EC PARAMETERS seen last; a key after it may need them.

  [[nodiscard]] bool empty() const noexcept { return keys.empty() && certificates.empty() && crls.empty(); }
};

/// What the file says of a DER value that is still to be looked into.
struct Finding {
  Remarks said{};
  Trust trust{};
  /// What a SEQUENCE of no shape we know is taken for, since its label says so: certificate, crl or unknown. It is carried
  /// along, as JKS and PKCS#12 carry certificates that cannot be read.
  Shape otherwise = Shape::unknown;
};

/// Puts the certificate, CRL or private key that `bytes` are, or those a SignedData holds, into `pile`, and says what it
/// was; unknown for what was taken for `finding.otherwise`.
///
/// Shape:   one value in DER, or in BER.
/// Errors:  unsupported_format if it is something else that we know, with what it is as the message: "a public key";
///          not_a_store if not; unsupported_algorithm, damaged, limit.
[[nodiscard]] Result<Shape> add(Pile& pile, Secret bytes, Finding finding, const DecodeOptions& options);

/// Makes entries of `pile`. A key takes the certificate of its public key and, from there up, whatever issued it; keys
/// that are locked go by localKeyID, by what stands beside them and only then by unlocking. What is left over are
/// entries of its own. Linear in the pile, save for names that repeat, which are bounded.
[[nodiscard]] Store assemble(Pile pile, const DecodeOptions& options);

/// Whether `der` reads back as what it is if a label says so: it is of that shape, or of none that we know.
[[nodiscard]] bool may_stand_as(Shape label, ByteView der) noexcept;

/// The name for an entry of `certificate` that has none: its CN, or `otherwise`.
[[nodiscard]] Alias suggested_alias(const Certificate& certificate, std::string_view otherwise = "certificate");

}  // namespace ks::pieces
