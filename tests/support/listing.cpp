#include "support/listing.h"

#include <openssl/sha.h>

#include "ks/base/text.h"

namespace ks::test {
namespace {

std::string short_digest(ByteView bytes) {
  std::uint8_t digest[SHA256_DIGEST_LENGTH];
  SHA256(bytes.data(), bytes.size(), digest);
  return text::to_hex(ByteView(digest).first(8));
}

std::string line(const Certificate& certificate) {
  return text::escape(certificate.describe()) + "  " + short_digest(certificate.der()) + "\n";
}

std::string of_key(const PrivateKey& key) {
  const auto plain = key.unlock();
  if (!plain) return "locked";
  const auto info = plain->info();
  return (info ? info->algorithm + (info->bits == 0 ? "" : " " + std::to_string(info->bits)) : "?") + "  " +
         short_digest(plain->pkcs8());
}

std::string of_key(const SecretKey& key) {
  const auto plain = key.unlock();
  if (!plain) return "locked";
  return plain->algorithm() + " " + std::to_string(plain->raw().size() * 8) + "  " + short_digest(plain->raw());
}

struct Line {
  std::string operator()(const PrivateKeyEntry& entry) const {
    std::string text = of_key(entry.key) + "\n";
    for (const auto& certificate : entry.chain) text += "  " + line(certificate);
    return text;
  }
  std::string operator()(const TrustedCertificateEntry& entry) const {
    std::string purposes;
    for (const auto& oid : entry.trusted_for) purposes += "  for " + oid;
    for (const auto& oid : entry.rejected_for) purposes += "  not for " + oid;
    auto text = line(entry.certificate);
    return text.insert(text.size() - 1, purposes);
  }
  std::string operator()(const SecretKeyEntry& entry) const { return of_key(entry.key) + "\n"; }
  std::string operator()(const CertificateEntry& entry) const { return line(entry.certificate); }
};

std::string words(std::string_view kind) {
  std::string text(kind);
  for (auto& c : text) c = c == '-' ? ' ' : c;
  return text;
}

}  // namespace

std::string listing(const Store& store) {
  std::string text;
  for (const auto& entry : store) {
    text += text::escape(entry.alias.text()) + "  " + words(kind(entry)) + "  " +
            (entry.created ? to_text(*entry.created) : "-") + "  " + std::visit(Line{}, entry.value);
  }
  for (const auto& crl : store.crls) {
    const auto issuer = issuer_of(crl);
    text += "crl  " + (issuer ? text::escape(issuer->text()) : "unreadable") + "  " + short_digest(crl.der) + "\n";
  }
  for (const auto& bag : store.opaque) text += "bag  " + bag.oid + "  " + short_digest(bag.value) + "\n";
  return text;
}

std::string listing(const Result<Store>& store) {
  return store ? listing(*store) : "error: " + std::string(name(store.error().code)) + "\n";
}

}  // namespace ks::test
