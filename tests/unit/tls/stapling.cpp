#include "stapling.h"

#include <gtest/gtest.h>

#include <memory>

#include "handshake.h"
#include "support/pem.h"

namespace ks::test {
namespace {

using tls::Deleter;
using BasicPtr = std::unique_ptr<OCSP_BASICRESP, Deleter<OCSP_BASICRESP_free>>;
using ResponsePtr = std::unique_ptr<OCSP_RESPONSE, Deleter<OCSP_RESPONSE_free>>;
using IdPtr = std::unique_ptr<OCSP_CERTID, Deleter<OCSP_CERTID_free>>;
using TimePtr = std::unique_ptr<ASN1_TIME, Deleter<ASN1_TIME_free>>;

tls::X509Ptr native(const std::string& name) { return tls::to_x509(crt(name).der()); }

tls::KeyPtr key_of(const std::string& name) {
  const auto der = testdata_pem("pki/" + name + ".key");
  const auto* at = der.data();
  return tls::KeyPtr(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der.size())));
}

TimePtr in(long seconds) { return TimePtr(X509_gmtime_adj(nullptr, seconds)); }

/// SSL_CTX_set_tlsext_status_cb of servers.
int send_response(SSL* ssl, void* argument) {
  const auto& response = *static_cast<const Bytes*>(argument);
  void* copy = OPENSSL_memdup(response.data(), response.size());  // ssl owns it from here
  SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_STATUS_REQ_OCSP_RESP, static_cast<long>(response.size()), copy);
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

Bytes ocsp_response(const std::vector<Status>& all, const std::string& signer) {
  const BasicPtr basic(OCSP_BASICRESP_new());
  for (const auto& one : all) {
    const IdPtr id(OCSP_cert_to_id(one.digest, native(one.leaf).get(), native(one.issuer).get()));
    const auto revoked = in(-3600), from = in(one.from), until = in(one.until.value_or(0));
    OCSP_basic_add1_status(basic.get(), id.get(), one.status, OCSP_REVOKED_STATUS_KEYCOMPROMISE, revoked.get(),
                           from.get(), one.until ? until.get() : nullptr);
  }
  EXPECT_EQ(OCSP_basic_sign(basic.get(), native(signer).get(), key_of(signer).get(), EVP_sha256(), nullptr, 0), 1);
  const ResponsePtr response(OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get()));
  unsigned char* der = nullptr;
  const int size = i2d_OCSP_RESPONSE(response.get(), &der);
  Bytes bytes(der, der + size);
  OPENSSL_free(der);
  return bytes;
}

void staple(SSL_CTX* server, const Bytes& response) {
  SSL_CTX_callback_ctrl(server, SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB, reinterpret_cast<void (*)()>(send_response));
  SSL_CTX_ctrl(server, SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB_ARG, 0, const_cast<Bytes*>(&response));
}

}  // namespace ks::test
