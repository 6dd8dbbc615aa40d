#include "ks/model/entry.h"

namespace ks {
namespace {

struct KindOf {
  std::string_view operator()(const PrivateKeyEntry&) const noexcept { return "private-key"; }
  std::string_view operator()(const TrustedCertificateEntry&) const noexcept { return "trusted-certificate"; }
  std::string_view operator()(const SecretKeyEntry&) const noexcept { return "secret-key"; }
  std::string_view operator()(const CertificateEntry&) const noexcept { return "certificate"; }
};

struct CertificatesOf {
  std::vector<Certificate> operator()(const PrivateKeyEntry& entry) const { return entry.chain; }
  std::vector<Certificate> operator()(const TrustedCertificateEntry& entry) const { return {entry.certificate}; }
  std::vector<Certificate> operator()(const SecretKeyEntry&) const { return {}; }
  std::vector<Certificate> operator()(const CertificateEntry& entry) const { return {entry.certificate}; }
};

struct SameContent {
  bool operator()(const PrivateKeyEntry& a, const PrivateKeyEntry& b) const {
    return a.key == b.key && a.chain == b.chain;
  }
  bool operator()(const TrustedCertificateEntry& a, const TrustedCertificateEntry& b) const { return a == b; }
  bool operator()(const SecretKeyEntry& a, const SecretKeyEntry& b) const { return a == b; }
  bool operator()(const CertificateEntry& a, const CertificateEntry& b) const { return a == b; }
  template <class A, class B>
  bool operator()(const A&, const B&) const {
    return false;
  }
};

}  // namespace

std::string_view kind(const Entry& entry) noexcept { return std::visit(KindOf{}, entry.value); }

std::vector<Certificate> Entry::certificates() const { return std::visit(CertificatesOf{}, value); }

bool same_content(const Entry& a, const Entry& b) { return std::visit(SameContent{}, a.value, b.value); }

}  // namespace ks
