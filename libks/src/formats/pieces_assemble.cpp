#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "crypto/digest.h"
#include "formats/entry_names.h"
#include "formats/pieces.h"
#include "formats/pieces_pairing.h"
#include "formats/pkcs8.h"
#include "ks/base/text.h"
#include "ks/model/protection.h"

namespace ks::pieces {
namespace {

/// An entry, and where in the file it starts: behind so many certificates, a key before a certificate.
struct Placed {
  Place place;
  bool is_certificate;
  Entry entry;
};

bool is_before(const Placed& a, const Placed& b) {
  return a.place != b.place ? a.place < b.place : a.is_certificate < b.is_certificate;
}

Attribute local_key_id(ByteView id) {
  return {.oid = std::string(oids::kLocalKeyId), .values = {asn1::octet_string(id)}};
}

Entry entry_of(CertificatePiece piece) {
  Entry entry{.alias = piece.said.name ? Alias(*std::move(piece.said.name)) : suggested_alias(piece.certificate),
              .created = piece.said.created,
              .attributes = std::move(piece.said.attributes),
              .value = CertificateEntry{piece.certificate}};
  if (piece.trust.trusted) {
    entry.value = TrustedCertificateEntry{.certificate = std::move(piece.certificate),
                                          .trusted_for = std::move(piece.trust.purposes),
                                          .rejected_for = std::move(piece.trust.rejected)};
  }
  return entry;
}

/// A store of `entries`, each under a name of its own.
Store named(std::vector<Entry> entries) {
  std::vector<std::string_view> given;
  for (const auto& entry : entries) {
    if (!entry.alias.is_suggested()) given.push_back(entry.alias.text());
  }
  Namer namer(given);
  Store store;
  for (auto& entry : entries) {
    const auto& name = entry.alias.text();
    entry.alias = entry.alias.is_suggested() ? namer.suggested(name) : namer.given(name);
    (void)store.add(std::move(entry));  // the namer gives none twice
  }
  return store;
}

class Assembler {
 public:
  Assembler(Pile pile, const DecodeOptions& options)
      : pile_(std::move(pile)), options_(options), pairs_(pair(pile_, options)) {
    find_owners();
  }

  Store run() {
    for (std::size_t key = 0; key < pile_.keys.size(); ++key) add_key(key);
    warn_of_missing_chains();
    add_certificates();
    std::ranges::stable_sort(entries_, is_before);
    std::vector<Entry> in_order;
    for (auto& placed : entries_) in_order.push_back(std::move(placed.entry));
    auto store = named(std::move(in_order));
    store.crls = std::move(pile_.crls);
    store.origin.keys = protection_;
    store.origin.warnings = std::move(pile_.warnings);
    store.origin.left_out = std::move(pile_.left_out);
    return store;
  }

 private:
  /// Of several keys of one leaf the first that has a name owns it, else the first.
  void find_owners() {
    for (std::size_t key = 0; key < pile_.keys.size(); ++key) {
      if (pairs_.chains[key].empty()) continue;
      auto& owner = owners_.try_emplace(pairs_.chains[key].front(), key).first->second;
      if (!pile_.keys[owner].said.name && pile_.keys[key].said.name) owner = key;
    }
  }

  void add_key(std::size_t key) {
    auto& piece = pile_.keys[key];
    const auto& chain = pairs_.chains[key];
    drop_usual_id(piece.said, chain);
    Entry entry{.alias = alias_of(key),
                .created = piece.said.created,
                .attributes = std::move(piece.said.attributes),
                .value = PrivateKeyEntry{.key = std::move(piece.key)}};
    auto& identity = std::get<PrivateKeyEntry>(entry.value);
    look_at_protection(identity.key);
    if (!identity.key.plain()) identity.key = identity.key.offer(options_.password_for(entry.alias.text()));
    for (const auto place : chain) identity.chain.push_back(pile_.certificates[place].certificate);
    if (!chain.empty() && !entry.created) entry.created = pile_.certificates[chain.front()].said.created;
    identity.chain_attributes = chain_attributes(entry, piece.said.local_key_id, chain);
    if (chain.empty()) without_chain_.push_back(entry.alias.text());
    const auto place = chain.empty() ? piece.certificates_before : std::min(piece.certificates_before, chain.front());
    entries_.push_back({.place = place, .is_certificate = false, .entry = std::move(entry)});
  }

  /// OpenSSL's localKeyID, the digest of the leaf, says nothing that encoding would not say again.
  void drop_usual_id(Remarks& said, const std::vector<Place>& chain) {
    if (chain.empty()) return;
    auto& leaf = pile_.certificates[chain.front()];
    const auto usual = local_key_id(crypto::Digest::sha1().of({leaf.certificate.der()}));
    std::erase(said.attributes, usual);
    std::erase(leaf.said.attributes, usual);
  }

  /// The leaf's name will do, unless it is that of an entry of its own or of another key.
  Alias alias_of(std::size_t key) {
    const auto& said = pile_.keys[key].said;
    if (said.name) return Alias(*said.name);
    if (pairs_.chains[key].empty()) return Alias::suggested("key");
    const auto& leaf = pile_.certificates[pairs_.chains[key].front()];
    const bool is_anothers = leaf.trust.trusted || owners_[pairs_.chains[key].front()] != key;
    return leaf.said.name && !is_anothers ? Alias(*leaf.said.name) : suggested_alias(leaf.certificate, "key");
  }

  /// A key alone in a file misses nothing.
  void warn_of_missing_chains() {
    if (without_chain_.empty() || pile_.certificates.empty()) return;
    const auto which = without_chain_.size() == 1 ? "the key " + without_chain_.front()
                                                  : std::to_string(without_chain_.size()) + " of the keys";
    pile_.warnings.push_back("no certificate here belongs to " + which);
  }

  void look_at_protection(const PrivateKey& key) {
    const auto locking = key.plain() ? pkcs8::Locking{.protection = Protection{.scheme = Protection::Scheme::none}}
                                     : pkcs8::locking_of(key.locked_bytes(), options_.limits);
    if (!protection_) protection_ = locking.protection;
    if (!locking.weakness.empty() && weaknesses_.insert(locking.weakness).second) {
      pile_.warnings.push_back("weak encryption: " + locking.weakness);
    }
  }

  /// What the file says of each certificate of a chain, less what follows from the entry. Empty if nothing is left.
  std::vector<Attributes> chain_attributes(const Entry& entry, ByteView id, const std::vector<Place>& chain) {
    std::vector<Attributes> all;
    bool any = false;
    for (const auto place : chain) {
      const auto& [certificate, said, trust] = pile_.certificates[place];
      if (trust.trusted) {  // these stay those of its own entry
        all.emplace_back();
        continue;
      }
      auto attributes = said.attributes;
      if (equal(said.local_key_id, id)) std::erase(attributes, local_key_id(id));
      // A key that nobody named has a leaf with a name only where that is another key's.
      const bool is_known = place == chain.front() && (said.name == entry.alias.text() || entry.alias.is_suggested());
      if (said.name && !is_known) add_name(attributes, *said.name);
      any = any || !attributes.empty();
      all.push_back(std::move(attributes));
    }
    return any ? all : std::vector<Attributes>();
  }

  static void add_name(Attributes& attributes, const std::string& name) {
    const auto utf16 = text::to_utf16be(name);
    if (!utf16) return;
    attributes.insert(attributes.begin(),
                      {.oid = std::string(oids::kFriendlyName), .values = {asn1::bmp_string(*utf16)}});
  }

  /// Those in no chain, and trusted ones in any case. A copy of one that is in a chain is no news.
  void add_certificates() {
    std::unordered_set<std::string_view> in_chains;
    for (Place place = 0; place < pile_.certificates.size(); ++place) {
      if (pairs_.taken[place]) in_chains.insert(as_text(pile_.certificates[place].certificate.der()));
    }
    std::size_t repeated = 0;
    for (Place place = 0; place < pile_.certificates.size(); ++place) {
      auto& piece = pile_.certificates[place];
      if (pairs_.taken[place] && !piece.trust.trusted) continue;
      const bool is_entry = piece.trust.apart || piece.trust.trusted || piece.said.name;
      if (!is_entry && in_chains.contains(as_text(piece.certificate.der()))) {
        ++repeated;
        continue;
      }
      entries_.push_back({.place = place, .is_certificate = true, .entry = entry_of(std::move(piece))});
    }
    if (repeated > 0) pile_.warnings.push_back(std::to_string(repeated) + " certificates of a chain are here twice");
  }

  Pile pile_;
  const DecodeOptions& options_;
  Pairs pairs_;
  std::unordered_map<Place, std::size_t> owners_;  // keys of leaves
  std::vector<Placed> entries_;
  std::vector<std::string> without_chain_;
  std::optional<Protection> protection_;  // of the first key that tells
  std::unordered_set<std::string> weaknesses_;
};

}  // namespace

Store assemble(Pile pile, const DecodeOptions& options) {
  if (!pile.keys.empty()) return Assembler(std::move(pile), options).run();
  std::vector<Entry> entries;
  for (auto& piece : pile.certificates) entries.push_back(entry_of(std::move(piece)));
  auto store = named(std::move(entries));
  store.crls = std::move(pile.crls);
  store.origin.warnings = std::move(pile.warnings);
  store.origin.left_out = std::move(pile.left_out);
  return store;
}

}  // namespace ks::pieces
