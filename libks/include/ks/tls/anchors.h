#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "ks/base/bytes.h"
#include "ks/base/result.h"
#include "ks/model/certificate.h"
#include "ks/model/store.h"

namespace ks::tls {

/// Of anchors, identities or a whole context: equal if and only if what they stand for is equal.
using Fingerprint = std::array<std::uint8_t, 32>;

/// A certificate that is trusted, and where it came from.
struct Anchor {
  Certificate certificate;
  std::vector<std::string> origins{};       ///< "the system (/etc/ssl/certs/ca-certificates.crt)", "corp.jks", …
  std::vector<std::string> trusted_for{};   ///< OIDs of extended key usages; empty means any.
  std::vector<std::string> rejected_for{};  ///< The same.
};

/// Whether the leaf of a private key entry is trusted, too. Java does so: a server's own keystore works as the
/// truststore of its clients.
enum class KeyEntries { ignore, trust_leaf };

/// Whether an anchor that did not sign itself ends a chain. Java, Go and curl accept it; plain OpenSSL does not.
enum class PartialChain { accept, refuse };

struct AnchorOptions {
  std::string origin{};  ///< For list() and for whoever has to find out why something is trusted.
  KeyEntries key_entries = KeyEntries::ignore;
  PartialChain partial_chain = PartialChain::accept;
};

/// The certificates that a peer's chain may end in. Immutable; copies share everything.
///
/// An index over DER: a certificate is parsed when a handshake asks for its subject, and then once for all contexts. What
/// it takes to get here is to find the subject of each certificate, some 0.1 µs.
class Anchors {
 public:
  Anchors();  ///< Trusts nobody.

  /// Takes DER certificates, one right after the other. Errors: damaged names the first that is none, by its number.
  [[nodiscard]] static Result<Anchors> from_der(Bytes certificates, const AnchorOptions& options = {});

  /// The trusted certificate entries of `store`. One that has neither these nor keys is trusted as a whole, and so is PEM
  /// without keys. Errors: damaged names the alias of a certificate that is none.
  [[nodiscard]] static Result<Anchors> from_store(const Store& store, const AnchorOptions& options = {});

  /// Both. What is in both is there once, with the origins of both, trusted for what either trusts it for and rejected for
  /// what either rejects; a partial chain is accepted if either accepts it.
  [[nodiscard]] friend Anchors operator|(const Anchors& a, const Anchors& b) { return a.merged_with(b); }

  [[nodiscard]] std::size_t size() const noexcept;
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }
  /// All of them, in the order they were given.
  [[nodiscard]] std::vector<Anchor> list() const;
  /// The same for the same certificates and settings in any order, wherever they came from. Computed when first asked for.
  [[nodiscard]] const Fingerprint& fingerprint() const;
  [[nodiscard]] PartialChain partial_chain() const noexcept;

  friend bool operator==(const Anchors& a, const Anchors& b) { return a.fingerprint() == b.fingerprint(); }

  class Index;  ///< What contexts share: src/tls/anchor_index.h.
  [[nodiscard]] const std::shared_ptr<const Index>& index() const noexcept { return index_; }

 private:
  explicit Anchors(std::shared_ptr<const Index> index) noexcept : index_(std::move(index)) {}
  [[nodiscard]] Anchors merged_with(const Anchors& other) const;

  std::shared_ptr<const Index> index_;
};

}  // namespace ks::tls
