#include "ks/tls/context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "handshake.h"
#include "support/pem.h"
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
using testing::HasSubstr;

class InVersion : public test::BothVersions {};

INSTANTIATE_TEST_SUITE_P(Tls, InVersion, testing::Values(Version::tls_1_2, Version::tls_1_3), test::name_of_version);

Options only(Version version) { return {.min = version, .max = version}; }

TEST_P(InVersion, TakesAServerThatHolds) {
  const auto result = shake(client(trusting({"root"})), server(site()));
  EXPECT_TRUE(result.worked()) << result.client_error << result.server_error;
  EXPECT_EQ(result.asked_for, "server.example");
  EXPECT_EQ(result.version, static_cast<int>(GetParam()));
  EXPECT_THAT(result.causes, ElementsAre("none"));
}

TEST_P(InVersion, RefusesAServerOfAnotherAuthority) {
  const auto result = shake(client(trusting({"other-root"})), server(site()));
  EXPECT_FALSE(result.client_done);
  EXPECT_THAT(result.causes, ElementsAre("unknown_authority"));
}

/// B4: an intermediate or a leaf is an anchor like any other, unless only roots are to be.
TEST_P(InVersion, TakesAChainThatEndsInAnyAnchor) {
  EXPECT_TRUE(shake(client(trusting({"intermediate"})), server(site())).worked());
  EXPECT_TRUE(shake(client(trusting({"server"})), server(site())).worked());
  const auto roots_only = trusting({"intermediate"}, {.partial_chain = PartialChain::refuse});
  EXPECT_FALSE(shake(client(roots_only), server(site())).worked());
}

TEST_P(InVersion, RefusesAnotherName) {
  const auto context = client(trusting({"root"}));
  for (const std::string host : {"www.example", "a.b.server.example", "127.0.0.2"}) {
    const auto result = shake(context, server(site()), {.peer = Peer{.host = host}});
    EXPECT_FALSE(result.client_done) << host;
    EXPECT_THAT(result.causes, ElementsAre("name_mismatch")) << host;
  }
  for (const std::string host : {"server.example", "www.server.example", "SERVER.example.", "127.0.0.1", "[::1]"}) {
    EXPECT_TRUE(shake(context, server(site()), {.peer = Peer{.host = host}}).worked()) << host;
  }
}

/// M15: without a name libssl would take any.
TEST_P(InVersion, RefusesWhatIsNotArmed) {
  const auto result = shake(client(trusting({"root"})), server(site()), {.peer = std::nullopt});
  EXPECT_FALSE(result.client_done);
  EXPECT_THAT(result.causes, ElementsAre("not_armed"));
}

TEST_P(InVersion, AsksForTheHostUnlessToldOtherwise) {
  const auto context = client(trusting({"root"}));
  EXPECT_EQ(shake(context, server(site()), {.peer = Peer{.host = "127.0.0.1"}}).asked_for, "");
  const auto result =
      shake(context, server(site()), {.peer = Peer{.host = "127.0.0.1", .server_name = "www.server.example"}});
  EXPECT_TRUE(result.worked());
  EXPECT_EQ(result.asked_for, "www.server.example");
  EXPECT_EQ(shake(context, server(site()), {.peer = Peer{.host = "server.example", .server_name = ""}}).asked_for, "");
}

TEST_P(InVersion, SendsItsIdentityIfAsked) {
  const auto context = client(trusting({"root"}), {identity({"client", "issuing", "intermediate"})});
  const auto result = shake(context, server(site(ClientAuth::required, trusting({"root"}))));
  EXPECT_TRUE(result.worked()) << result.client_error << result.server_error;
  EXPECT_EQ(result.sent, "CN=client");
}

/// V6 and K5.
TEST_P(InVersion, SendsNothingUnlessAsked) {
  const auto context = client(trusting({"root"}), {identity({"client", "issuing", "intermediate"})});
  EXPECT_EQ(shake(context, server(site())).sent, "");
  EXPECT_EQ(shake(client(trusting({"root"})), server(site(ClientAuth::optional, trusting({"root"})))).sent, "");
}

/// B9.
TEST_P(InVersion, IsRefusedWithoutAnIdentityWhereOneIsRequired) {
  const auto result = shake(client(trusting({"root"})), server(site(ClientAuth::required, trusting({"root"}))));
  EXPECT_FALSE(result.worked());
  EXPECT_THAT(result.causes, ElementsAre("client_certificate_required", "no_identity_fits"));
}

TEST_P(InVersion, SendsNoneWhereTheServerTakesOthers) {
  const auto context = client(trusting({"root"}), {identity({"client", "issuing", "intermediate"})});
  const auto result = shake(context, server(site(ClientAuth::optional, trusting({"other-root"}))));
  EXPECT_TRUE(result.worked()) << result.client_error << result.server_error;
  EXPECT_EQ(result.sent, "");
}

TEST_P(InVersion, IsToldThatItsCertificateIsOfAnotherAuthority) {
  auto concealed = site(ClientAuth::optional, trusting({"other-root"}));
  concealed.ca_names = CaNames::conceal;
  const auto context = client(trusting({"root"}), {identity({"client", "issuing", "intermediate"})});
  const auto result = shake(context, server(std::move(concealed)));
  EXPECT_FALSE(result.worked());
  EXPECT_THAT(result.causes, ElementsAre("client_certificate_unknown_authority"));
}

/// M8: of several the one that the server can take, in any order.
TEST_P(InVersion, SendsTheIdentityThatTheServerTakes) {
  const auto ours = identity({"client", "issuing", "intermediate"});
  const auto others = identity({"self-signed"}, "ec256");
  for (const auto& identities : {std::vector{ours, others}, std::vector{others, ours}}) {
    const auto result =
        shake(client(trusting({"root"}), identities), server(site(ClientAuth::required, trusting({"root"}))));
    EXPECT_TRUE(result.worked()) << result.client_error << result.server_error;
    EXPECT_EQ(result.sent, "CN=client");
  }
}

TEST_P(InVersion, FollowsItsRoutes) {
  auto options = InVersion::options();
  options.routes = {{.host = HostPattern::parse("**.server.example").value(), .alias = "client"},
                    {.host = HostPattern::parse("quiet.server.example").value(), .alias = std::nullopt}};
  const auto context =
      Context::client(trusting({"root"}), {identity({"client", "issuing", "intermediate"})}, options).value();
  const auto asking = server(site(ClientAuth::optional, trusting({"root"})));
  EXPECT_EQ(shake(context, asking).sent, "CN=client");
  const auto result = shake(context, asking, {.peer = Peer{.host = "quiet.server.example"}});
  EXPECT_TRUE(result.worked());
  EXPECT_EQ(result.sent, "");
}

TEST_P(InVersion, ChecksPins) {
  const auto pinned = [](const std::string& pin, OnPinFailure on_failure = OnPinFailure::refuse) {
    auto options = InVersion::options();
    EXPECT_TRUE(options.pins.add("server.example", pin));
    options.pins.on_failure = on_failure;
    options.log = [](std::string_view) {};
    return Context::client(trusting({"root"}), {}, options).value();
  };
  const auto leaf = pin_of(crt("server")).value(), root = pin_of(crt("root")).value();
  const auto wrong = pin_of(crt("ec256")).value();
  EXPECT_TRUE(shake(pinned(leaf), server(site())).worked());
  EXPECT_TRUE(shake(pinned(root), server(site())).worked());
  EXPECT_THAT(shake(pinned(wrong), server(site())).causes, ElementsAre("pin_mismatch"));
  EXPECT_TRUE(shake(pinned(wrong), server(site()), {.peer = Peer{.host = "www.server.example"}}).worked());
  EXPECT_TRUE(shake(pinned(wrong, OnPinFailure::report), server(site())).worked());
}

TEST_P(InVersion, NeverTakesARevokedCertificate) {
  for (const auto insistence : {Insistence::soft, Insistence::hard}) {
    auto options = InVersion::options();
    options.revocation = {.crls = insistence,
                          .lists = {{.der = test::testdata_pem("pki/intermediate.crl")},
                                    {.der = test::testdata_pem("pki/other-root.crl")}}};
    const auto context = Context::client(trusting({"root"}), {}, options).value();
    EXPECT_THAT(shake(context, server(site())).causes, ElementsAre("revoked"));
    auto other = Site{.identities = {identity({"ec256", "intermediate"})}};
    const auto result = shake(context, server(std::move(other)));  // nothing is known of what the root issued
    EXPECT_THAT(result.causes, ElementsAre(insistence == Insistence::soft ? "none" : "crl_missing"));
  }
}

TEST_P(InVersion, TakesUpASessionWithTheSamePeerOnly) {
  const auto context = client(trusting({"root"}));
  const auto target = server(site());
  EXPECT_FALSE(shake(context, target).resumed);
  EXPECT_TRUE(shake(context, target).resumed);
  EXPECT_TRUE(shake(context, target).resumed);
  const auto other = shake(context, target, {.peer = Peer{.host = "www.server.example"}});
  EXPECT_TRUE(other.worked());
  EXPECT_FALSE(other.resumed);
}

TEST_P(InVersion, TakesUpNoSessionIfToldSo) {
  auto options = InVersion::options();
  options.sessions = Sessions::none;
  const auto context = Context::client(trusting({"root"}), {}, options).value();
  const auto target = server(site());
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(shake(context, target).resumed);
}

/// M10 and M11: a session with a site that asks for nothing must not open one that requires a certificate.
TEST_P(InVersion, KeepsTheSessionsOfItsSitesApart) {
  auto open = site();
  open.names = {HostPattern::parse("open.server.example").value()};
  auto closed = site(ClientAuth::required, trusting({"root"}));
  closed.names = {HostPattern::parse("closed.server.example").value()};
  const auto target = Context::server({open, closed}, InVersion::options()).value();
  const SslCtxPtr plain(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_session_cache_mode(plain.get(), SSL_SESS_CACHE_CLIENT);
  const auto call = [&](const std::string& name, SSL_SESSION* session, SessionPtr* got) {
    // A client that knows nothing of scopes.
    const auto borrowed = Context::borrow(plain.get());
    SSL_CTX_set_cert_verify_callback(
        plain.get(), [](X509_STORE_CTX*, void*) { return 1; }, nullptr);
    return shake(borrowed, target, {.peer = Peer{.host = name}, .session = session, .got = got});
  };
  SessionPtr session;
  ASSERT_TRUE(call("open.server.example", nullptr, &session).worked());
  EXPECT_TRUE(call("open.server.example", session.get(), &session).resumed);
  const auto result = call("closed.server.example", session.get(), nullptr);
  EXPECT_FALSE(result.worked());
}

TEST_P(InVersion, AgreesOnAProtocol) {
  const auto speaking = [](std::vector<std::string> alpn) {
    auto options = InVersion::options();
    options.alpn = std::move(alpn);
    return options;
  };
  const auto of_server = server(site(), speaking({"h2", "http/1.1"}));
  const auto alpn = [&](std::vector<std::string> names) {
    return shake(Context::client(trusting({"root"}), {}, speaking(std::move(names))).value(), of_server);
  };
  EXPECT_EQ(alpn({"http/1.1", "h2"}).alpn, "h2");
  EXPECT_EQ(alpn({"http/1.1"}).alpn, "http/1.1");
  EXPECT_TRUE(alpn({}).worked());
  EXPECT_THAT(alpn({"mqtt"}).causes, ElementsAre("no_alpn"));
}

TEST_P(InVersion, TakesTheSiteThatIsAskedFor) {
  auto rsa = site();
  rsa.names = {HostPattern::parse("server.example").value()};
  auto ec = Site{.names = {HostPattern::parse("*.server.example").value()},
                 .identities = {identity({"ec256", "intermediate"})}};
  const auto target = Context::server({rsa, ec}, InVersion::options()).value();
  auto options = InVersion::options();
  ASSERT_TRUE(options.pins.add("*.server.example", pin_of(crt("ec256")).value()));
  ASSERT_TRUE(options.pins.add("server.example", pin_of(crt("server")).value()));
  const auto context = Context::client(trusting({"root"}), {}, options).value();
  EXPECT_TRUE(shake(context, target).worked());
  EXPECT_TRUE(shake(context, target, {.peer = Peer{.host = "www.server.example"}}).worked());
  EXPECT_THAT(shake(context, target, {.peer = Peer{.host = "127.0.0.1"}}).causes, ElementsAre("unknown_server_name"));
}

TEST(Context, ServesTheKindOfKeyThatTheClientTakes) {
  auto both = site();
  both.identities.push_back(identity({"ec256", "intermediate"}));
  const auto target = server(std::move(both), only(Version::tls_1_2));
  for (const auto& [cipher, leaf] : {std::pair("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ec256"),
                                     std::pair("ECDHE-RSA-AES128-GCM-SHA256", "server")}) {
    Options options = only(Version::tls_1_2);
    options.ciphers = {cipher};
    ASSERT_TRUE(options.pins.add("*", pin_of(crt(leaf)).value()));
    const auto result = shake(Context::client(trusting({"root"}), {}, options).value(), target);
    EXPECT_TRUE(result.worked()) << cipher << result.client_error;
  }
}

TEST(Context, ExplainsWhatItWouldSend) {
  const auto context = Context::client(trusting({"root"}), {identity({"self-signed"}, "ec256"),
                                                            identity({"client", "issuing", "intermediate"}),
                                                            identity({"server", "intermediate"})})
                           .value();
  const auto names = [](const std::string& name) { return to_bytes(crt(name).fields()->subject.der()); };
  const auto choice = context.explain({.host = "server.example"}, {.authorities = {names("issuing")}}).value();
  EXPECT_EQ(choice.identity, 1U);
  EXPECT_THAT(choice.reasons, ElementsAre("self-signed: issued by none of the 1 authorities asked for",
                                          "client: chosen", "server: issued by none of the 1 authorities asked for"));
  EXPECT_EQ(context.explain({.host = "a.example"}, {.signature_schemes = {0x0804}})->identity,
            1U);  // rsa_pss_rsae_sha256
  EXPECT_EQ(context.explain({.host = "a.example"}, {.signature_schemes = {0x0403}})->identity,
            0U);  // ecdsa_secp256r1_sha256
  EXPECT_EQ(context.explain({.host = "a.example"}, {.signature_schemes = {0x0503}})->identity, std::nullopt);
  EXPECT_EQ(
      context.explain({.host = "a.example"}, {.signature_schemes = {0x0503}, .version = Version::tls_1_2})->identity,
      0U);
  EXPECT_FALSE(context.explain({.host = ""}));
}

TEST(Context, ExplainsThatAnIdentityHasExpired) {
  std::string logged;
  Options options;
  options.log = [&](std::string_view line) { logged = line; };
  const auto context =
      Context::client(trusting({"root"}), {identity({"expired", "intermediate"}, "ec256")}, options).value();
  EXPECT_THAT(logged, HasSubstr("identity expired cannot be used now: expired 2021-01-01T00:00:00Z"));
  EXPECT_THAT(context.explain({.host = "a.example"})->reasons, ElementsAre("expired: expired 2021-01-01T00:00:00Z"));
}

TEST(Context, RefusesWhatMakesNoSense) {
  const auto code = [](auto change) {
    Options options;
    change(options);
    const auto context = Context::client(trusting({"root"}), {identity({"server", "intermediate"})}, options);
    return context ? std::string("made") : context.error().message;
  };
  EXPECT_EQ(code([](Options&) {}), "made");
  EXPECT_THAT(code([](Options& o) { o.ciphers = {"TLS_NO_SUCH"}; }), HasSubstr("TLS_NO_SUCH"));
  EXPECT_THAT(code([](Options& o) { o.groups = {"P-256", "P-257"}; }), HasSubstr("P-257"));
  EXPECT_THAT(code([](Options& o) { o.alpn = {""}; }), HasSubstr("ALPN"));
  EXPECT_THAT(code([](Options& o) { o.min = Version::tls_1_3, o.max = Version::tls_1_2; }), HasSubstr("version"));
  EXPECT_THAT(code([](Options& o) { o.routes = {{.alias = "nobody"}}; }), HasSubstr("nobody"));
  Options two;
  two.routes = {{.alias = "server"}};
  const auto server_identity = identity({"server", "intermediate"});
  EXPECT_TRUE(Context::client(trusting({"root"}), {server_identity}, two));
  EXPECT_FALSE(Context::client(trusting({"root"}), {server_identity, server_identity}, two));
  EXPECT_TRUE(Context::client(trusting({"root"}), {server_identity, server_identity.renamed("other")}, two));
  EXPECT_THAT(code([](Options& o) { o.revocation.lists = {{.der = {1, 2}}}; }), HasSubstr("revocation list 1"));
  EXPECT_FALSE(Context::client({}));
  EXPECT_FALSE(Context::server({}));
  EXPECT_FALSE(Context::server({Site{}}));
  EXPECT_FALSE(Context::server({site(ClientAuth::required)}));
}

/// Lists that were joined carelessly would look alike.
TEST(Context, DiffersIfAnyOptionDoes) {
  const auto of = [](auto change) {
    Options options;
    change(options);
    return Context::client(trusting({"root"}), {}, options).value();
  };
  const auto plain = of([](Options&) {});
  EXPECT_EQ(plain, of([](Options&) {}));
  EXPECT_FALSE(plain == of([](Options& o) { o.session_timeout = std::chrono::seconds(60); }));
  EXPECT_FALSE(of([](Options& o) { o.alpn = {"a", "b"}; }) == of([](Options& o) { o.alpn = {"a, b"}; }));
  EXPECT_FALSE(of([](Options& o) { o.alpn = {"a\\x2c b"}; }) == of([](Options& o) { o.alpn = {"a, b"}; }));
  EXPECT_FALSE(plain == of([](Options& o) { o.revocation.stapling = Insistence::hard; }));
}

TEST(Context, TakesAnySuiteOfTls13) {
  for (const std::string name : {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
                                 "TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256"}) {
    Options options = only(Version::tls_1_3);
    options.ciphers = {name};
    EXPECT_TRUE(Context::client(trusting({"root"}), {}, options)) << name;
  }
}

TEST(Context, RefusesSuitesWithoutCertificatesOrEncryption) {
  for (const std::string name :
       {"ADH-AES128-SHA256", "AECDH-AES128-SHA", "ECDHE-RSA-NULL-SHA", "NULL-SHA256", "PSK-AES128-GCM-SHA256",
        "RSA-PSK-AES128-GCM-SHA256", "SRP-RSA-AES-128-CBC-SHA", "TLS_DHE_PSK_WITH_AES_128_GCM_SHA256"}) {
    Options options = only(Version::tls_1_2);
    options.ciphers = {"ECDHE-RSA-AES128-GCM-SHA256", name};
    const auto context = Context::client(trusting({"root"}), {}, options);
    ASSERT_FALSE(context) << name;
    EXPECT_THAT(context.error().message, HasSubstr(name + " does without"));
  }
}

TEST(Context, SaysThatSuitesNarrowItsVersions) {
  std::string logged;
  Options options;
  options.log = [&](std::string_view line) { logged = line; };
  options.ciphers = {"ECDHE-RSA-AES128-GCM-SHA256"};
  const auto context = Context::client(trusting({"root"}), {}, options).value();
  EXPECT_EQ(logged, "no cipher suite of TLS 1.3 is named: only TLS 1.2 is spoken");
  EXPECT_THAT(context.describe(), HasSubstr("versions: TLS 1.2 to TLS 1.2\n"));
  EXPECT_EQ(shake(context, server(site())).version, TLS1_2_VERSION);
  options.min = Version::tls_1_3;
  EXPECT_FALSE(Context::client(trusting({"root"}), {}, options));
}

/// What an earlier handshake of the connection left behind says nothing of the next (SSL_clear).
TEST_P(InVersion, FindsOutAfresh) {
  const auto leave_behind = [](SSL* ssl) {
    connection_of(ssl).refusal = Finding{.cause = Cause::name_mismatch};
    connection_of(ssl).verify_error = X509_V_ERR_CERT_HAS_EXPIRED;
  };
  EXPECT_THAT(shake(client(trusting({"root"})), server(site()), {.meddle = leave_behind}).causes, ElementsAre("none"));
  const auto arm_again = [&](SSL* ssl) {
    leave_behind(ssl);
    EXPECT_TRUE(arm(ssl, {.host = "server.example"}));
    EXPECT_FALSE(connection_of(ssl).refusal);
  };
  EXPECT_TRUE(shake(client(trusting({"root"})), server(site()), {.meddle = arm_again}).worked());
}

TEST(Context, DescribesItselfWithoutSecrets) {
  const auto context = Context::client(trusting({"root"}), {identity({"server", "intermediate"})}).value();
  EXPECT_THAT(context.describe(), testing::StartsWith("role: client\n"));
  EXPECT_THAT(context.describe(), HasSubstr("identity: server (CN=server.example)"));
}

/// H3, H12 and H13.
TEST(Context, IsEqualIfAllOfItIs) {
  const auto made = [](const Anchors& anchors, Options options = {}) {
    return Context::client(anchors, {}, options).value();
  };
  EXPECT_EQ(made(trusting({"root", "other-root"})), made(trusting({"other-root", "root"}, {.origin = "x"})));
  EXPECT_FALSE(made(trusting({"root"})) == made(trusting({"other-root"})));
  EXPECT_FALSE(made(trusting({"root"})) == made(trusting({"root"}), only(Version::tls_1_2)));
  EXPECT_FALSE(made(trusting({"root"})) == Context::client(trusting({"root"}), {identity({"server"})}).value());
}

TEST(Context, OutlivesItsMaker) {
  std::optional<Context> context = Context::client(trusting({"root"})).value();
  const std::unique_ptr<SSL, Deleter<SSL_free>> ssl(SSL_new(context->native()));
  context.reset();
  EXPECT_TRUE(arm(ssl.get(), {.host = "server.example"}));
}

TEST(Context, ServesManyThreads) {
  const auto context =
      Context::client(trusting({"root-rekeyed", "root"}), {identity({"client", "issuing", "intermediate"})}).value();
  const auto target = server(site(ClientAuth::required, trusting({"root"})));
  std::vector<int> failures(4);
  std::vector<std::thread> threads;
  for (auto& count : failures) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) count += shake(context, target).worked() ? 0 : 1;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_THAT(failures, testing::Each(0));
}

TEST(Identity, NeedsACertificateOfItsKey) {
  const auto key = PrivateKey::from_pkcs8(Secret(test::testdata_pem("pki/client.key"))).value();
  const auto none = Identity::make("a", key, {crt("server"), crt("intermediate")});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Errc::not_found);
  EXPECT_EQ(none.error().alias, "a");
  EXPECT_FALSE(Identity::make("a", key, {}));
}

/// H8: in any order.
TEST(Identity, PutsItsChainInOrder) {
  std::vector<std::string> subjects;
  const auto key = PrivateKey::from_pkcs8(Secret(test::testdata_pem("pki/client.key"))).value();
  const auto made =
      Identity::make("a", key, {crt("root"), crt("other-root"), crt("intermediate"), crt("client"), crt("issuing")});
  for (const auto& certificate : made->chain()) subjects.push_back(certificate.describe());
  EXPECT_THAT(subjects, ElementsAre("CN=client", "CN=Issuing CA", "CN=Intermediate CA", "CN=Root CA"));
}

TEST(Identity, OfALockedKeyNeedsItsPassword) {
  const auto plain = PrivateKey::from_pkcs8(Secret(test::testdata_pem("pki/client.key"))).value();
  const auto locked = lock(plain, Secret("pw"), {.iterations = 1}).value();
  EXPECT_EQ(Identity::make("a", PrivateKey::from_locked(locked), {crt("client")}).error().code,
            Errc::wrong_key_password);
  EXPECT_TRUE(Identity::make("a", PrivateKey::from_locked(locked, share(Secret("pw"))), {crt("client")}));
}

TEST(Pins, ShowWhatToPasteAndAreOfTheirHostOnly) {
  Pins pins;
  ASSERT_TRUE(pins.add("a.example", pin_of(crt("ec256")).value()));
  ASSERT_TRUE(pins.add("b.example", pin_of(crt("server")).value()));
  const auto chain = std::vector{crt("server"), crt("intermediate")};
  EXPECT_TRUE(pins.check(Host::parse("b.example").value(), chain));
  EXPECT_TRUE(pins.check(Host::parse("c.example").value(), chain));
  const auto failed = pins.check(Host::parse("a.example").value(), chain);  // K17: b's pin says nothing of a
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().message, HasSubstr(pin_of(crt("server")).value()));
  EXPECT_THAT(failed.error().message, HasSubstr(pin_of(crt("intermediate")).value()));
  EXPECT_EQ(pins.warnings().size(), 2U);
  EXPECT_FALSE(pins.add("a.example", "sha1/" + std::string(28, 'A')));
  EXPECT_FALSE(pins.add("a.example", "sha256/AAAA"));
}

}  // namespace
}  // namespace ks::tls
