#include <openssl/x509.h>

#include <memory>
#include <string>

#include "fuzz/round_trip.h"
#include "fuzz/targets.h"
#include "ks/base/text.h"
#include "ks/model/certificate.h"

namespace ks::fuzz {
namespace {

struct FreeX509 {
  void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};
using X509Ptr = std::unique_ptr<X509, FreeX509>;

X509Ptr parsed_by_libcrypto(ByteView der) {
  const unsigned char* at = der.data();
  X509Ptr certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  return at == der.data() + der.size() ? std::move(certificate) : nullptr;
}

ByteView der_of(const X509_NAME* name) {
  const unsigned char* bytes = nullptr;
  std::size_t size = 0;
  return X509_NAME_get0_der(name, &bytes, &size) == 1 ? ByteView(bytes, size) : ByteView{};
}

/// Both read it: then they read the same.
void compare(const CertificateFields& ours, X509& theirs) {
  if (!equal(ours.subject.der(), der_of(X509_get_subject_name(&theirs)))) fail("another subject");
  if (!equal(ours.issuer.der(), der_of(X509_get_issuer_name(&theirs)))) fail("another issuer");
  if (static_cast<long>(ours.version) != X509_get_version(&theirs) + 1) fail("another version");
  if (static_cast<int>(ours.extensions.size()) != X509_get_ext_count(&theirs)) fail("other extensions");
}

/// What a certificate is shown by must not depend on asking twice, and must be safe to show.
void check_names(const Certificate& certificate, const CertificateFields& fields) {
  if (!text::is_utf8(as_bytes(text::escape(certificate.describe())))) fail("its description is no UTF-8 once escaped");
  for (const auto* name : {&fields.subject, &fields.issuer}) {
    const auto again = Name::from_der(name->der());
    if (!again) fail("a name that cannot be read from its own bytes");
    if (again->text() != name->text() || !again->matches(*name)) fail("a name that differs from itself");
  }
}

}  // namespace

int fuzz_certificate(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const auto certificate = Certificate::from_der(bytes);
  if (!certificate) return 0;
  if (!equal(certificate->der(), bytes)) fail("its bytes changed");
  (void)certificate->describe();
  const auto& fields = certificate->fields();
  if (!fields) return 0;
  check_names(*certificate, *fields);
  (void)may_have_issued(*certificate, *certificate);
  if (const auto theirs = parsed_by_libcrypto(bytes)) compare(*fields, *theirs);
  return 0;
}

}  // namespace ks::fuzz
