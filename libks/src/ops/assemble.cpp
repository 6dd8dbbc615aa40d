#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "ks/base/text.h"
#include "ks/ops/ops.h"
#include "ops/chains.h"

namespace ks {
namespace {

class Assembler {
 public:
  Assembler(const Store& pile, const AssembleOptions& options) : pile_(pile), options_(options), pool_(pile) {
    for (const auto& entry : pile) {
      if (const auto* plain = std::get_if<CertificateEntry>(&entry.value)) {
        plain_.emplace(key_of(plain->certificate.der()), &entry);
      }
    }
  }

  Result<Assembled> run() {
    for (const auto& entry : pile_) {
      if (std::holds_alternative<PrivateKeyEntry>(entry.value)) KS_TRY(add_identity(entry));
    }
    for (const auto& entry : pile_) place(entry);
    result_.store.crls = pile_.crls;
    result_.store.opaque = pile_.opaque;
    result_.store.origin = pile_.origin;
    return std::move(result_);
  }

 private:
  Result<void> add_identity(const Entry& entry) {
    const auto& identity = std::get<PrivateKeyEntry>(entry.value);
    if (identity.key.locked()) {
      if (identity.chain.empty()) note(entry.alias, "the key is locked, so its certificate cannot be found");
      identities_.emplace(entry.alias, entry);
      mark_used(identity.chain);
      return {};
    }
    const auto public_key = public_key_of(identity.key, entry.alias);
    if (!public_key && public_key.error().code != Errc::unsupported_algorithm) return failure(public_key.error());
    identities_.emplace(entry.alias, public_key ? paired(entry, *public_key) : entry);
    return {};
  }

  static Result<Bytes> public_key_of(const PrivateKey& key, const Alias& alias) {
    const auto named = [&alias](Error error) {
      error.alias = alias.text();
      if (error.hint.empty()) error.hint = "--key-password [ALIAS=]SOURCE opens a key that has a password of its own";
      return error;
    };
    KS_TRY(const auto plain, key.unlock().map_error(named));
    return plain.public_key().map_error(named);
  }

  /// The entry with the certificates that belong to its key.
  Entry paired(Entry entry, ByteView public_key) {
    auto& identity = std::get<PrivateKeyEntry>(entry.value);
    if (!identity.chain.empty() && !is_leaf_of(identity.chain.front(), public_key)) {
      note(entry.alias, "its certificate " + identity.chain.front().describe() + " is of another key");
      displaced_[entry.alias] = std::exchange(identity.chain, {});
      identity.chain_attributes.clear();
    }
    const auto leaf =
        identity.chain.empty() ? latest(pool_.of_public_key(public_key)) : std::optional(identity.chain.front());
    if (!leaf) {
      note(entry.alias, "no certificate for this key");
      return entry;
    }
    take_name_and_date(entry, *leaf);
    if (options_.order == ChainOrder::leaf_first || identity.chain.empty()) complete(entry, *leaf);
    mark_used(identity.chain);
    return entry;
  }

  static bool is_leaf_of(const Certificate& certificate, ByteView public_key) {
    return certificate.fields() && equal(certificate.fields()->spki, public_key);
  }

  void complete(Entry& entry, const Certificate& leaf) {
    auto& identity = std::get<PrivateKeyEntry>(entry.value);
    auto chain = chain_from(leaf, pool_);
    if (chain.certificates == identity.chain) return;
    if (!chain.missing.empty()) note(entry.alias, chain.missing);
    identity.chain_attributes = attributes_for(chain.certificates, identity);
    identity.chain = std::move(chain.certificates);
  }

  /// Each certificate keeps the attributes that it had in the old chain.
  static std::vector<Attributes> attributes_for(const std::vector<Certificate>& chain, const PrivateKeyEntry& old) {
    if (old.chain_attributes.empty()) return {};
    std::vector<Attributes> attributes(chain.size());
    for (std::size_t i = 0; i < chain.size(); ++i) {
      for (std::size_t k = 0; k < old.chain_attributes.size() && k < old.chain.size(); ++k) {
        if (chain[i] == old.chain[k]) attributes[i] = old.chain_attributes[k];
      }
    }
    return attributes;
  }

  /// A key that came without a name takes its certificate's, as does one without a date.
  void take_name_and_date(Entry& entry, const Certificate& leaf) const {
    const auto found = plain_.find(key_of(leaf.der()));
    if (found == plain_.end()) return;
    const Entry& other = *found->second;
    if (entry.alias.is_suggested()) entry.alias = other.alias;
    if (!entry.created) entry.created = other.created;
    for (const auto& attribute : other.attributes) {
      if (std::ranges::find(entry.attributes, attribute.oid, &Attribute::oid) == entry.attributes.end()) {
        entry.attributes.push_back(attribute);
      }
    }
  }

  Entry with_trust(Entry entry) const {
    const auto* plain = std::get_if<CertificateEntry>(&entry.value);
    const bool trust =
        options_.extras == Extras::trust || (options_.extras == Extras::trust_if_no_key && identities_.empty());
    if (plain != nullptr && trust) {
      entry.value = TrustedCertificateEntry{.certificate = plain->certificate};
    }
    return entry;
  }

  /// Entries stay in their order; certificates that went into a chain are entries no more.
  void place(const Entry& entry) {
    if (const auto identity = identities_.find(entry.alias); identity != identities_.end()) {
      result_.store.add_renamed(identity->second, AliasCase::matters);
      place_displaced(entry.alias);
      return;
    }
    const auto* plain = std::get_if<CertificateEntry>(&entry.value);
    if (plain != nullptr && used_.contains(key_of(plain->certificate.der()))) return;
    result_.store.add_renamed(with_trust(entry), AliasCase::matters);
  }

  /// Certificates that their file had wrongly given to a key.
  void place_displaced(const Alias& alias) {
    for (const auto& certificate : displaced_[alias]) {
      if (used_.contains(key_of(certificate.der()))) continue;
      result_.store.add_renamed(Entry{.alias = Alias::suggested(alias.text()), .value = CertificateEntry{certificate}});
    }
  }

  void mark_used(const std::vector<Certificate>& chain) {
    for (const auto& certificate : chain) used_.insert(key_of(certificate.der()));
  }

  void note(const Alias& alias, const std::string& what) { result_.missing.push_back({alias, what}); }

  const Store& pile_;
  const AssembleOptions& options_;
  Pool pool_;
  std::map<Alias, Entry> identities_;
  std::map<Alias, std::vector<Certificate>> displaced_;
  std::unordered_set<std::string_view> used_;
  std::unordered_map<std::string_view, const Entry*> plain_;  // the first entry of each plain certificate
  Assembled result_;
};

}  // namespace

std::string to_text(const Missing& missing) { return missing.alias.text() + ": " + missing.what; }

Result<Assembled> assemble(const Store& pile, const AssembleOptions& options) { return Assembler(pile, options).run(); }

}  // namespace ks
