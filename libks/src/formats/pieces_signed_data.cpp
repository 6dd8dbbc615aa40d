#include "formats/pieces_signed_data.h"

#include <string>
#include <string_view>

#include "asn1/der_reader.h"

namespace ks::pieces {
namespace {

constexpr asn1::Tag kCertificates = asn1::context_constructed(0);
constexpr asn1::Tag kCrls = asn1::context_constructed(1);

/// How many certificates or lists of other kinds there were.
struct Skipped {
  std::size_t certificates = 0;
  std::size_t lists = 0;
};

void check_entries(const Pile& pile, asn1::Cursor& in, const Limits& limits) {
  if (pile.certificates.size() + pile.crls.size() > limits.entries) {
    in.fail(Errc::limit, "more than " + std::to_string(limits.entries) + " entries");
  }
}

/// CertificateSet; what is tagged is an extended or attribute certificate or something of its own.
void read_certificates(asn1::Cursor in, Pile& pile, Skipped& skipped, const Limits& limits) {
  while (!in.at_end()) {
    const auto value = in.any("certificate");
    if (in.failed()) return;
    if (value.tag != asn1::kSequence) {
      ++skipped.certificates;
      continue;
    }
    auto certificate = Certificate::from_der(value.whole);
    if (!certificate) return in.fail(certificate.error().code, certificate.error().message);
    pile.certificates.push_back({.certificate = *std::move(certificate)});
    check_entries(pile, in, limits);
  }
}

/// RevocationInfoChoices; what is tagged is an OCSP response or the like.
void read_crls(asn1::Cursor in, Pile& pile, Skipped& skipped, const Limits& limits) {
  while (!in.at_end()) {
    const auto value = in.any("revocation list");
    if (in.failed()) return;
    if (value.tag != asn1::kSequence) {
      ++skipped.lists;
      continue;
    }
    pile.crls.push_back({.der = to_bytes(value.whole)});
    check_entries(pile, in, limits);
  }
}

void warn(Pile& pile, std::size_t count, std::string_view what) {
  if (count > 0) pile.warnings.push_back(std::to_string(count) + " " + std::string(what));
}

}  // namespace

Result<void> add_signed_data(Pile& pile, ByteView der, const Limits& limits) {
  asn1::Document document(der, limits);
  auto root = document.root();
  auto info = root.sequence("ContentInfo");
  (void)info.oid("content type");
  auto content = info.inside(asn1::context_constructed(0), "content");
  auto data = content.sequence("SignedData");
  (void)data.take(asn1::kInteger, "version");
  (void)data.take(asn1::kSet, "digest algorithms");
  auto signed_content = data.sequence("signed content");
  (void)signed_content.oid("type of the signed content");
  const bool has_content = !signed_content.at_end();
  Skipped skipped;
  if (data.next_is(kCertificates)) read_certificates(data.inside(kCertificates, "certificates"), pile, skipped, limits);
  if (data.next_is(kCrls)) read_crls(data.inside(kCrls, "revocation lists"), pile, skipped, limits);
  const bool has_signers = !data.set("signers").at_end();
  data.finish("SignedData");
  KS_TRY(document.status());
  if (has_content) pile.warnings.emplace_back("the signed content is ignored");
  if (has_signers) pile.warnings.emplace_back("the signatures are not checked");
  warn(pile, skipped.certificates, "certificates that are not X.509 are ignored");
  warn(pile, skipped.lists, "pieces of revocation information that are not X.509 are ignored");
  return {};
}

}  // namespace ks::pieces
