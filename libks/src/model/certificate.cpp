#include "ks/model/certificate.h"

#include <algorithm>
#include <utility>

#include "asn1/der_reader.h"
#include "crypto/digest.h"
#include "ks/base/text.h"
#include "model/certificate_fields.h"
#include "model/lazy.h"

namespace ks {
namespace {

using Fingerprint = std::array<std::uint8_t, 32>;

std::string_view prefix(GeneralName::Kind kind) noexcept {
  using Kind = GeneralName::Kind;
  switch (kind) {
    case Kind::other: return "other";
    case Kind::email: return "email";
    case Kind::dns: return "dns";
    case Kind::x400: return "x400";
    case Kind::directory: return "directory";
    case Kind::edi: return "edi";
    case Kind::uri: return "uri";
    case Kind::ip: return "ip";
    case Kind::registered_id: return "id";
  }
  return "other";
}

std::string description(const CertificateFields& fields) {
  if (!fields.subject.empty()) return fields.subject.text();
  if (!fields.subject_alternative_names.empty()) {
    const auto& name = fields.subject_alternative_names.front();
    return std::string(prefix(name.kind)) + ":" + name.text;
  }
  return "serial number " + text::to_hex(fields.serial);
}

}  // namespace

struct Certificate::Shared {
  explicit Shared(Bytes bytes) noexcept : der(std::move(bytes)) {}

  Bytes der;
  model::Lazy<Result<CertificateFields>> fields;
  model::Lazy<Fingerprint> sha256;
};

Result<Certificate> Certificate::from_der(ByteView der) {
  if (!asn1::is_one_sequence(der)) return failure(Errc::damaged, "certificate: not one DER SEQUENCE");
  return Certificate(std::make_shared<const Shared>(to_bytes(der)));
}

Result<Certificate> Certificate::from_der(Bytes der) {
  if (!asn1::is_one_sequence(der)) return failure(Errc::damaged, "certificate: not one DER SEQUENCE");
  return Certificate(std::make_shared<const Shared>(std::move(der)));
}

ByteView Certificate::der() const noexcept { return shared_->der; }

const Result<CertificateFields>& Certificate::fields() const {
  return shared_->fields.get([this] { return model::read_certificate(shared_->der); });
}

const std::array<std::uint8_t, 32>& Certificate::sha256() const {
  return shared_->sha256.get([this] {
    Fingerprint digest{};
    std::ranges::copy(crypto::Digest::sha256().of({shared_->der}), digest.begin());
    return digest;
  });
}

std::string Certificate::describe() const {
  const auto& said = fields();
  return said ? description(*said) : "unreadable certificate: " + said.error().message;
}

CertificateSummary summary_of(const Certificate& certificate) {
  auto outline = model::read_outline(certificate.der());
  if (outline && !outline->subject.empty()) {
    return {.description = std::move(outline->subject), .not_after = outline->not_after};
  }
  const auto& fields = certificate.fields();  // another name for it, or what is wrong
  return {.description = certificate.describe(), .not_after = fields ? std::optional(fields->not_after) : std::nullopt};
}

Result<Name> issuer_of(const Crl& crl) {
  asn1::Document document(crl.der);
  auto root = document.root();
  auto list = root.sequence("CertificateList");
  root.finish("CertificateList");
  auto tbs = list.sequence("to-be-signed list");
  tbs.skip_optional(asn1::kInteger);  // version
  (void)tbs.take(asn1::kSequence, "signature algorithm");
  const auto issuer = tbs.take(asn1::kSequence, "issuer");
  if (const auto status = document.status(); !status) return failure(within("crl", status.error()));
  return Name::from_der(issuer.whole).map_error([](Error error) { return within("crl: issuer", std::move(error)); });
}

bool may_have_issued(const Certificate& issuer, const Certificate& subject) {
  const auto& parent = issuer.fields();
  const auto& child = subject.fields();
  if (!parent || !child || !parent->subject.matches(child->issuer)) return false;
  return !parent->subject_key_id || !child->authority_key_id || parent->subject_key_id == child->authority_key_id;
}

}  // namespace ks
