#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "formats/pkcs12_bags.h"
#include "ks/base/bytes.h"

/// Which certificates of a file belong to which of its keys.
namespace ks::pkcs12 {

/// Finds leaf and chain of each private key among the bags of one file. Bags are named by their place.
///
/// A key's public key decides where it is plain. A locked key goes by localKeyID, then by friendlyName, then, if it is
/// the only one, by the only certificate that issued no other; where these leave a choice, or name nothing although
/// there are certificates without a purpose of their own, the key is unlocked if it can be. Only names are read of the
/// certificates, and only when such questions come up: a file without keys costs nothing here.
/// Sources: RFC 7292, 4.2 (localKeyId); sun.security.pkcs12.PKCS12KeyStore (Java's order of questions).
class Pairing {
 public:
  /// Gives the SubjectPublicKeyInfo of the key at a place, unlocking it if need be; nullopt if that cannot be had.
  using PublicKeyOf = std::function<std::optional<Bytes>(std::size_t place)>;

  Pairing(std::span<const Bag> bags, PublicKeyOf public_key_of, Warnings& warnings);

  /// The places of the certificates that belong to the key at `key`, leaf first; none if no leaf is found.
  [[nodiscard]] std::vector<std::size_t> chain_of(std::size_t key);

 private:
  using Places = std::vector<std::size_t>;
  using Index = std::unordered_map<std::string_view, Places>;

  std::optional<std::size_t> leaf_of(std::size_t key);
  Places candidates_for(const Bag& key);
  bool is_linked(const Bag& key, std::size_t certificate) const;
  bool is_claimed_once(const Bag& key) const;
  std::optional<std::size_t> by_public_key(ByteView spki, const Places& preferred);
  Places leaves();
  std::optional<std::size_t> issuer_of(std::size_t certificate, const std::unordered_set<std::size_t>& chain);
  [[nodiscard]] std::size_t copy_for_chains(std::size_t place, const Places& same_subject) const;
  void index_names();

  std::span<const Bag> bags_;
  PublicKeyOf public_key_of_;
  Warnings& warnings_;
  std::size_t keys_ = 0;
  std::size_t certificates_ = 0;
  std::size_t untrusted_ = 0;  // of these
  Index by_id_;
  Index by_name_;
  std::unordered_map<std::string_view, std::size_t> keys_of_id_;
  std::unordered_map<std::string_view, std::size_t> keys_of_name_;
  std::unordered_set<std::size_t> taken_;  // leaves
  struct Names {
    std::string subject, issuer;  ///< Canonical; empty if there are none that can be read.
    [[nodiscard]] bool self_issued() const { return subject == issuer; }
  };
  std::vector<Names> names_;  // of each bag, once they are asked for
  Index by_subject_;
  Index by_spki_;
};

}  // namespace ks::pkcs12
