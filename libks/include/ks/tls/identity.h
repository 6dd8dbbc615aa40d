#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ks/base/result.h"
#include "ks/model/entry.h"
#include "ks/model/store.h"

namespace ks::tls {

/// A private key and its chain, leaf first: who we say we are. Immutable; copies share the key.
class Identity {
 public:
  /// Makes one of a key and its certificates in any order: the leaf is the certificate of the key, the chain follows
  /// its issuers, and what belongs to neither is left out.
  /// Errors: not_found if none of `certificates` belongs to the key; wrong_key_password; unsupported_algorithm; damaged.
  [[nodiscard]] static Result<Identity> make(std::string alias, const PrivateKey& key,
                                             const std::vector<Certificate>& certificates);
  /// One entry. Errors: as above; usage if it is no private key entry.
  [[nodiscard]] static Result<Identity> from_entry(const Entry& entry);
  /// Every private key entry of `store`. Errors: not_found if there is none; of the first that cannot be used.
  [[nodiscard]] static Result<std::vector<Identity>> all_of(const Store& store);

  [[nodiscard]] const std::string& alias() const noexcept { return alias_; }
  /// The same under another alias, for routes to tell it from one of another store.
  [[nodiscard]] Identity renamed(std::string alias) const { return Identity(std::move(alias), native_); }
  [[nodiscard]] const std::vector<Certificate>& chain() const noexcept;
  [[nodiscard]] const Certificate& leaf() const noexcept { return chain().front(); }

  struct Native;  ///< The same as libssl takes it: src/tls/native_identity.h.
  [[nodiscard]] const Native& native() const noexcept { return *native_; }

 private:
  Identity(std::string alias, std::shared_ptr<const Native> native) noexcept
      : alias_(std::move(alias)), native_(std::move(native)) {}

  std::string alias_;
  std::shared_ptr<const Native> native_;
};

}  // namespace ks::tls
