#include "formats/pkcs12_entries.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "asn1/der_reader.h"
#include "crypto/digest.h"
#include "formats/entry_names.h"
#include "formats/pieces_shape.h"
#include "formats/pkcs12_attributes.h"
#include "formats/pkcs12_pairing.h"

namespace ks::pkcs12 {
namespace {

/// An entry to be, by the places of its bags.
struct Draft {
  std::size_t bag;                          ///< The key's or certificate's.
  std::vector<std::size_t> chain{};         ///< Of a private key, leaf first.
  std::optional<std::string_view> given{};  ///< What the file calls it.
  Alias alias{};
  std::pair<std::size_t, std::size_t> rank{};  ///< Its place among the entries.

  /// The bag that stands for it.
  [[nodiscard]] std::size_t anchor() const noexcept { return chain.empty() ? bag : chain.front(); }
};

class StoreMaker {
 public:
  StoreMaker(const std::vector<Bag>& bags, Keys& keys, Warnings& warnings)
      : bags_(bags), keys_(keys), warnings_(warnings) {}

  Store make() {
    draft_identities();
    for (std::size_t place = 0; place < bags_.size(); ++place) draft_or_carry(place);
    put_in_order();
    name_drafts();
    for (const auto& draft : drafts_) add(draft);
    warn_of_what_java_misses();
    return std::move(store_);
  }

 private:
  void draft_identities() {
    Pairing pairing(
        bags_, [this](std::size_t place) { return keys_.public_key_of(place); }, warnings_);
    for (std::size_t place = 0; place < bags_.size(); ++place) {
      if (!bags_[place].is_private_key()) continue;
      Draft draft{.bag = place, .chain = pairing.chain_of(place), .given = bags_[place].friendly_name};
      if (!draft.given && !draft.chain.empty()) draft.given = name_of_leaf(bags_[draft.chain.front()]);
      if (!draft.chain.empty()) leaves_.insert(draft.chain.front());
      for (const auto at : draft.chain) {
        used_.insert(at);
        auto& names = names_in_chains_[as_text(bags_[at].value)];
        if (bags_[at].friendly_name) names.insert(*bags_[at].friendly_name);
      }
      drafts_.push_back(std::move(draft));
    }
  }

  /// One that is trusted needs its name for an entry of its own.
  static std::optional<std::string_view> name_of_leaf(const Bag& leaf) {
    return leaf.is_trusted() ? std::nullopt : std::optional<std::string_view>(leaf.friendly_name);
  }

  void draft_or_carry(std::size_t place) {
    const auto& bag = bags_[place];
    switch (bag.kind) {
      case Bag::Kind::key:
      case Bag::Kind::locked_key: return;
      case Bag::Kind::certificate:
        if (!bag.is_trusted() && is_in_a_chain(place)) return;
        break;
      case Bag::Kind::locked_secret: break;
      case Bag::Kind::crl: carry_crl(bag); return;
      case Bag::Kind::other: carry(bag); return;
    }
    drafts_.push_back({.bag = place, .given = bag.friendly_name});
  }

  /// A certificate that a chain has is listed again only where another copy of it has a name of its own.
  bool is_in_a_chain(std::size_t place) const {
    if (used_.empty() || used_.contains(place)) return !used_.empty();
    const auto& name = bags_[place].friendly_name;
    const auto names = names_in_chains_.find(as_text(bags_[place].value));
    return names != names_in_chains_.end() && (!name || names->second.contains(*name));
  }

  void carry_crl(const Bag& bag) {
    store_.crls.push_back({.der = to_bytes(bag.value)});
    if (!bag.attributes.empty() || bag.friendly_name || bag.local_key_id) {
      warnings_.add("names and attributes of CRLs are not kept");
    }
  }

  void carry(const Bag& bag) {
    store_.opaque.push_back(
        {.oid = asn1::oid_text(bag.type).value_or(""), .value = to_bytes(bag.value), .attributes = bag.attributes});
    warnings_.add("a bag of type " + store_.opaque.back().oid + " is carried along without being understood");
  }

  /// A key without certificates has no place among the certificates: it follows the identity before it among the keys.
  void put_in_order() {
    std::ranges::stable_sort(drafts_, {}, &Draft::bag);
    std::vector<bool> has_certificates(bags_.empty() ? 0 : bags_.back().safe + 1);
    for (const auto& bag : bags_) {
      if (bag.is_certificate()) has_certificates[bag.safe] = true;
    }
    std::size_t identity = 0;
    for (auto& draft : drafts_) {
      const bool among_keys = !has_certificates[bags_[draft.bag].safe];
      if (!among_keys) draft.rank = {draft.anchor() + 1, 0};
      else if (draft.chain.empty()) draft.rank = {identity, draft.bag + 1};
      else draft.rank = {identity = draft.anchor() + 1, 0};
    }
    std::ranges::stable_sort(drafts_, {}, &Draft::rank);
  }

  void name_drafts() {
    std::vector<std::string_view> given;
    for (const auto& draft : drafts_) {
      if (draft.given) given.push_back(*draft.given);
    }
    Namer namer(given);
    for (auto& draft : drafts_) {
      draft.alias = draft.given ? namer.given(*draft.given) : namer.suggested(suggestion_for(draft));
    }
  }

  std::string suggestion_for(const Draft& draft) const {
    const auto& anchor = bags_[draft.anchor()];
    if (const auto view = anchor.is_certificate() ? pieces::view_of(anchor.value) : std::nullopt) {
      auto name = pieces::common_name(view->subject);
      if (!name.empty()) return name;
    }
    return bags_[draft.bag].is_certificate() ? "certificate" : "key";
  }

  void add(const Draft& draft) {
    const auto& bag = bags_[draft.bag];
    Entry entry{.alias = draft.alias, .attributes = bag.attributes, .value = value_of(draft)};
    take_id(draft, entry);
    (void)store_.add(std::move(entry));  // the namer gave each a name of its own
  }

  Entry::Value value_of(const Draft& draft) {
    const auto& bag = bags_[draft.bag];
    if (bag.is_private_key()) return identity(draft);
    if (!bag.is_certificate()) return SecretKeyEntry{keys_.secret_key(draft.bag, draft.alias.text())};
    if (bag.is_trusted()) return TrustedCertificateEntry{*bag.certificate, *bag.trusted_for};
    ++plain_certificates_;
    return CertificateEntry{*bag.certificate};
  }

  PrivateKeyEntry identity(const Draft& draft) const {
    PrivateKeyEntry entry{.key = keys_.private_key(draft.bag, draft.alias.text())};
    for (const auto at : draft.chain) {
      entry.chain.push_back(*bags_[at].certificate);
      entry.chain_attributes.push_back(chain_attributes(draft, at));
    }
    if (std::ranges::all_of(entry.chain_attributes, &Attributes::empty)) entry.chain_attributes.clear();
    return entry;
  }

  /// What a certificate's bag says beyond what the entry says. What it says of a trusted one, or of another's leaf, is
  /// said of that entry.
  Attributes chain_attributes(const Draft& draft, std::size_t at) const {
    const auto& bag = bags_[at];
    const bool is_leaf = at == draft.chain.front();
    if (bag.is_trusted() || (!is_leaf && leaves_.contains(at))) return {};
    auto attributes = bag.attributes;
    if (bag.friendly_name && !(is_leaf && bag.friendly_name == draft.given)) {
      attributes.push_back(friendly_name(*bag.friendly_name));
    }
    if (bag.local_key_id && !is_leaf) attributes.push_back(local_key_id(*bag.local_key_id));
    return attributes;
  }

  /// localKeyID is Java's creation time or an attribute; those that encode() makes anew are neither.
  void take_id(const Draft& draft, Entry& entry) const {
    const auto& bag = bags_[draft.bag];
    const auto* leaf = draft.chain.empty() ? nullptr : &bags_[draft.chain.front()];
    const auto& id = bag.local_key_id || leaf == nullptr ? bag.local_key_id : leaf->local_key_id;
    if (!id) return;
    if (!bag.is_certificate()) entry.created = time_of(*id);
    const auto is_digest_of = [&id](const Bag& of) { return equal(*id, crypto::Digest::sha1().of({of.value})); };
    const bool usual = entry.created || is_digest_of(leaf == nullptr ? bag : *leaf);
    if (!usual) entry.attributes.push_back(local_key_id(*id));
  }

  void warn_of_what_java_misses() {
    const auto plain_keys = keys_.plain_count();
    if (plain_certificates_ > 0) {
      warnings_.add(std::to_string(plain_certificates_) +
                    (plain_certificates_ == 1
                         ? " certificate has neither a key nor Oracle's trustedKeyUsage attribute, and is"
                         : " certificates have neither a key nor Oracle's trustedKeyUsage attribute, and are") +
                    " nothing to Java");
    }
    if (plain_keys > 0) {
      warnings_.add(std::to_string(plain_keys) + (plain_keys == 1 ? " key is" : " keys are") +
                    " not encrypted, and nothing to Java");
    }
    if (!store_.crls.empty()) warnings_.add("CRLs are nothing to Java, and make NSS refuse the file");
  }

  const std::vector<Bag>& bags_;
  Keys& keys_;
  Warnings& warnings_;
  Store store_;
  std::vector<Draft> drafts_;
  std::unordered_set<std::size_t> used_;    // certificates in chains
  std::unordered_set<std::size_t> leaves_;  // the first of each
  std::unordered_map<std::string_view, std::unordered_set<std::string_view>> names_in_chains_;  // of each DER there
  std::size_t plain_certificates_ = 0;
};

}  // namespace

Store make_store(const std::vector<Bag>& bags, Keys& keys, Warnings& warnings) {
  auto store = StoreMaker(bags, keys, warnings).make();
  store.origin.keys = keys.protection();
  return store;
}

}  // namespace ks::pkcs12
