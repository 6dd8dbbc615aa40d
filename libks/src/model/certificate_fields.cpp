#include "model/certificate_fields.h"

#include <utility>

#include "asn1/der_reader.h"
#include "model/extensions.h"
#include "model/key_info.h"
#include "model/lenient.h"
#include "model/name_text.h"

namespace ks::model {
namespace {

constexpr std::uint64_t kHighestVersion = 2;  // v3

/// version [0] EXPLICIT INTEGER DEFAULT v1
unsigned read_version(asn1::Cursor& tbs, std::vector<std::string>& problems) {
  if (!tbs.next_is(asn1::context_constructed(0))) return 1;
  auto wrapper = tbs.inside(asn1::context_constructed(0), "version");
  const auto version = wrapper.unsigned_integer("version");
  wrapper.finish("version");
  if (version > 0xffff) tbs.fail(Errc::damaged, "version " + std::to_string(version));
  if (version > kHighestVersion) problems.push_back("version " + std::to_string(version + 1) + " does not exist");
  return static_cast<unsigned>(version) + 1;
}

/// The names need a document of their own; a broken one is an error of `in`'s document.
Name read_name(asn1::Cursor& in, std::string_view what) {
  const auto value = in.take(asn1::kSequence, what);
  if (in.failed()) return {};
  auto name = Name::from_der(value.whole);
  if (!name) in.fail(name.error().code, std::string(what) + ": " + name.error().message);
  return std::move(name).value_or(Name{});
}

/// The frame of the key has to be right; what is inside is described as far as it can be read.
void read_public_key(asn1::Cursor& tbs, CertificateFields& fields) {
  const auto value = tbs.take(asn1::kSequence, "subject public key");
  auto spki = tbs.into(value, "subject public key");
  auto algorithm = spki.sequence("public key algorithm");
  auto oid = oid_or_hex(algorithm, "public key algorithm");
  (void)spki.take(asn1::kBitString, "public key");
  spki.finish("subject public key");
  if (tbs.failed()) return;
  fields.spki = to_bytes(value.whole);
  auto info = public_key_info(value.whole);
  if (!info) fields.problems.push_back("public key: " + info.error().message);
  fields.key = info ? *std::move(info) : key_info_of_algorithm(std::move(oid));
}

/// extensions [3] EXPLICIT SEQUENCE OF SEQUENCE { extnID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }
std::vector<Extension> read_extension_list(asn1::Cursor& tbs) {
  std::vector<Extension> extensions;
  auto wrapper = tbs.inside(asn1::context_constructed(3), "extensions");
  auto list = wrapper.sequence("extensions");
  wrapper.finish("extensions");
  while (!list.at_end()) {
    auto in = list.sequence("extension");
    Extension extension{.oid = oid_or_hex(in, "extension")};
    if (in.next_is(asn1::kBoolean)) extension.critical = in.boolean("critical");
    extension.value = to_bytes(in.octet_string("extension value"));
    in.finish("extension");
    extensions.push_back(std::move(extension));
  }
  return extensions;
}

void read_unique_ids(asn1::Cursor& tbs) {
  tbs.skip_optional(asn1::context(1));
  tbs.skip_optional(asn1::context(2));
}

/// TBSCertificate (RFC 5280, 4.1). Gives its own AlgorithmIdentifier, which has to equal the outer one.
ByteView read_tbs(asn1::Cursor tbs, CertificateFields& fields) {
  fields.version = read_version(tbs, fields.problems);
  fields.serial = to_bytes(tbs.integer("serial number"));
  const auto algorithm = tbs.take(asn1::kSequence, "signature algorithm").whole;
  fields.issuer = read_name(tbs, "issuer");
  auto validity = tbs.sequence("validity");
  fields.not_before = any_time(validity, "notBefore");
  fields.not_after = any_time(validity, "notAfter");
  validity.finish("validity");
  fields.subject = read_name(tbs, "subject");
  read_public_key(tbs, fields);
  read_unique_ids(tbs);
  if (!tbs.at_end()) fields.extensions = read_extension_list(tbs);
  tbs.finish("to-be-signed certificate");
  return algorithm;
}

Result<CertificateFields> read(ByteView der) {
  CertificateFields fields;
  asn1::Document document(der);
  auto root = document.root();
  auto certificate = root.sequence("Certificate");
  root.finish("Certificate");
  const auto inner_algorithm = read_tbs(certificate.sequence("to-be-signed certificate"), fields);
  const auto outer_algorithm = certificate.take(asn1::kSequence, "signature algorithm");
  auto algorithm = certificate.into(outer_algorithm, "signature algorithm");
  fields.signature_algorithm = oid_or_hex(algorithm, "signature algorithm");
  (void)certificate.take(asn1::kBitString, "signature");
  certificate.finish("Certificate");
  KS_TRY(document.status());
  if (!equal(inner_algorithm, outer_algorithm.whole)) {
    fields.problems.emplace_back("the signature algorithm inside differs from the one outside");  // RFC 5280, 4.1.1.2
  }
  if (!fields.extensions.empty() && fields.version < 3) {
    fields.problems.push_back("extensions in a certificate of version " + std::to_string(fields.version));
  }
  read_extensions(fields);
  return fields;
}

}  // namespace

Result<Outline> read_outline(ByteView der) {
  Outline outline;
  asn1::Document document(der);
  auto root = document.root();
  auto certificate = root.sequence("Certificate");
  root.finish("Certificate");
  auto tbs = certificate.sequence("to-be-signed certificate");
  tbs.skip_optional(asn1::context_constructed(0));
  (void)tbs.integer("serial number");
  (void)tbs.take(asn1::kSequence, "signature algorithm");
  (void)tbs.take(asn1::kSequence, "issuer");
  auto validity = tbs.sequence("validity");
  (void)any_time(validity, "notBefore");
  outline.not_after = any_time(validity, "notAfter");
  const auto subject = tbs.take(asn1::kSequence, "subject");
  (void)tbs.take(asn1::kSequence, "subject public key");
  read_unique_ids(tbs);
  tbs.skip_optional(asn1::context_constructed(3));
  tbs.finish("to-be-signed certificate");
  (void)certificate.take(asn1::kSequence, "signature algorithm");
  (void)certificate.take(asn1::kBitString, "signature");
  certificate.finish("Certificate");
  KS_TRY(document.status());
  KS_TRY(outline.subject, name_text(subject.whole));
  return outline;
}

Result<CertificateFields> read_certificate(ByteView der) {
  return read(der).map_error([](Error error) { return within("certificate", std::move(error)); });
}

}  // namespace ks::model
