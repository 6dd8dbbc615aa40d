#include "handshake.h"

#include <openssl/err.h>

#include <memory>
#include <utility>

#include "ks/tls/diagnose.h"
#include "support/pem.h"

namespace ks::test {
namespace {

using SslPtr = std::unique_ptr<SSL, tls::Deleter<SSL_free>>;

std::string reason_of_first_error() {
  const auto code = ERR_peek_error();
  const char* reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
  return reason != nullptr ? reason : "";
}

/// Both ends, joined in memory.
struct Pair {
  Pair(SSL_CTX* client_context, SSL_CTX* server_context)
      : client(SSL_new(client_context)), server(SSL_new(server_context)) {
    BIO *left = nullptr, *right = nullptr;
    BIO_new_bio_pair(&left, 0, &right, 0);
    SSL_set_bio(client.get(), left, left);    // owns left from here
    SSL_set_bio(server.get(), right, right);  // owns right from here
    SSL_set_connect_state(client.get());
    SSL_set_accept_state(server.get());
  }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;
  ~Pair() {  // libssl takes up no session of a connection that was not closed
    SSL_shutdown(client.get());
    SSL_shutdown(server.get());
  }

  SslPtr client, server;
};

/// One end's part of a handshake, step by step.
class End {
 public:
  explicit End(SSL* ssl) : ssl_(ssl) {}

  /// Goes on as far as it can. Gives whether it is to be called again.
  bool step() {
    if (over()) return false;
    ERR_clear_error();
    const int result = SSL_do_handshake(ssl_);
    if (result == 1) done = true;
    else if (SSL_get_error(ssl_, result) != SSL_ERROR_WANT_READ) fail();
    return !over();
  }

  void fail() {
    failed = true;
    error = reason_of_first_error();
  }

  [[nodiscard]] bool over() const { return done || failed; }

  bool done = false, failed = false;
  std::string error;

 private:
  SSL* ssl_;
};

std::vector<std::string> causes_of(const SSL* ssl) {
  std::vector<std::string> causes;
  for (const auto& finding : tls::diagnose(ssl)) causes.emplace_back(tls::name(finding.cause));
  return causes;
}

std::string subject_of_peer(const SSL* ssl) {
  X509* certificate = SSL_get0_peer_certificate(ssl);
  if (certificate == nullptr) return {};
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  const auto subject = Certificate::from_der(ByteView(der, static_cast<std::size_t>(size)))->describe();
  OPENSSL_free(der);
  return subject;
}

/// Reads the byte that the server wrote; a refused client certificate is seen here at last.
void read_byte(SSL* client, End& end, Handshake& result) {
  char byte = 0;
  ERR_clear_error();
  const int read = SSL_read(client, &byte, 1);
  if (read == 1) return;
  if (SSL_get_error(client, read) == SSL_ERROR_WANT_READ && !result.server_done) return;
  end.done = false;
  end.fail();
}

std::string alpn_of(const SSL* ssl) {
  const unsigned char* name = nullptr;
  unsigned int size = 0;
  SSL_get0_alpn_selected(ssl, &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

}  // namespace

Certificate crt(const std::string& name) { return Certificate::from_der(testdata_pem("pki/" + name + ".crt")).value(); }

tls::Anchors trusting(const std::vector<std::string>& names, tls::AnchorOptions options) {
  Bytes all;
  for (const auto& name : names) append(all, testdata_pem("pki/" + name + ".crt"));
  return tls::Anchors::from_der(std::move(all), options).value();
}

tls::Identity identity(const std::vector<std::string>& names, const std::string& key) {
  std::vector<Certificate> certificates;
  for (const auto& name : names) certificates.push_back(crt(name));
  const auto pkcs8 = testdata_pem("pki/" + (key.empty() ? names.front() : key) + ".key");
  return tls::Identity::make(names.front(), PrivateKey::from_pkcs8(Secret(pkcs8)).value(), certificates).value();
}

tls::Site site(tls::ClientAuth auth, const tls::Anchors& clients) {
  return {.identities = {identity({"server", "intermediate"})}, .client_auth = auth, .clients = clients};
}

tls::Context server(tls::Site one, tls::Options options) {
  std::vector<tls::Site> sites;
  sites.push_back(std::move(one));
  return tls::Context::server(std::move(sites), std::move(options)).value();
}

std::string name_of_version(const testing::TestParamInfo<tls::Version>& version) {
  return version.param == tls::Version::tls_1_2 ? "Tls12" : "Tls13";
}

Handshake shake(SSL_CTX* client_context, SSL_CTX* server_context, Call call) {
  const Pair pair(client_context, server_context);
  SSL *client = pair.client.get(), *server = pair.server.get();
  EXPECT_TRUE(!call.peer || tls::arm(client, *call.peer));
  if (call.session != nullptr) SSL_set_session(client, call.session);
  if (call.meddle) call.meddle(client);
  End at_client(client), at_server(server);
  Handshake result;
  for (int i = 0; i < 20 && !(at_client.over() && at_server.over()); ++i) {
    at_client.step();
    if (at_client.failed && result.causes.empty()) result.causes = causes_of(client);
    at_server.step();
  }
  result.server_done = at_server.done;
  if (at_server.done) SSL_write(server, "x", 1);
  if (at_client.done) read_byte(client, at_client, result);
  if (result.causes.empty()) result.causes = causes_of(client);
  if (call.got != nullptr) call.got->reset(SSL_get1_session(client));
  result.client_done = at_client.done;
  result.client_error = at_client.error;
  result.server_error = at_server.error;
  result.resumed = SSL_session_reused(client) == 1;
  result.sent = subject_of_peer(server);
  const char* asked_for = SSL_get_servername(server, TLSEXT_NAMETYPE_host_name);
  result.asked_for = asked_for != nullptr ? asked_for : "";
  result.alpn = alpn_of(client);
  result.version = SSL_version(client);
  ERR_clear_error();
  return result;
}

Handshake shake(const tls::Context& client, const tls::Context& server, Call call) {
  return shake(client.native(), server.native(), std::move(call));
}

}  // namespace ks::test
