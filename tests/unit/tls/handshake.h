#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ks/tls/context.h"
#include "tls/openssl.h"

namespace ks::test {

/// Certificates and identities of testdata/pki.
[[nodiscard]] Certificate crt(const std::string& name);
[[nodiscard]] tls::Anchors trusting(const std::vector<std::string>& names, tls::AnchorOptions options = {});
/// The identity of `names[0]`, with the others for its chain. `key` is that of names[0] if empty.
[[nodiscard]] tls::Identity identity(const std::vector<std::string>& names, const std::string& key = {});

/// A server that has "server" with its intermediate, and wants clients of `clients` as `auth` says.
[[nodiscard]] tls::Site site(tls::ClientAuth auth = tls::ClientAuth::none, const tls::Anchors& clients = {});
[[nodiscard]] tls::Context server(tls::Site one, tls::Options options = {});

/// One connection over memory: a handshake, then a byte from the server, so that refusals which come late are seen.
struct Handshake {
  bool client_done = false;  ///< Its handshake is done and the byte was read.
  bool server_done = false;
  bool resumed = false;
  std::string client_error;         ///< libssl's reason: "certificate verify failed"
  std::string server_error;         ///< The same.
  std::vector<std::string> causes;  ///< Of diagnose() at the client.
  std::string sent;                 ///< Subject of the client certificate that the server got; empty if none.
  std::string asked_for;            ///< The server name in the ClientHello.
  std::string alpn;
  int version = 0;
  [[nodiscard]] bool worked() const { return client_done && server_done; }
};

struct Call {
  std::optional<tls::Peer> peer = tls::Peer{.host = "server.example"};  ///< Not armed if absent.
  SSL_SESSION* session = nullptr;                                       ///< Brought along by the program itself.
  tls::SessionPtr* got = nullptr;                                       ///< Takes the session of this connection.
  std::function<void(SSL*)> meddle{};  ///< What the program does to the client's connection once it is armed.
};

/// Both protocol versions, since they differ in nearly everything here.
class BothVersions : public testing::TestWithParam<tls::Version> {
 protected:
  [[nodiscard]] static tls::Options options() { return {.min = GetParam(), .max = GetParam()}; }
  [[nodiscard]] static tls::Context client(const tls::Anchors& anchors, std::vector<tls::Identity> identities = {}) {
    return tls::Context::client(anchors, std::move(identities), options()).value();
  }
};

[[nodiscard]] std::string name_of_version(const testing::TestParamInfo<tls::Version>& version);

[[nodiscard]] Handshake shake(SSL_CTX* client, SSL_CTX* server, Call call = {});
[[nodiscard]] Handshake shake(const tls::Context& client, const tls::Context& server, Call call = {});

}  // namespace ks::test
