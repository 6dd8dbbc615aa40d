#include "connect/handshake.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <chrono>
#include <new>
#include <utility>

namespace ks::tool {
namespace {

using std::chrono::milliseconds;

/// How long a server may take to say that it refuses a certificate, after the handshake; and when it has sent something
/// else, a session ticket say, which comes from those that are content.
constexpr milliseconds kMomentToRefuse{500}, kMomentAfterOther{50};

struct FreeSsl {
  void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
};
using SslPtr = std::unique_ptr<SSL, FreeSsl>;

/// Whether what libssl wants has come. Errors: io if the time is over.
Result<void> wait_for(int wanted, const Socket& socket) {
  return wanted == SSL_ERROR_WANT_WRITE ? socket.wait_to_write() : socket.wait_to_read();
}

bool is_wanted(int error) { return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE; }

/// Whether it is over, and well.
Result<bool> connect(SSL* ssl, const Socket& socket) {
  for (;;) {
    ERR_clear_error();
    const int done = SSL_connect(ssl);
    if (done == 1) return true;
    const int error = SSL_get_error(ssl, done);
    if (!is_wanted(error)) return false;
    KS_TRY(wait_for(error, socket));
  }
}

/// Whether the server refuses what it has got: it says nothing, or it says so.
bool is_refused(SSL* ssl, const Socket& socket) {
  auto patience = kMomentToRefuse;
  while (socket.has_something(patience)) {
    patience = kMomentAfterOther;
    char byte = 0;
    ERR_clear_error();
    const int read = SSL_peek(ssl, &byte, 1);
    if (read > 0) return false;
    const int error = SSL_get_error(ssl, read);
    if (error == SSL_ERROR_ZERO_RETURN) return false;  // closed, without a complaint
    if (!is_wanted(error)) return true;
  }
  return false;
}

std::string group_of(SSL* ssl) {
  const auto id = SSL_get_negotiated_group(ssl);
  const char* name = id > 0 ? SSL_group_to_name(ssl, static_cast<int>(id)) : nullptr;
  return name == nullptr ? "" : name;
}

void describe(SSL* ssl, Handshake& handshake) {
  handshake.version = SSL_get_version(ssl);
  const auto* cipher = SSL_get_current_cipher(ssl);
  if (cipher != nullptr) handshake.cipher = SSL_CIPHER_standard_name(cipher);
  handshake.group = group_of(ssl);
  const unsigned char* alpn = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl, &alpn, &size);
  handshake.alpn.assign(alpn, alpn + size);
}

}  // namespace

Result<Handshake> shake_hands(const tls::Context& context, const Socket& socket, const tls::Peer& peer) {
  const SslPtr ssl(SSL_new(context.native()));
  if (!ssl || SSL_set_fd(ssl.get(), socket.fd()) != 1) throw std::bad_alloc();
  KS_TRY(tls::arm(ssl.get(), peer));
  Handshake handshake;
  KS_TRY(const auto over, connect(ssl.get(), socket));
  handshake.account = tls::account_of(ssl.get());
  if (over) describe(ssl.get(), handshake);
  const bool may_be_refused = handshake.account.choice && SSL_version(ssl.get()) >= TLS1_3_VERSION;
  if (!over || (may_be_refused && is_refused(ssl.get(), socket))) handshake.findings = tls::diagnose(ssl.get());
  ERR_clear_error();
  return handshake;
}

}  // namespace ks::tool
