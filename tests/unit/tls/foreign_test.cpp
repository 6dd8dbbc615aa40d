// What programs and other libraries do to contexts and connections: they may tighten them, and not loosen them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "handshake.h"
#include "ks/tls/context.h"
#include "tls/connection.h"

namespace ks::tls {
namespace {

using test::crt;
using test::identity;
using test::server;
using test::shake;
using test::site;
using test::trusting;
using testing::ElementsAre;
using SslPtr = std::unique_ptr<SSL, Deleter<SSL_free>>;

constexpr SSL_verify_cb kTakeAll = [](int, X509_STORE_CTX*) { return 1; };

SslCtxPtr new_foreign() { return SslCtxPtr(SSL_CTX_new(TLS_client_method())); }

void trust_itself(SSL_CTX* foreign, const std::string& name) {
  X509_STORE_add_cert(SSL_CTX_get_cert_store(foreign), to_x509(crt(name).der()).get());
}

/// The causes of a handshake with a foreign context that is made ours.
std::vector<std::string> causes_all(SSL_CTX* foreign, const Context& ours, const Context& target) {
  EXPECT_TRUE(arm_all(foreign, ours, {.host = "server.example"}));
  return shake(foreign, target.native(), {.peer = std::nullopt}).causes;
}

class Foreign : public test::BothVersions {};

INSTANTIATE_TEST_SUITE_P(Tls, Foreign, testing::Values(Version::tls_1_2, Version::tls_1_3), test::name_of_version);

TEST_P(Foreign, BecomesOurs) {
  const auto ours = client(trusting({"root"}), {identity({"client", "issuing", "intermediate"})});
  const auto asking = server(site(ClientAuth::required, trusting({"root"})));
  const auto verdict = [&](const std::string& host) {
    const auto foreign = new_foreign();
    EXPECT_TRUE(arm_all(foreign.get(), ours, {.host = host}));
    return shake(foreign.get(), asking.native(), {.peer = std::nullopt});
  };
  EXPECT_EQ(verdict("server.example").sent, "CN=client");
  EXPECT_THAT(verdict("other.example").causes, ElementsAre("name_mismatch"));
}

TEST_P(Foreign, TrustsNothingOfItsOwn) {
  const auto foreign = new_foreign();
  trust_itself(foreign.get(), "root");
  EXPECT_THAT(causes_all(foreign.get(), client(trusting({"other-root"})), server(site())),
              ElementsAre("unknown_authority"));
}

TEST_P(Foreign, ForgetsItsLeniency) {
  const auto expired = server(Site{.identities = {identity({"expired", "intermediate"}, "ec256")}});
  const auto ours = client(trusting({"root"}));
  const auto lenient = [](unsigned long flags) {
    auto foreign = new_foreign();
    X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(foreign.get()), flags);
    return foreign;
  };
  EXPECT_THAT(causes_all(lenient(X509_V_FLAG_NO_CHECK_TIME).get(), ours, expired), ElementsAre("expired"));
  const auto of_2020 = new_foreign();
  X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(of_2020.get()), 1590000000);
  EXPECT_THAT(causes_all(of_2020.get(), ours, expired), ElementsAre("expired"));
  const auto roots_only = client(trusting({"intermediate"}, {.partial_chain = PartialChain::refuse}));
  EXPECT_THAT(causes_all(lenient(X509_V_FLAG_PARTIAL_CHAIN).get(), roots_only, server(site())),
              ElementsAre("unknown_authority"));
}

TEST_P(Foreign, TakesServersForServersOnly) {
  const auto foreign = new_foreign();
  SSL_CTX_set_purpose(foreign.get(), X509_PURPOSE_ANY);
  const auto of_client = server(Site{.identities = {identity({"client", "issuing", "intermediate"})}});
  EXPECT_THAT(causes_all(foreign.get(), client(trusting({"root"})), of_client), ElementsAre("wrong_purpose"));
}

TEST_P(Foreign, CannotSilenceVerification) {
  const auto ours = client(trusting({"other-root"}));
  const auto by_callback = new_foreign();
  SSL_CTX_set_verify(by_callback.get(), SSL_VERIFY_PEER, kTakeAll);
  EXPECT_THAT(causes_all(by_callback.get(), ours, server(site())), ElementsAre("unknown_authority"));
  const auto after = new_foreign();
  ASSERT_TRUE(arm_all(after.get(), ours, {.host = "server.example"}));
  SSL_CTX_set_verify(after.get(), SSL_VERIFY_NONE, kTakeAll);
  EXPECT_FALSE(shake(after.get(), server(site()).native(), {.peer = std::nullopt}).client_done);
}

TEST_P(Foreign, HasSessionsOfItsOwn) {
  const auto ours = client(trusting({"root"}));
  const auto target = server(site());
  const auto foreign = new_foreign();
  ASSERT_TRUE(arm_all(foreign.get(), ours, {.host = "server.example"}));
  SessionPtr session;
  ASSERT_TRUE(shake(foreign.get(), target.native(), {.peer = std::nullopt, .got = &session}).worked());
  EXPECT_THAT(shake(ours, target, {.session = session.get()}).causes, ElementsAre("session_of_another_context"));
  EXPECT_FALSE(shake(ours, target).resumed);
}

TEST(ArmAll, IsDoneOnce) {
  const auto ours = Context::client(trusting({"root"})).value();
  const auto foreign = new_foreign();
  ASSERT_TRUE(arm_all(foreign.get(), ours, {.host = "server.example"}));
  const SslPtr ssl(SSL_new(foreign.get()));
  const auto again = arm_all(foreign.get(), Context::client(trusting({"other-root"})).value(), {.host = "b.example"});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Errc::usage);
  EXPECT_FALSE(arm_all(ours.native(), ours, {.host = "server.example"}));
  EXPECT_TRUE(shake(foreign.get(), server(site()).native(), {.peer = std::nullopt}).worked());
}

TEST(ArmAll, IsForClients) {
  const SslCtxPtr of_server(SSL_CTX_new(TLS_server_method()));
  const auto ours = Context::client(trusting({"root"})).value();
  EXPECT_FALSE(arm_all(of_server.get(), ours, {.host = "server.example"}));
  EXPECT_FALSE(arm_all(new_foreign().get(), server(site()), {.host = "server.example"}));
}

TEST(ArmAll, LeavesNoWeakSuites) {
  const auto foreign = new_foreign();
  ASSERT_EQ(SSL_CTX_set_cipher_list(foreign.get(), "aNULL:eNULL:PSK:SRP:@SECLEVEL=0"), 1);
  const auto ours = Context::client(trusting({"root"})).value();
  ASSERT_TRUE(arm_all(foreign.get(), ours, {.host = "server.example"}));
  EXPECT_EQ(SSL_CTX_get_security_level(foreign.get()), SSL_CTX_get_security_level(ours.native()));
  const auto* ciphers = SSL_CTX_get_ciphers(foreign.get());
  ASSERT_GT(sk_SSL_CIPHER_num(ciphers), 5);
  for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); ++i) {
    const std::string name = SSL_CIPHER_get_name(sk_SSL_CIPHER_value(ciphers, i));
    EXPECT_THAT(name, testing::Not(testing::ContainsRegex("PSK|SRP|NULL|ADH|AECDH")));
  }
}

class Program : public test::BothVersions {};

INSTANTIATE_TEST_SUITE_P(Tls, Program, testing::Values(Version::tls_1_2, Version::tls_1_3), test::name_of_version);

TEST_P(Program, MayRefuseAndNotTake) {
  const auto set = [](SSL_verify_cb theirs) {
    return [theirs](SSL* ssl) { SSL_set_verify(ssl, SSL_VERIFY_PEER, theirs); };
  };
  const auto wrong = client(trusting({"other-root"})), right = client(trusting({"root"}));
  EXPECT_THAT(shake(wrong, server(site()), {.meddle = set(kTakeAll)}).causes, ElementsAre("unknown_authority"));
  EXPECT_TRUE(shake(right, server(site()), {.meddle = set(kTakeAll)}).worked());
  const auto refusing = [](int, X509_STORE_CTX*) { return 0; };
  EXPECT_FALSE(shake(right, server(site()), {.meddle = set(refusing)}).client_done);
  const auto complaining = [](int, X509_STORE_CTX* context) {
    X509_STORE_CTX_set_error(context, X509_V_ERR_CERT_UNTRUSTED);
    return 1;
  };
  EXPECT_FALSE(shake(right, server(site()), {.meddle = set(complaining)}).client_done);
}

TEST_P(Program, CannotGoWithoutVerification) {
  const auto none = [](SSL* ssl) { SSL_set_verify(ssl, SSL_VERIFY_NONE, nullptr); };
  const auto wrong = client(trusting({"other-root"})), right = client(trusting({"root"}));
  EXPECT_FALSE(shake(wrong, server(site()), {.meddle = none}).client_done);
  EXPECT_TRUE(shake(right, server(site()), {.meddle = none}).worked());
}

TEST_P(Program, CannotBringAStoreAlong) {
  const auto store = [](SSL* ssl) {
    const std::unique_ptr<X509_STORE, Deleter<X509_STORE_free>> own(X509_STORE_new());
    X509_STORE_add_cert(own.get(), to_x509(crt("root").der()).get());
    SSL_set1_verify_cert_store(ssl, own.get());
  };
  EXPECT_THAT(shake(client(trusting({"other-root"})), server(site()), {.meddle = store}).causes,
              ElementsAre("no_anchors"));
}

TEST_P(Program, MayThrowFromItsKeyLog) {
  auto options = Program::options();
  options.key_log = [](std::string_view) { throw std::runtime_error("no space left"); };
  EXPECT_TRUE(shake(Context::client(trusting({"root"}), {}, options).value(), server(site())).worked());
}

TEST_P(Program, MayArmAgainForAnotherPeer) {
  const auto again = [](const std::string& host) {
    return [host](SSL* ssl) { EXPECT_TRUE(arm(ssl, {.host = host})); };
  };
  const auto ours = client(trusting({"root"}));
  const auto target = server(site());
  EXPECT_TRUE(shake(ours, target).worked());  // leaves a session
  const auto by_address = shake(ours, target, {.meddle = again("127.0.0.1")});
  EXPECT_TRUE(by_address.worked());
  EXPECT_EQ(by_address.asked_for, "");
  EXPECT_FALSE(by_address.resumed);
  EXPECT_THAT(shake(ours, target, {.meddle = again("other.example")}).causes, ElementsAre("name_mismatch"));
  const auto foreign = new_foreign();
  trust_itself(foreign.get(), "root");
  const Peer wrong{.host = "127.0.0.2"};
  EXPECT_TRUE(shake(foreign.get(), target.native(), {.peer = wrong, .meddle = again("server.example")}).worked());
}

TEST(Arm, IsForNewConnectionsOfClients) {
  const auto refused = [](SSL* ssl) { return !arm(ssl, {.host = "server.example"}); };
  const auto of_server = server(site());
  const SslPtr server_ssl(SSL_new(of_server.native()));
  EXPECT_TRUE(refused(server_ssl.get()));
  const SslCtxPtr foreign_server(SSL_CTX_new(TLS_server_method()));
  EXPECT_TRUE(refused(SslPtr(SSL_new(foreign_server.get())).get()));
  const SslCtxPtr either(SSL_CTX_new(TLS_method()));  // as some libraries make them: a client once it connects
  EXPECT_FALSE(refused(SslPtr(SSL_new(either.get())).get()));

  const auto ours = Context::client(trusting({"root"})).value();
  const SslPtr begun(SSL_new(ours.native()));
  EXPECT_FALSE(refused(begun.get()));
  SSL_set_bio(begun.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  EXPECT_EQ(SSL_connect(begun.get()), -1);
  EXPECT_TRUE(refused(begun.get()));
}

TEST(Connection, OfACopyIsItsOwn) {
  const auto ours = Context::client(trusting({"root"})).value();
  const SslPtr ssl(SSL_new(ours.native()));
  ASSERT_TRUE(arm(ssl.get(), {.host = "server.example"}));
  const SslPtr copy(SSL_dup(ssl.get()));
  ASSERT_NE(copy, nullptr);
  EXPECT_EQ(peer_of(copy.get())->host.text(), "server.example");
  ASSERT_TRUE(arm(copy.get(), {.host = "other.example"}));
  EXPECT_EQ(peer_of(ssl.get())->host.text(), "server.example");
}

class Borrowed : public test::BothVersions {
 protected:
  void SetUp() override {
    SSL_CTX_set_max_proto_version(plain_.get(), static_cast<int>(GetParam()));
    trust_itself(plain_.get(), "root");
  }
  const SslCtxPtr plain_ = new_foreign();
  const Context borrowed_ = Context::borrow(plain_.get());
};

INSTANTIATE_TEST_SUITE_P(Tls, Borrowed, testing::Values(Version::tls_1_2, Version::tls_1_3), test::name_of_version);

TEST_P(Borrowed, IsArmedByLibssl) {
  EXPECT_TRUE(shake(borrowed_, server(site())).worked());
  EXPECT_TRUE(shake(borrowed_, server(site()), {.peer = Peer{.host = "::1"}}).worked());
  EXPECT_FALSE(shake(borrowed_, server(site()), {.peer = Peer{.host = "other.example"}}).worked());
  EXPECT_FALSE(shake(borrowed_, server(site()), {.peer = Peer{.host = "127.0.0.2"}}).worked());
}

TEST_P(Borrowed, MayRefuseAndNotTake) {
  const auto other = server(Site{.identities = {identity({"self-signed"}, "ec256")}});
  SSL_CTX_set_verify(plain_.get(), SSL_VERIFY_NONE, kTakeAll);
  EXPECT_TRUE(shake(borrowed_, server(site())).worked());
  EXPECT_FALSE(shake(borrowed_, server(site()), {.peer = Peer{.host = "other.example"}}).worked());
  EXPECT_FALSE(shake(borrowed_, other).worked());
  SSL_CTX_set_verify(plain_.get(), SSL_VERIFY_NONE, [](int, X509_STORE_CTX*) { return 0; });
  EXPECT_FALSE(shake(borrowed_, server(site())).worked());
}

/// A number of its own: addresses come again.
TEST(BorrowedFingerprint, IsOfTheNativeContext) {
  const auto plain = new_foreign();
  EXPECT_EQ(Context::borrow(plain.get()), Context::borrow(plain.get()));
  std::vector<Fingerprint> seen;
  for (int i = 0; i < 20; ++i) {
    const auto next = new_foreign();
    const auto fingerprint = Context::borrow(next.get()).fingerprint();
    EXPECT_THAT(seen, testing::Not(testing::Contains(fingerprint)));
    seen.push_back(fingerprint);
  }
}

}  // namespace
}  // namespace ks::tls
