#include "formats/pkcs12_bags.h"

#include <utility>

#include "asn1/der_reader.h"
#include "formats/pkcs12_attributes.h"
#include "formats/pkcs12_oids.h"

namespace ks::pkcs12 {
namespace {

using asn1::Cursor;

class BagReader {
 public:
  BagReader(std::size_t safe, std::vector<Bag>& bags, Warnings& warnings)
      : safe_(safe), bags_(bags), warnings_(warnings) {}

  void read_safe(Cursor bags) {
    while (!bags.at_end()) read_bag(bags);
  }

 private:
  void read_bag(Cursor& bags) {
    if (const auto limit = bags.limits().entries; bags_.size() >= limit) {
      bags.fail(Errc::limit, "more bags than the limit of " + std::to_string(limit) + " entries");
    }
    auto in = bags.sequence("bag");
    const auto type = in.take(asn1::kObjectIdentifier, "bag type").content;
    auto value = in.inside(asn1::context_constructed(0), "bag value");
    if (kSafeContentsBag.is(type)) {
      warnings_.add("safes inside safes, which Java and NSS do not open");
      read_safe(value.sequence("nested safe"));
      return;
    }
    Bag bag{.safe = safe_, .type = type};
    read_value(value, bag);
    value.finish("bag value");
    if (!in.at_end()) read_attributes(in.set("bag attributes"), bag, warnings_);
    in.finish("bag");
    if (!in.failed()) bags_.push_back(std::move(bag));
  }

  void read_value(Cursor& value, Bag& bag) {
    if (kCertificateBag.is(bag.type)) {
      read_typed(value, bag, kX509Certificate, Bag::Kind::certificate);
    } else if (kShroudedKeyBag.is(bag.type)) {
      read_encrypted_key(value, bag);
    } else if (kKeyBag.is(bag.type)) {
      bag.kind = Bag::Kind::key;
      bag.value = value.take(asn1::kSequence, "key").whole;
    } else if (kCrlBag.is(bag.type)) {
      read_typed(value, bag, kX509Crl, Bag::Kind::crl);
    } else if (kSecretBag.is(bag.type)) {
      read_secret(value, bag);
    } else {
      bag.value = value.any("bag value").whole;
      if (!value.failed() && !asn1::oid_text(bag.type)) {
        value.fail(Errc::damaged, "a bag type that is no object identifier");
      }
    }
  }

  /// EncryptedPrivateKeyInfo begins with a SEQUENCE; a PrivateKeyInfo, which begins with its version, is put in its
  /// place by GnuTLS where nothing is to be encrypted.
  void read_encrypted_key(Cursor& value, Bag& bag) {
    const auto whole = value.take(asn1::kSequence, "encrypted key");
    bag.value = whole.whole;
    bag.kind = value.into(whole, "encrypted key").next_is(asn1::kInteger) ? Bag::Kind::key : Bag::Kind::locked_key;
    if (bag.kind == Bag::Kind::key) warnings_.add("a plain key stands where an encrypted one belongs");
  }

  /// CertBag and CRLBag: SEQUENCE { type, [0] EXPLICIT OCTET STRING }. Another type (SDSI) stays as it is.
  static void read_typed(Cursor& value, Bag& bag, const OidOctets& x509, Bag::Kind kind) {
    const auto whole = value.take(asn1::kSequence, "certificate or CRL bag");
    auto in = value.into(whole, "certificate or CRL bag");
    if (!x509.is(in.take(asn1::kObjectIdentifier, "its type").content)) {
      bag.value = whole.whole;
      return;
    }
    auto content = in.inside(asn1::context_constructed(0), "its value");
    bag.kind = kind;
    bag.value = content.octet_string("its value");
    content.finish("its value");
    in.finish("certificate or CRL bag");
    if (in.failed()) return;
    if (!asn1::is_one_sequence(bag.value)) in.fail(Errc::damaged, "a certificate or CRL that is no DER");
    else if (kind == Bag::Kind::certificate) bag.certificate = Certificate::from_der(bag.value).value();
  }

  /// SecretBag: SEQUENCE { type, [0] EXPLICIT value }. Java's type is that of a shrouded key bag and its value an OCTET
  /// STRING with an EncryptedPrivateKeyInfo (sun.security.pkcs12.PKCS12KeyStore); what others have stays as it is.
  static void read_secret(Cursor& value, Bag& bag) {
    const auto whole = value.take(asn1::kSequence, "secret bag");
    auto in = value.into(whole, "secret bag");
    bag.value = whole.whole;
    const auto type = in.take(asn1::kObjectIdentifier, "secret type").content;
    auto content = in.inside(asn1::context_constructed(0), "secret value");
    if (!kShroudedKeyBag.is(type) || !content.next_is(asn1::kOctetString)) return;
    const auto octets = content.octet_string("secret value");
    if (!content.at_end() || !asn1::is_one_sequence(octets)) return;
    bag.kind = Bag::Kind::locked_secret;
    bag.value = octets;
  }

  std::size_t safe_;
  std::vector<Bag>& bags_;
  Warnings& warnings_;
};

}  // namespace

void Warnings::add(std::string warning) {
  if (seen_.insert(warning).second) warnings_.push_back(std::move(warning));
}

Result<std::vector<Bag>> read_bags(std::span<const ByteView> safes, const Limits& limits, Warnings& warnings) {
  std::vector<Bag> bags;
  for (std::size_t safe = 0; safe < safes.size(); ++safe) {
    const auto before = bags.size();
    asn1::Document document(safes[safe], limits);
    auto root = document.root();
    BagReader(safe, bags, warnings).read_safe(root.sequence("safe"));
    root.finish("safe");
    if (const auto status = document.status(); !status) {
      const auto where = "safe " + std::to_string(safe + 1) + ": bag " + std::to_string(bags.size() - before + 1);
      return failure(within(where, status.error()));
    }
  }
  return bags;
}

}  // namespace ks::pkcs12
