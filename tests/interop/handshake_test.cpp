// The proof of a conversion: servers that demand a client certificate let in curl and Java with what came out of our
// stores, and nobody without. The servers' own keys and the trust anchors come out of our stores as well.
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "servers.h"
#include "support/session.h"

namespace ks {
namespace {

using test::Outcome;
using test::Server;
using test::ServerFiles;

/// The whole way of the main job, and what the servers need.
constexpr const char* kMakeStores =
    "export PW=changeit && pki=\"$TESTDATA\"/pki && "
    "ks convert \"$pki\"/client.crt \"$pki\"/client.key \"$pki\"/issuing.crt \"$pki\"/intermediate.crt -o first.p12 "
    "  --out-password env:PW --alias client && "
    "ks convert first.p12 -o client.jks --password env:PW && "
    "ks convert client.jks -o client.p12 --password env:PW && "
    "ks convert client.jks -o client.pem --password env:PW && "
    "ks convert \"$pki\"/self-signed.crt \"$pki\"/ec256.key -o stranger.pem && "
    "ks convert \"$pki\"/root.crt -o trust.jks --out-password env:PW && "
    "ks convert trust.jks -o trust.p12 --password env:PW && "
    "ks convert trust.p12 -o trust.pem --password env:PW && "
    "ks convert \"$pki\"/server.crt \"$pki\"/server.key \"$pki\"/intermediate.crt -o server.jks --out-password env:PW "
    "&& "
    "ks export server.jks -o chain.pem --chain --password env:PW && "
    "ks export server.jks -o server.key --to pem --key --password env:PW";

struct Kind {
  std::string name;
  std::function<std::unique_ptr<Server>(const ServerFiles&)> start;
};

void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.name; }

class Handshake : public ::testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    const auto made = run(kMakeStores);
    ASSERT_EQ(made.status, 0) << made.output;
    server_ = GetParam().start({.chain = path("chain.pem"),
                                .key = path("server.key"),
                                .client_cas = path("trust.pem"),
                                .folder = folder_.path()});
  }
  void TearDown() override {
    if (HasFailure() && server_) ADD_FAILURE() << "the server said:\n" << server_->log();
  }

  Outcome run(const std::string& command) const { return test::run(command, folder_.path(), KS_TOOLS); }
  std::filesystem::path path(const std::string& name) const { return folder_.path() / name; }

  /// "in" if the server saw the certificate of our client, else "refused", or what went wrong on the way.
  std::string curl(const std::string& options) const {
    const auto outcome = run("curl --silent --show-error --fail --noproxy '*' --max-time 20 --cacert trust.pem " +
                             options + " " + server_->url());
    if (outcome.status == 0) return outcome.output.find("client") != std::string::npos ? "in" : outcome.output;
    // 22: an HTTP error; 35 and 56: a handshake that failed, at once or at the first read (TLS 1.3)
    const bool refused = outcome.status == 22 || outcome.status == 35 || outcome.status == 56;
    return refused ? "refused" : outcome.output;
  }

  std::string java(const std::string& trust, const std::string& keys) const {
    return run("timeout 100 java -cp " KS_JUDGE " Handshake " + server_->url() + " changeit " + trust + " " + keys)
        .output;
  }

 private:
  test::TemporaryFolder folder_;
  std::unique_ptr<Server> server_;
};

TEST_P(Handshake, LetsInCurlWithTheIdentityOutOfAJks) {
  EXPECT_EQ(curl("--cert client.pem"), "in");
  EXPECT_EQ(curl("--cert-type P12 --cert client.p12:changeit"), "in");
}

TEST_P(Handshake, RefusesCurlWithoutAnIdentityOrWithAStrangers) {
  EXPECT_EQ(curl(""), "refused");
  EXPECT_EQ(curl("--cert stranger.pem"), "refused");
  EXPECT_EQ(curl("--cert client.pem"), "in") << "the server was not refusing, it was gone";
}

TEST_P(Handshake, LetsInJavaWithTheJksAndThePkcs12) {
  const std::string in = "HttpsURLConnection in\nSSLSocket in\n";
  EXPECT_EQ(java("trust.jks", "client.jks"), in);
  EXPECT_EQ(java("trust.p12", "client.p12"), in);
}

TEST_P(Handshake, RefusesJavaWithoutAnIdentity) {
  EXPECT_EQ(java("trust.p12", ""), "HttpsURLConnection refused\nSSLSocket refused\n");
  EXPECT_EQ(curl("--cert client.pem"), "in") << "the server was not refusing, it was gone";
}

INSTANTIATE_TEST_SUITE_P(Servers, Handshake,
                         ::testing::Values(Kind{"Openssl", test::start_openssl}, Kind{"Nginx", test::start_nginx}),
                         [](const auto& kind) { return kind.param.name; });

}  // namespace
}  // namespace ks
