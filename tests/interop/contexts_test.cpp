// Contexts against real servers that demand a client certificate: let in with the identity that the server takes, however
// the identities are ordered and where plain libssl sends the wrong one; refused without, and told why.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <tuple>
#include <vector>

#include "ks/config/source.h"
#include "ks/tls/context.h"
#include "ks/tls/diagnose.h"
#include "servers.h"
#include "support/session.h"
#include "support/testdata.h"

namespace ks {
namespace {

using config::Source;
using test::Server;
using test::ServerFiles;
using test::testdata;
using testing::Contains;
using testing::HasSubstr;
using tls::Context;
using tls::Version;

struct FreeSsl {
  void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
};
struct FreeContext {
  void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};

Source pki(const std::string& name) { return Source::path(testdata("pki/" + name)); }

tls::Anchors root() { return config::anchors(pki("root.crt")).value(); }

/// The client of the root, with its chain.
tls::Identity client() {
  Bytes chain;
  for (const std::string name : {"client.crt", "issuing.crt", "intermediate.crt"}) {
    append(chain, test::testdata_bytes("pki/" + name));
  }
  return config::identity(Source::bytes(chain), pki("client.key")).value();
}

tls::Identity stranger() { return config::identity(pki("self-signed.crt"), pki("ec256.key")).value(); }

/// What came of one request: "in" if the server saw the client of the root; else "refused" and why.
struct Visit {
  bool in = false;
  std::string page;
  std::vector<std::string> causes;
};

int connect_to(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval patience{.tv_sec = 20, .tv_usec = 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  EXPECT_EQ(::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  return fd;
}

std::string read_all(SSL* ssl) {
  std::string all;
  char buffer[4096];
  for (int count = SSL_read(ssl, buffer, sizeof buffer); count > 0; count = SSL_read(ssl, buffer, sizeof buffer)) {
    all.append(buffer, static_cast<std::size_t>(count));
  }
  return all;
}

/// Asks the server for its page; `prepare` arms the connection.
Visit visit(SSL_CTX* context, int port, const std::function<void(SSL*)>& prepare) {
  const std::unique_ptr<SSL, FreeSsl> ssl(SSL_new(context));
  const int fd = connect_to(port);
  SSL_set_fd(ssl.get(), fd);
  prepare(ssl.get());
  Visit visit;
  ERR_clear_error();
  if (SSL_connect(ssl.get()) == 1) {
    constexpr std::string_view kRequest = "GET / HTTP/1.0\r\n\r\n";
    SSL_write(ssl.get(), kRequest.data(), static_cast<int>(kRequest.size()));
    ERR_clear_error();
    visit.page = read_all(ssl.get());
  }
  for (const auto& finding : tls::diagnose(ssl.get())) visit.causes.emplace_back(tls::name(finding.cause));
  visit.in = visit.page.find("client") != std::string::npos && visit.page.find("400 No required") == std::string::npos;
  ERR_clear_error();
  ::close(fd);
  return visit;
}

struct Kind {
  std::string name;
  std::function<std::unique_ptr<Server>(const ServerFiles&)> start;
};

void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.name; }

class Contexts : public ::testing::TestWithParam<std::tuple<Kind, Version>> {
 protected:
  void SetUp() override {
    const auto made = test::run("cat \"$TESTDATA\"/pki/server.crt \"$TESTDATA\"/pki/intermediate.crt >chain.pem",
                                folder_.path(), KS_TOOLS);
    ASSERT_EQ(made.status, 0) << made.output;
    server_ = std::get<Kind>(GetParam())
                  .start({.chain = folder_.path() / "chain.pem",
                          .key = testdata("pki/server.key"),
                          .client_cas = testdata("pki/root.crt"),
                          .folder = folder_.path()});
  }
  void TearDown() override {
    if (HasFailure() && server_) ADD_FAILURE() << "the server said:\n" << server_->log();
  }

  static tls::Options options() { return {.min = std::get<Version>(GetParam()), .max = std::get<Version>(GetParam())}; }

  [[nodiscard]] Visit go(const Context& context, const std::string& host = "127.0.0.1") const {
    return visit(context.native(), server_->port(), [&](SSL* ssl) { EXPECT_TRUE(tls::arm(ssl, {.host = host})); });
  }

  /// Plain libssl with the same identities, the last of which it takes for the one to send.
  [[nodiscard]] Visit go_plainly(const std::vector<std::pair<std::string, std::string>>& files) const {
    const std::unique_ptr<SSL_CTX, FreeContext> context(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_min_proto_version(context.get(), static_cast<int>(std::get<Version>(GetParam())));
    SSL_CTX_set_max_proto_version(context.get(), static_cast<int>(std::get<Version>(GetParam())));
    for (const auto& [certificate, key] : files) {
      EXPECT_EQ(SSL_CTX_use_certificate_file(context.get(), testdata("pki/" + certificate).c_str(), SSL_FILETYPE_PEM),
                1);
      EXPECT_EQ(SSL_CTX_use_PrivateKey_file(context.get(), testdata("pki/" + key).c_str(), SSL_FILETYPE_PEM), 1);
    }
    return visit(context.get(), server_->port(), [](SSL*) {});
  }

 private:
  test::TemporaryFolder folder_;
  std::unique_ptr<Server> server_;
};

TEST_P(Contexts, AreLetInWithTheRightOfSeveralIdentities) {
  for (const auto& identities : {std::vector{client(), stranger()}, std::vector{stranger(), client()}}) {
    const auto result = go(Context::client(root(), identities, options()).value());
    EXPECT_TRUE(result.in) << result.page << testing::PrintToString(result.causes);
  }
}

/// M8: what the test above is worth.
TEST_P(Contexts, PlainLibsslSendsTheWrongOne) {
  const std::pair<std::string, std::string> right{"client.crt", "client.key"}, wrong{"self-signed.crt", "ec256.key"};
  EXPECT_FALSE(go_plainly({right, wrong}).in);
}

TEST_P(Contexts, AreRefusedWithoutAnIdentityAndSayWhy) {
  const auto result = go(Context::client(root(), {}, options()).value());
  EXPECT_FALSE(result.in);
  const bool told_by_page = result.page.find("400") != std::string::npos;  // nginx lets the handshake pass
  EXPECT_TRUE(told_by_page || testing::Value(result.causes, Contains("client_certificate_required")))
      << result.page << testing::PrintToString(result.causes);
}

TEST_P(Contexts, RefuseAServerOfAnotherNameOrAuthority) {
  const auto ours = Context::client(root(), {client()}, options()).value();
  EXPECT_THAT(go(ours, "other.example").causes, Contains("name_mismatch"));
  const auto other = Context::client(config::anchors(pki("other-root.crt")).value(), {client()}, options()).value();
  EXPECT_THAT(go(other).causes, Contains("unknown_authority"));
  EXPECT_TRUE(go(ours).in) << "the server was not refused, it was gone";
}

INSTANTIATE_TEST_SUITE_P(Servers, Contexts,
                         ::testing::Combine(::testing::Values(Kind{"Openssl", test::start_openssl},
                                                              Kind{"Nginx", test::start_nginx}),
                                            ::testing::Values(Version::tls_1_2, Version::tls_1_3)),
                         [](const auto& made) {
                           const bool is_1_2 = std::get<Version>(made.param) == Version::tls_1_2;
                           return std::get<Kind>(made.param).name + (is_1_2 ? "Tls12" : "Tls13");
                         });

}  // namespace
}  // namespace ks
