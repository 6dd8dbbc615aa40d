#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "ks/base/text.h"
#include "ks/ops/ops.h"
#include "ops/chains.h"

namespace ks {
namespace {

const PrivateKeyEntry* identity_of(const Entry& entry) { return std::get_if<PrivateKeyEntry>(&entry.value); }

/// The public key of an identity: its certificate's, else its own as far as it can be had without a password.
Result<std::optional<Bytes>> public_key_of(const Entry& entry) {
  const auto& identity = *identity_of(entry);
  if (!identity.chain.empty()) {
    const auto& fields = identity.chain.front().fields();
    return fields ? std::optional(to_bytes(fields->spki)) : std::nullopt;
  }
  if (identity.key.locked()) return std::nullopt;
  const auto named = [&entry](Error error) {
    error.alias = entry.alias.text();
    return error;
  };
  KS_TRY(const auto plain, identity.key.unlock().map_error(named));
  auto spki = plain.public_key();
  return spki ? std::optional(*std::move(spki)) : std::nullopt;
}

Result<void> clash(const Entry& ours, const Certificate& leaf) {
  return failure(Error{.code = Errc::clash,
                       .message = "the key " + text::shown(ours.alias.text()) +
                                  " has another chain than the one for the certificate " + leaf.describe(),
                       .alias = ours.alias.text(),
                       .hint = "--on-clash replace renews the key's chain, keep leaves it, rename adds an entry"});
}

/// What the pile has for keys, found by their public key.
class News {
 public:
  struct Offer {
    const Entry* entry;  ///< Of the pile.
    Certificate certificate;
  };

  explicit News(const Store& pile) : pile_(pile) {
    for (const auto& entry : pile_) {
      for (auto& certificate : entry.certificates()) {
        known_.insert(key_of(certificate.der()));
        const auto& fields = certificate.fields();
        if (fields) offers_.emplace(key_of(fields->spki), Offer{.entry = &entry, .certificate = certificate});
      }
    }
  }

  /// Whether it is among the pile's certificates.
  [[nodiscard]] bool has(const Certificate& certificate) const { return known_.contains(key_of(certificate.der())); }

  /// Certificates of the public key, in no order.
  [[nodiscard]] std::vector<Offer> of_public_key(ByteView spki) const {
    std::vector<Offer> found;
    for (auto [at, end] = offers_.equal_range(key_of(spki)); at != end; ++at) found.push_back(at->second);
    return found;
  }

  /// Private key entries of the public key. Errors: those of unlocking.
  Result<std::vector<const Entry*>> keys_of(ByteView spki) {
    KS_TRY(index_keys());
    const auto found = keys_.find(std::string(key_of(spki)));
    return found == keys_.end() ? std::vector<const Entry*>() : found->second;
  }

 private:
  Result<void> index_keys() {
    if (std::exchange(has_keys_, true)) return {};
    for (const auto& entry : pile_) {
      if (identity_of(entry) == nullptr) continue;
      KS_TRY(const auto spki, public_key_of(entry));
      if (spki) keys_[std::string(key_of(*spki))].push_back(&entry);
    }
    return {};
  }

  const Store& pile_;
  std::unordered_set<std::string_view> known_;
  std::unordered_multimap<std::string_view, Offer> offers_;
  std::unordered_map<std::string, std::vector<const Entry*>> keys_;
  bool has_keys_ = false;
};

class Renewer {
 public:
  Renewer(Store store, const Store& pile, const RenewOptions& options)
      : before_(store),
        result_{.store = std::move(store), .rest = {}, .fates = {}, .missing = {}},
        pile_(pile),
        options_(options),
        news_(pile),
        pool_(pile) {
    pool_.add(before_);
  }

  Result<Renewed> run() {
    for (const auto& entry : before_) {
      if (identity_of(entry) != nullptr && (!options_.alias || *options_.alias == entry.alias)) KS_TRY(look_at(entry));
    }
    for (const auto& entry : pile_) {
      if (!is_used(entry)) KS_TRY(result_.rest.add(entry));
    }
    result_.rest.crls = pile_.crls;
    result_.rest.opaque = pile_.opaque;
    result_.rest.origin = pile_.origin;
    return std::move(result_);
  }

 private:
  /// Whether an entry of the pile may be meant for `ours`: it was named so, or nobody named it.
  [[nodiscard]] bool may_be_for(const Entry& ours, const Entry& theirs) const {
    return options_.alias || theirs.alias.is_suggested() || theirs.alias == ours.alias;
  }

  [[nodiscard]] std::vector<Certificate> candidates(const Entry& ours, ByteView public_key) const {
    std::vector<Certificate> found;
    for (const auto& [theirs, certificate] : news_.of_public_key(public_key)) {
      if (may_be_for(ours, *theirs)) found.push_back(certificate);
    }
    return found;
  }

  /// Whether the key has all of `chain` that the pile could give it.
  [[nodiscard]] bool is_no_news(const Chain& chain, const std::vector<Certificate>& old) const {
    const auto is_new = [&](const Certificate& certificate) {
      return news_.has(certificate) && std::ranges::find(old, certificate) == old.end();
    };
    return !old.empty() && chain.certificates.front() == old.front() &&
           std::ranges::none_of(chain.certificates, is_new);
  }

  Result<void> look_at(const Entry& ours) {
    KS_TRY(const auto public_key, public_key_of(ours));
    if (!public_key) return {};
    const auto leaf = latest(candidates(ours, *public_key));
    if (!leaf) return {};
    const auto chain = chain_from(*leaf, pool_);
    if (is_no_news(chain, identity_of(ours)->chain)) return settle(Fate::What::there_already, ours, chain, *public_key);
    switch (options_.on_clash) {
      case OnClash::fail: return clash(ours, *leaf);
      case OnClash::rename_theirs: return {};
      case OnClash::keep_ours: return settle(Fate::What::kept, ours, chain, *public_key);
      case OnClash::take_theirs: break;
    }
    if (!chain.missing.empty()) result_.missing.push_back({ours.alias, chain.missing});
    auto renewed = ours;
    auto& identity = std::get<PrivateKeyEntry>(renewed.value);
    identity.chain = chain.certificates;
    identity.chain_attributes.clear();
    result_.store.replace(std::move(renewed));
    return settle(Fate::What::renewed, ours, chain, *public_key);
  }

  /// What went into the chain of a key is no entry of its own, and the key itself is not needed twice.
  Result<void> settle(Fate::What what, const Entry& ours, const Chain& chain, ByteView public_key) {
    result_.fates.push_back({what, ours.alias, ours.alias});
    settled_.insert(ours.alias);
    for (const auto& certificate : chain.certificates) used_.insert(key_of(certificate.der()));
    KS_TRY(const auto theirs, news_.keys_of(public_key));
    for (const auto* entry : theirs) {
      if (may_be_for(ours, *entry)) used_keys_.insert(entry);
    }
    return {};
  }

  [[nodiscard]] bool is_used(const Entry& theirs) const {
    if (identity_of(theirs) != nullptr) return used_keys_.contains(&theirs);
    const auto certificates = theirs.certificates();
    const bool is_named = !theirs.alias.is_suggested() && !settled_.contains(theirs.alias);
    return certificates.size() == 1 && !is_named && used_.contains(key_of(certificates.front().der()));
  }

  const Store before_;
  Renewed result_;
  const Store& pile_;
  const RenewOptions& options_;
  News news_;
  Pool pool_;                                   // of the pile and of `before_`
  std::set<Alias> settled_;                     // keys that have a fate
  std::unordered_set<std::string_view> used_;   // DER of what went into chains
  std::unordered_set<const Entry*> used_keys_;  // of the pile
};

}  // namespace

Result<Renewed> renew(Store store, const Store& pile, const RenewOptions& options) {
  return Renewer(std::move(store), pile, options).run();
}

}  // namespace ks
