#include "tls/account.h"

#include <openssl/ssl.h>

#include <optional>
#include <utility>

#include "tls/connection.h"

namespace ks::tls {
namespace {

std::vector<Name> authorities_of(const SSL* ssl) {
  std::vector<Name> all;
  const auto* names = SSL_get0_peer_CA_list(ssl);
  for (int i = 0; i < sk_X509_NAME_num(names); ++i) {
    const unsigned char* der = nullptr;
    std::size_t size = 0;
    if (X509_NAME_get0_der(sk_X509_NAME_value(names, i), &der, &size) != 1) continue;
    if (auto name = Name::from_der({der, size})) all.push_back(*std::move(name));
  }
  return all;
}

}  // namespace

std::optional<Certificate> to_certificate(const X509* native) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(native, &der);
  if (size <= 0) return std::nullopt;
  auto certificate = Certificate::from_der(ByteView(der, static_cast<std::size_t>(size)));
  OPENSSL_free(der);
  return certificate ? std::optional(*std::move(certificate)) : std::nullopt;
}

std::vector<Certificate> to_certificates(const STACK_OF(X509) * stack) {
  std::vector<Certificate> all;
  for (int i = 0; i < sk_X509_num(stack); ++i) {
    if (auto certificate = to_certificate(sk_X509_value(stack, i))) all.push_back(*std::move(certificate));
  }
  return all;
}

Account account_of(const SSL* ssl) {
  Account account{.presented = to_certificates(SSL_get_peer_cert_chain(ssl))};
  // libssl has a verified chain also where we refused the name, or had it taken in spite of what is wrong with it.
  if (SSL_get_verify_result(ssl) == X509_V_OK) account.verified = to_certificates(SSL_get0_verified_chain(ssl));
  const auto* connection = find_connection(ssl);
  if (connection == nullptr) return account;
  if (!connection->presented.empty()) account.presented = connection->presented;  // libssl forgets what it refuses
  account.choice = connection->choice;
  if (account.choice) account.authorities = authorities_of(ssl);
  return account;
}

}  // namespace ks::tls
