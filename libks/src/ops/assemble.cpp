#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "ks/base/text.h"
#include "ks/ops/ops.h"

namespace ks {
namespace {

/// DER as a key of a hash table; borrowed from the pile, which outlives the assembling.
std::string_view key_of(ByteView bytes) { return as_text(bytes); }

/// Every certificate of the pile once, in the order of the files, found by public key and by subject.
///
/// Nothing is parsed before the first question, so that a pile without a key costs no parsing at all.
class Pool {
 public:
  explicit Pool(const Store& pile) {
    for (const auto& entry : pile) {
      for (auto& certificate : entry.certificates()) {
        if (seen_.insert(key_of(certificate.der())).second) certificates_.push_back(std::move(certificate));
      }
    }
  }

  /// Certificates of the public key `spki`.
  std::vector<Certificate> of_public_key(ByteView spki) { return found(by_spki_, key_of(spki)); }
  /// Certificates whose subject is `name`.
  std::vector<Certificate> of_subject(const Name& name) { return found(by_subject_, name.canonical()); }

 private:
  using Index = std::unordered_multimap<std::string_view, std::size_t>;

  void index() {
    for (; indexed_ < certificates_.size(); ++indexed_) {
      const auto& fields = certificates_[indexed_].fields();
      if (!fields) continue;  // carried along, but it can be nobody's leaf or issuer
      by_spki_.emplace(key_of(fields->spki), indexed_);
      by_subject_.emplace(fields->subject.canonical(), indexed_);
    }
  }

  std::vector<Certificate> found(const Index& index_of, std::string_view key) {
    index();
    std::set<std::size_t> places;  // in the order of the files
    for (auto [at, end] = index_of.equal_range(key); at != end; ++at) places.insert(at->second);
    std::vector<Certificate> certificates;
    for (const auto place : places) certificates.push_back(certificates_[place]);
    return certificates;
  }

  std::vector<Certificate> certificates_;
  std::unordered_set<std::string_view> seen_;
  Index by_spki_;
  Index by_subject_;
  std::size_t indexed_ = 0;
};

/// Of several that fit, the one valid for longest.
std::optional<Certificate> latest(const std::vector<Certificate>& candidates) {
  std::optional<Certificate> best;
  for (const auto& candidate : candidates) {
    if (!best || candidate.fields()->not_after > best->fields()->not_after) best = candidate;
  }
  return best;
}

std::optional<Certificate> issuer_of(const Certificate& certificate, Pool& pool) {
  std::vector<Certificate> candidates;
  for (auto& candidate : pool.of_subject(certificate.fields()->issuer)) {
    if (candidate != certificate && may_have_issued(candidate, certificate)) candidates.push_back(std::move(candidate));
  }
  return latest(candidates);
}

struct Chain {
  std::vector<Certificate> certificates;
  std::string missing{};
};

/// From `leaf` up to a self-issued certificate, a missing issuer or a loop.
Chain chain_from(const Certificate& leaf, Pool& pool) {
  Chain chain{.certificates = {leaf}};
  std::unordered_set<std::string_view> seen{key_of(leaf.der())};
  while (chain.certificates.back().fields() && !chain.certificates.back().fields()->self_issued()) {
    const auto& last = chain.certificates.back();
    const auto issuer = issuer_of(last, pool);
    if (!issuer) {
      chain.missing = "no issuer for " + last.describe();
      break;
    }
    if (!seen.insert(key_of(issuer->der())).second) break;
    chain.certificates.push_back(*issuer);
  }
  return chain;
}

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
      result_.store.add_renamed(identity->second);
      place_displaced(entry.alias);
      return;
    }
    const auto* plain = std::get_if<CertificateEntry>(&entry.value);
    if (plain != nullptr && used_.contains(key_of(plain->certificate.der()))) return;
    result_.store.add_renamed(with_trust(entry));
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
