#include "formats/pkcs12_write.h"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "asn1/der_reader.h"
#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "crypto/digest.h"
#include "formats/pkcs12_attributes.h"
#include "ks/base/text.h"

namespace ks::pkcs12 {
namespace {

Bytes safe_bag(std::string_view type, ByteView value, const Attributes& attributes) {
  return asn1::sequence({asn1::oid(type), asn1::explicit_context(0, value), encoded(attributes)});
}

/// CertBag and CRLBag (RFC 7292, 4.2.3 and 4.2.4).
Bytes typed_value(std::string_view type, ByteView der) {
  return asn1::sequence({asn1::oid(type), asn1::explicit_context(0, asn1::octet_string(der))});
}

Bytes certificate_bag(const Certificate& certificate, const Attributes& attributes) {
  return safe_bag(oids::kCertBag, typed_value(oids::kX509CertificateInBag, certificate.der()), attributes);
}

bool has(const Attributes& attributes, std::string_view oid) {
  return std::ranges::find(attributes, oid, &Attribute::oid) != attributes.end();
}

void append(Attributes& to, const Attributes& more) { to.insert(to.end(), more.begin(), more.end()); }

/// The localKeyID among `attributes`, if it is one and not something that only bears its identifier.
std::optional<Attribute> id_among(const Attributes& attributes) {
  for (const auto& attribute : attributes) {
    if (attribute.oid != oids::kLocalKeyId || attribute.values.size() != 1) continue;
    const auto value = asn1::peek_value(attribute.values.front());
    if (value && value->tag == asn1::kOctetString) return attribute;
  }
  return std::nullopt;
}

/// How many more keys of one instant have it in their localKeyID: it grows with each of them.
constexpr std::size_t kMostZeros = 64;

class BagWriter {
 public:
  BagWriter(const Store& store, const Plan& plan) : store_(store), plan_(plan) {}

  Result<WrittenBags> write() {
    mark_what_is_taken();
    for (const auto& entry : store_) KS_TRY(write(entry));
    for (const auto& crl : store_.crls) write_crl(crl);
    for (const auto& bag : store_.opaque) ks::append(bags_.others, safe_bag(bag.oid, bag.value, bag.attributes));
    std::ranges::move(identities_among_others_, std::back_inserter(bags_.identities));
    return std::move(bags_);
  }

 private:
  /// Leaves and trusted certificates get bags of their own, which serve the chains of others, too; names are for one.
  void mark_what_is_taken() {
    for (const auto& entry : store_) {
      names_.insert(std::string(as_text(friendly_name(entry.alias.text()).values.front())));
      if (const auto* identity = std::get_if<PrivateKeyEntry>(&entry.value); identity && !identity->chain.empty()) {
        leaves_.insert(as_text(identity->chain.front().der()));
      } else if (const auto* trusted = std::get_if<TrustedCertificateEntry>(&entry.value)) {
        trusted_.insert(as_text(trusted->certificate.der()));
      } else if (const auto* plain = std::get_if<CertificateEntry>(&entry.value)) {
        plain_.insert(as_text(plain->certificate.der()));
      }
    }
  }

  Result<void> write(const Entry& entry) {
    tell_of_alias(entry.alias);
    if (const auto* identity = std::get_if<PrivateKeyEntry>(&entry.value)) return write_identity(entry, *identity);
    if (const auto* secret = std::get_if<SecretKeyEntry>(&entry.value)) return write_secret(entry, *secret);
    write_certificate(entry);
    return {};
  }

  Result<void> write_identity(const Entry& entry, const PrivateKeyEntry& identity) {
    KS_TRY(const auto key, key_bytes(identity.key, entry.alias.text(), plan_));
    const auto id = id_of(entry, identity.chain.empty() ? ByteView(key.der) : identity.chain.front().der());
    auto& safe = identity.chain.empty() ? safe_for_bare_key() : bags_.keys;
    (&safe == &bags_.keys ? bags_.identities : identities_among_others_).push_back(&entry);
    ks::append(safe,
               safe_bag(key.encrypted ? oids::kShroudedKeyBag : oids::kKeyBag, key.der, key_attributes(entry, id)));
    if (!identity.chain.empty()) follows_certificate_ = false;
    for (std::size_t i = 0; i < identity.chain.size(); ++i) write_link(entry, identity, i, id);
    return {};
  }

  /// Where a key goes that has no certificate to stand for it in the order of entries.
  Bytes& safe_for_bare_key() { return follows_certificate_ ? bags_.others : bags_.keys; }

  /// No two that we make are the same, or readers would take one key's certificate for the other's; NSS takes neither.
  Attribute id_of(const Entry& entry, ByteView named_after) {
    if (auto given = id_among(entry.attributes)) return *std::move(given);
    if (entry.created) {
      const auto zeros = created_then_[*entry.created]++;
      if (zeros <= kMostZeros) return local_key_id(local_key_id_of(*entry.created, zeros));
    }
    return local_key_id(crypto::Digest::sha1().of({named_after}));  // as OpenSSL does with the certificate
  }

  Attributes key_attributes(const Entry& entry, const Attribute& id) {
    Attributes attributes{friendly_name(entry.alias.text()), id};
    for (const auto& attribute : entry.attributes) {
      if (attribute != id) attributes.push_back(attribute);
    }
    if (entry.created && time_of(id) != entry.created) {
      lose(Loss::Weight::detail, entry.alias, "creation time is not kept beside its localKeyID");
    }
    return attributes;
  }

  static std::optional<Time> time_of(const Attribute& id) {
    return pkcs12::time_of(asn1::peek_value(id.values.front())->content);
  }

  void write_link(const Entry& entry, const PrivateKeyEntry& identity, std::size_t i, const Attribute& id) {
    const auto& certificate = identity.chain[i];
    const auto own = link_attributes(entry, identity, i);
    if (i == 0) {
      Attributes attributes;
      if (!has(own, oids::kFriendlyName)) attributes.push_back(friendly_name(entry.alias.text()));
      attributes.push_back(id);
      append(attributes, own);
      ks::append(bags_.others, certificate_bag(certificate, attributes));
      return;
    }
    const auto der = as_text(certificate.der());
    const auto [link, is_new] = links_.try_emplace(der, own);
    const bool is_there = !is_new || (own.empty() && is_there_for_chains(der));
    if (!is_there) ks::append(bags_.others, certificate_bag(certificate, own));
    if (link->second != own) {
      lose(Loss::Weight::detail, entry.alias,
           "the attributes of a certificate in its chain become those it has in another chain");
    }
  }

  /// Whether others' leaves and trusted certificates will do. Readers would rather take a plain copy, with its name.
  [[nodiscard]] bool is_there_for_chains(std::string_view der) const {
    return (leaves_.contains(der) || trusted_.contains(der)) && !plain_.contains(der);
  }

  /// What a bag says of the certificate at `i` of a chain. Where readers build the chain otherwise that certificate is an
  /// entry by itself, whose name must be nobody else's; and of several copies they take one that has no name.
  Attributes link_attributes(const Entry& entry, const PrivateKeyEntry& identity, std::size_t i) {
    if (i >= identity.chain_attributes.size()) return {};
    auto attributes = identity.chain_attributes[i];
    const auto own = friendly_name(entry.alias.text());
    const auto der = as_text(identity.chain[i].der());
    const bool has_copy = i > 0 && (plain_.contains(der) || leaves_.contains(der));
    const auto is_in_the_way = [&](const Attribute& one) {
      if (one.oid != oids::kFriendlyName || one == own || one.values.size() != 1) return false;
      return has_copy || names_.contains(std::string(as_text(one.values.front())));
    };
    if (std::erase_if(attributes, is_in_the_way) > 0) {
      lose(Loss::Weight::detail, entry.alias,
           "the name of a certificate in its chain is not kept beside another entry");
    }
    return without_trust(entry.alias, std::move(attributes));
  }

  void write_certificate(const Entry& entry) {
    Attributes attributes{friendly_name(entry.alias.text())};
    const auto* trusted = std::get_if<TrustedCertificateEntry>(&entry.value);
    if (trusted != nullptr) {
      attributes.push_back(trusted_key_usage(trusted->trusted_for));
      if (!trusted->rejected_for.empty()) {
        lose(Loss::Weight::content, entry.alias, "that it is rejected for some purposes is not kept");
      }
    }
    append(attributes, trusted ? entry.attributes : without_trust(entry.alias, entry.attributes));
    if (entry.created) lose(Loss::Weight::detail, entry.alias, "creation time is not kept");
    const auto& certificate = trusted ? trusted->certificate : std::get<CertificateEntry>(entry.value).certificate;
    ks::append(bags_.others, certificate_bag(certificate, attributes));
    follows_certificate_ = true;
  }

  void write_crl(const Crl& crl) {
    if (asn1::is_one_sequence(crl.der)) {
      ks::append(bags_.others, safe_bag(oids::kCrlBag, typed_value(oids::kX509CrlInBag, crl.der), {}));
    } else {
      lose(Loss::Weight::content, {}, "a CRL that is none is left out");
    }
  }

  /// What looks like trustedKeyUsage would make a certificate trusted that is not, and nobody else understands it.
  Attributes without_trust(const Alias& alias, Attributes attributes) {
    const auto is_trust = [](const Attribute& one) { return one.oid == oids::kOracleTrustedKeyUsage; };
    if (std::erase_if(attributes, is_trust) > 0) {
      lose(Loss::Weight::detail, alias, "a trustedKeyUsage of what is not trusted is not kept");
    }
    return attributes;
  }

  /// As Java has it: the type of a shrouded key bag, and an OCTET STRING with the EncryptedPrivateKeyInfo. There is no
  /// way to write one that is not encrypted.
  Result<void> write_secret(const Entry& entry, const SecretKeyEntry& secret) {
    KS_TRY(const auto key, key_bytes(secret.key, entry.alias.text(), plan_));
    if (!key.encrypted) {
      lose(Loss::Weight::content, entry.alias, "a secret key that is not encrypted has no place in PKCS#12");
      return {};
    }
    const auto value = typed_value(oids::kShroudedKeyBag, key.der);
    ks::append(safe_for_bare_key(), safe_bag(oids::kSecretBag, value, key_attributes(entry, id_of(entry, key.der))));
    return {};
  }

  void tell_of_alias(const Alias& alias) {
    const auto [first, is_new] = folded_.try_emplace(alias.folded().text(), alias.text());
    if (!is_new) {
      lose(Loss::Weight::content, alias,
           "Java takes it for the same alias as " + first->second + " and shows only one");
    }
    if (!text::is_utf8(as_bytes(alias.text()))) {
      lose(Loss::Weight::detail, alias, "its alias is not UTF-8");
    } else if (alias.text().ends_with('\0')) {
      lose(Loss::Weight::detail, alias, "the NUL at the end of its alias is not kept");
    }
  }

  void lose(Loss::Weight weight, const Alias& alias, std::string what) {
    bags_.losses.push_back({.weight = weight, .alias = alias.text(), .what = std::move(what)});
  }

  const Store& store_;
  const Plan& plan_;
  WrittenBags bags_;
  bool follows_certificate_ = false;  // the latest entry but for bare keys is a certificate of its own
  std::vector<const Entry*> identities_among_others_;
  std::unordered_set<std::string_view> leaves_, trusted_, plain_;  // DER of certificates that get bags anyway
  std::unordered_map<std::string_view, Attributes> links_;         // those in chains so far, by their DER
  std::unordered_set<std::string> names_;                          // of entries, DER of the friendlyName
  std::unordered_map<std::string, std::string> folded_;            // folded alias → the first such alias
  std::map<Time, std::size_t> created_then_;                       // how many keys so far
};

}  // namespace

Result<WrittenBags> write_bags(const Store& store, const Plan& plan) { return BagWriter(store, plan).write(); }

}  // namespace ks::pkcs12
