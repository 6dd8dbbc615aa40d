#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ks/base/bytes.h"
#include "ks/model/store.h"

/// Chains out of a heap of certificates, as assembling and renewing build them.
namespace ks {

/// DER as a key of a hash table; borrowed from the pile, which outlives the assembling.
inline std::string_view key_of(ByteView bytes) noexcept { return as_text(bytes); }

/// Every certificate of the pile once, in the order of the files, found by public key and by subject.
///
/// Nothing is parsed before the first question, so that a pile without a key costs no parsing at all.
class Pool {
 public:
  explicit Pool(const Store& pile) { add(pile); }
  /// More certificates, which come after those that are here.
  void add(const Store& pile);

  /// Certificates of the public key `spki`.
  std::vector<Certificate> of_public_key(ByteView spki) { return found(by_spki_, key_of(spki)); }
  /// Certificates whose subject is `name`.
  std::vector<Certificate> of_subject(const Name& name) { return found(by_subject_, name.canonical()); }

 private:
  using Index = std::unordered_multimap<std::string_view, std::size_t>;

  void index();
  std::vector<Certificate> found(const Index& index_of, std::string_view key);

  std::vector<Certificate> certificates_;
  std::unordered_set<std::string_view> seen_;
  Index by_spki_;
  Index by_subject_;
  std::size_t indexed_ = 0;
};

/// Of several that fit, the one valid for longest.
[[nodiscard]] std::optional<Certificate> latest(const std::vector<Certificate>& candidates);

struct Chain {
  std::vector<Certificate> certificates;
  std::string missing{};  ///< "no issuer for CN=intermediate"; empty if nothing is.
};

/// From `leaf` up to a self-issued certificate, a missing issuer or a loop.
[[nodiscard]] Chain chain_from(const Certificate& leaf, Pool& pool);

}  // namespace ks
