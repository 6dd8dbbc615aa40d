#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <utility>

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

class Renewer {
 public:
  Renewer(Store store, const Store& pile, const RenewOptions& options)
      : result_{.store = std::move(store), .rest = {}, .fates = {}, .missing = {}}, pile_(pile), options_(options) {}

  Result<Renewed> run() {
    const Store before = result_.store;
    for (const auto& entry : before) {
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
    for (const auto& theirs : pile_) {
      if (!may_be_for(ours, theirs)) continue;
      for (auto& certificate : theirs.certificates()) {
        const auto& fields = certificate.fields();
        if (fields && equal(fields->spki, public_key)) found.push_back(std::move(certificate));
      }
    }
    return found;
  }

  /// Whether the key has all of `chain` that the pile could give it.
  [[nodiscard]] bool is_no_news(const Chain& chain, const std::vector<Certificate>& old) const {
    const auto is_new = [&](const Certificate& certificate) {
      return std::ranges::find(old, certificate) == old.end() && std::ranges::any_of(pile_, [&](const Entry& theirs) {
               const auto its = theirs.certificates();
               return std::ranges::find(its, certificate) != its.end();
             });
    };
    return !old.empty() && chain.certificates.front() == old.front() &&
           std::ranges::none_of(chain.certificates, is_new);
  }

  Result<void> look_at(const Entry& ours) {
    KS_TRY(const auto public_key, public_key_of(ours));
    if (!public_key) return {};
    const auto leaf = latest(candidates(ours, *public_key));
    if (!leaf) return {};
    Pool pool(pile_);
    pool.add(result_.store);
    const auto chain = chain_from(*leaf, pool);
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
    for (const auto& certificate : chain.certificates) used_.push_back(certificate);
    for (const auto& theirs : pile_) {
      if (identity_of(theirs) == nullptr || !may_be_for(ours, theirs)) continue;
      KS_TRY(const auto its, public_key_of(theirs));
      if (its && equal(*its, public_key)) used_keys_.push_back(theirs.alias);
    }
    return {};
  }

  [[nodiscard]] bool is_used(const Entry& theirs) const {
    if (identity_of(theirs) != nullptr) return std::ranges::find(used_keys_, theirs.alias) != used_keys_.end();
    const auto certificates = theirs.certificates();
    const bool is_named = !theirs.alias.is_suggested() && !is_name_of_key(theirs.alias);
    return certificates.size() == 1 && !is_named && std::ranges::find(used_, certificates.front()) != used_.end();
  }

  [[nodiscard]] bool is_name_of_key(const Alias& alias) const {
    return std::ranges::find(result_.fates, alias, &Fate::alias) != result_.fates.end();
  }

  Renewed result_;
  const Store& pile_;
  const RenewOptions& options_;
  std::vector<Certificate> used_;
  std::vector<Alias> used_keys_;
};

}  // namespace

Result<Renewed> renew(Store store, const Store& pile, const RenewOptions& options) {
  return Renewer(std::move(store), pile, options).run();
}

}  // namespace ks
