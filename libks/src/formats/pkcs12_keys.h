#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "formats/pkcs12_bags.h"
#include "ks/base/limits.h"
#include "ks/base/result.h"
#include "ks/base/secret.h"
#include "ks/formats/format.h"
#include "ks/model/key.h"
#include "ks/model/protection.h"

namespace ks::pkcs12 {

/// DER of the AlgorithmIdentifier in an EncryptedPrivateKeyInfo (RFC 5958, 3). Errors: damaged.
[[nodiscard]] Result<ByteView> encryption_algorithm_of(ByteView encrypted_key, const Limits& limits);

/// The private and secret keys among the bags of one file, named by their place. Nothing is decrypted but on demand.
class Keys {
 public:
  /// `opened_with` is offered to keys for which `options` have no password; it may be null.
  Keys(const std::vector<Bag>& bags, const DecodeOptions& options, SharedSecret opened_with, RoundBudget& budget,
       Warnings& warnings)
      : bags_(bags), options_(options), opened_with_(std::move(opened_with)), budget_(budget), warnings_(warnings) {}

  /// Reads plain keys and what encrypts the others; an algorithm we cannot undo is only warned about, since the rest of
  /// the file is good without that key. Errors: damaged.
  [[nodiscard]] Result<void> look();

  /// How the first key of the file is protected; nullopt if there is none or we would not write it like that.
  [[nodiscard]] const std::optional<Protection>& protection() const noexcept { return protection_; }
  [[nodiscard]] std::size_t plain_count() const noexcept { return plain_.size(); }

  /// As it stands in the file, with the password on offer that the key of `alias` should have.
  [[nodiscard]] PrivateKey private_key(std::size_t place, const std::string& alias) const;
  [[nodiscard]] SecretKey secret_key(std::size_t place, const std::string& alias) const;

  /// The SubjectPublicKeyInfo of a private key, which is unlocked for that if its rounds are within the budget; nullopt
  /// if it cannot be had.
  [[nodiscard]] std::optional<Bytes> public_key_of(std::size_t place);

 private:
  Result<void> look_at(std::size_t place);
  Result<void> look_at_encryption(std::size_t place);
  [[nodiscard]] SharedSecret offered(const std::string& alias) const;

  const std::vector<Bag>& bags_;
  const DecodeOptions& options_;
  SharedSecret opened_with_;
  RoundBudget& budget_;
  Warnings& warnings_;
  std::unordered_map<std::size_t, PrivateKey> plain_;
  std::unordered_map<std::size_t, std::uint64_t> rounds_;  // of each key that can be decrypted
  std::optional<Protection> protection_;
};

}  // namespace ks::pkcs12
