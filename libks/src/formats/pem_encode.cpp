#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "asn1/der_reader.h"
#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "crypto/digest.h"
#include "formats/pem_comments.h"
#include "formats/pem_text.h"
#include "formats/pem_trusted.h"
#include "formats/pieces.h"
#include "formats/pieces_shape.h"
#include "formats/pkcs8.h"
#include "ks/base/text.h"
#include "ks/formats/pem.h"

namespace ks::pem {
namespace {

using pieces::Shape;

/// What comments say of an entry as a whole. Its creation time takes the form that Java gives it; a name that nobody
/// chose is not written down as if somebody had.
pieces::Remarks remarks_of(const Entry& entry) {
  pieces::Remarks said{.attributes = entry.attributes};
  if (!entry.alias.is_suggested()) said.name = entry.alias.text();
  if (entry.created) {
    said.local_key_id = to_bytes("Time " + std::to_string(entry.created->time_since_epoch().count()));
  }
  return said;
}

/// The localKeyID that `said` will show.
Bytes shown_local_key_id(const pieces::Remarks& said) {
  return said.local_key_id.empty() ? to_bytes(local_key_id_among(said.attributes)) : said.local_key_id;
}

/// What a key and its certificates have in common; OpenSSL's digest of the leaf if nobody said anything else.
Bytes local_key_id_of(const pieces::Remarks& said, const PrivateKeyEntry& identity) {
  auto shown = shown_local_key_id(said);
  if (!shown.empty() || identity.chain.empty()) return shown;
  return crypto::Digest::sha1().of({identity.chain.front().der()});
}

/// Takes the friendlyName out of `attributes`, if it is one that a comment can show.
std::optional<std::string> take_name(Attributes& attributes) {
  const auto found = std::ranges::find(attributes, oids::kFriendlyName, &Attribute::oid);
  if (found == attributes.end() || found->values.size() != 1) return std::nullopt;
  const auto value = asn1::peek_value(found->values[0]);
  if (!value || value->tag != asn1::kBmpString) return std::nullopt;
  auto name = text::from_utf16be(value->content);
  if (!name) return std::nullopt;
  attributes.erase(found);
  return *std::move(name);
}

class Encoder {
 public:
  Encoder(const Store& store, const EncodeOptions& options) : store_(store), options_(options) {
    for (const auto& entry : store) has_keys_ = has_keys_ || std::holds_alternative<PrivateKeyEntry>(entry.value);
  }

  Result<Encoded> run() {
    for (const auto& entry : store_) {
      if (entry.alias.text().size() > Limits{}.attribute_size) {
        return failure(Errc::cannot_represent, "pem: an alias of " + std::to_string(entry.alias.text().size()) +
                                                   " bytes is beyond what is read again (attribute-size)");
      }
      KS_TRY(std::visit([&](const auto& value) { return write(entry, value); }, entry.value));
    }
    for (const auto& crl : store_.crls) write_crl(crl);
    for (const auto& bag : store_.opaque) lose({}, "a bag of type " + bag.oid + " is left out");
    if (out_.empty()) {
      return failure(Errc::cannot_represent, store_.empty() ? "pem: an empty store has no PEM form"
                                                            : "pem: nothing of this store has a PEM form");
    }
    return Encoded{.bytes = to_bytes(out_.bytes()), .losses = std::move(losses_), .holds_secrets = has_keys_};
  }

 private:
  Result<void> write(const Entry& entry, const PrivateKeyEntry& identity) {
    auto said = remarks_of(entry);
    const auto id = local_key_id_of(said, identity);
    if (shown_local_key_id(said).empty()) said.local_key_id = id;
    write_comments(out_, said, {});
    KS_TRY(write_key(entry, identity.key));
    for (std::size_t i = 0; i < identity.chain.size(); ++i) {
      pieces::Remarks of_certificate{.local_key_id = id};
      if (i < identity.chain_attributes.size()) of_certificate.attributes = identity.chain_attributes[i];
      of_certificate.name = take_name(of_certificate.attributes);
      if (i == 0 && !of_certificate.name) of_certificate.name = said.name;
      write_certificate(entry, identity.chain[i], of_certificate, {});
    }
    return {};
  }

  Result<void> write(const Entry& entry, const TrustedCertificateEntry& trusted) {
    write_certificate(
        entry, trusted.certificate, remarks_of(entry),
        {.trusted = true, .apart = true, .purposes = trusted.trusted_for, .rejected = trusted.rejected_for});
    return {};
  }

  /// Among keys, a certificate of its own has to say so, or it might be taken into a chain.
  Result<void> write(const Entry& entry, const CertificateEntry& plain) {
    write_certificate(entry, plain.certificate, remarks_of(entry), {.apart = has_keys_});
    return {};
  }

  Result<void> write(const Entry& entry, const SecretKeyEntry&) {
    lose(entry.alias.text(), "a secret key has no PEM form");
    return {};
  }

  Result<void> write_key(const Entry& entry, const PrivateKey& key) {
    KS_TRY(const auto out, pkcs8::for_output(key, entry.alias, options_).map_error([](Error error) {
      return within("pem", std::move(error));
    }));
    if (out.plain()) {
      out_.block("PRIVATE KEY", out.pkcs8());
      return {};
    }
    const auto& locked = out.locked_bytes();
    if (locked.form == LockedKey::Form::encrypted_pkcs8) {
      out_.block("ENCRYPTED PRIVATE KEY", locked.bytes);
    } else {
      out_.block(locked.label, locked.bytes, "Proc-Type: 4,ENCRYPTED\nDEK-Info: " + locked.dek_info + "\n\n");
    }
    if (key.locked() && options_.password_for(entry.alias.text())) {
      losses_.push_back({.weight = Loss::Weight::detail,
                         .alias = entry.alias.text(),
                         .what = "the key is locked and keeps its own password"});
    }
    return {};
  }

  void write_crl(const Crl& crl) {
    if (pieces::may_stand_as(Shape::crl, crl.der)) out_.block("X509 CRL", crl.der);
    else lose({}, "a CRL that is none is left out");
  }

  void write_certificate(const Entry& entry, const Certificate& certificate, const pieces::Remarks& said,
                         const pieces::Trust& trust) {
    if (!pieces::may_stand_as(Shape::certificate, certificate.der())) {
      lose(entry.alias.text(), "a certificate that is none is left out");
      return;
    }
    write_comments(out_, said, trust);
    write_names(out_, certificate);
    const bool restricted = !trust.purposes.empty() || !trust.rejected.empty();
    if (restricted) out_.block("TRUSTED CERTIFICATE", write_trusted(certificate.der(), said, trust));
    else out_.block("CERTIFICATE", certificate.der());
  }

  void lose(std::string alias, std::string what) {
    losses_.push_back({.weight = Loss::Weight::content, .alias = std::move(alias), .what = std::move(what)});
  }

  const Store& store_;
  const EncodeOptions& options_;
  Text out_;
  std::vector<Loss> losses_;
  bool has_keys_ = false;
};

constexpr std::string_view kExtensions[] = {".pem", ".crt", ".cer", ".key"};

}  // namespace

Result<Encoded> encode(const Store& store, const EncodeOptions& options) { return Encoder(store, options).run(); }

const Format kFormat = {.name = "pem",
                        .title = "PEM",
                        .extensions = kExtensions,
                        .looks_like = looks_like,
                        .decode = decode,
                        .encode = encode,
                        .has_profiles = true,
                        .marks_trust = true,
                        .keeps_aliases = true};

}  // namespace ks::pem
