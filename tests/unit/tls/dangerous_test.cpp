#include "ks/tls/dangerous.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "handshake.h"
#include "stapling.h"
#include "support/pem.h"

namespace ks::tls {
namespace {

using test::crt;
using test::server;
using test::shake;
using test::site;
using test::trusting;
using testing::ElementsAre;

Options with(Danger danger) {
  return {.dangers = {std::move(danger)}, .log = [](std::string_view) {}};
}

TEST(Dangerous, IsToldAtEveryHandshake) {
  std::vector<std::string> log;
  auto options = with(dangerous::trust_everyone("test"));
  options.log = [&](std::string_view line) { log.emplace_back(line); };
  const auto context = Context::client({}, {}, options).value();
  const auto target = server(site());
  EXPECT_TRUE(shake(context, target).worked());
  EXPECT_TRUE(shake(context, target).worked());
  EXPECT_EQ(log.size(), 2U);
  EXPECT_THAT(shake(context, target, {.peer = Peer{.host = "other.example"}}).causes, ElementsAre("name_mismatch"));
}

TEST(Dangerous, IsDescribedFirst) {
  const auto options = with(dangerous::trust_everyone("a lab\nwithout authorities"));
  const auto text = Context::client(trusting({"root"}), {}, options)->describe();
  EXPECT_THAT(text, testing::StartsWith("DANGEROUS: takes any chain: a lab\\x0awithout authorities\n"));
}

TEST(Dangerous, AnyNameStillNeedsAChain) {
  const auto options = with(dangerous::any_name("test"));
  const auto verdict = [&](const std::string& anchor) {
    return shake(Context::client(trusting({anchor}), {}, options).value(), server(site()), {.peer = std::nullopt});
  };
  EXPECT_TRUE(verdict("root").worked());
  EXPECT_FALSE(verdict("other-root").worked());
}

TEST(Dangerous, NeedsAReason) {
  for (const std::string reason : {"", " \t\n"}) {
    const auto context = Context::client(trusting({"root"}), {}, with(dangerous::any_name(reason)));
    ASSERT_FALSE(context);
    EXPECT_EQ(context.error().code, Errc::usage);
  }
}

TEST(Dangerous, IsNothingForServers) {
  EXPECT_FALSE(Context::server({site()}, with(dangerous::trust_everyone("test"))));
  EXPECT_FALSE(Context::server({site()}, with(dangerous::any_name("test"))));
}

TEST(Dangerous, KeepsNoSessions) {
  for (const auto& danger : {dangerous::trust_everyone("test"), dangerous::any_name("test")}) {
    const auto context = Context::client(trusting({"root"}), {}, with(danger)).value();
    const auto target = server(site());
    EXPECT_TRUE(shake(context, target).worked());
    EXPECT_FALSE(shake(context, target).resumed);
  }
}

/// Whoever trusts everyone gets a chain that anybody made up: the issuer in it has proved nothing.
TEST(Dangerous, TakesAPinOfTheLeafOnly) {
  const auto pinned = [](const std::string& name) {
    auto options = with(dangerous::trust_everyone("test"));
    EXPECT_TRUE(options.pins.add("server.example", pin_of(crt(name)).value()));
    return Context::client({}, {}, options).value();
  };
  EXPECT_TRUE(shake(pinned("server"), server(site())).worked());
  EXPECT_THAT(shake(pinned("intermediate"), server(site())).causes, ElementsAre("pin_mismatch"));
}

TEST(Dangerous, AnyNameDoesNotDoAwayWithPins) {
  auto options = with(dangerous::any_name("test"));
  ASSERT_TRUE(options.pins.add("server.example", pin_of(crt("ec256")).value()));
  const auto context = Context::client(trusting({"root"}), {}, options).value();
  EXPECT_THAT(shake(context, server(site())).causes, ElementsAre("pin_mismatch"));
  EXPECT_THAT(shake(context, server(site()), {.peer = std::nullopt}).causes, ElementsAre("not_armed"));
}

TEST(Dangerous, LeavesTheProgramItsOwnVerdict) {
  const auto context = Context::client({}, {}, with(dangerous::trust_everyone("test"))).value();
  const auto refusing = [](SSL* ssl) { SSL_set_verify(ssl, SSL_VERIFY_PEER, [](int, X509_STORE_CTX*) { return 0; }); };
  EXPECT_FALSE(shake(context, server(site()), {.meddle = refusing}).client_done);
}

TEST(Dangerous, TakesNoRevokedCertificate) {
  const auto context = Context::client({}, {}, with(dangerous::trust_everyone("test"))).value();
  const auto target = server(site());
  const auto revoked = test::ocsp_response({{.status = V_OCSP_CERTSTATUS_REVOKED}}), good = test::ocsp_response({{}});
  test::staple(target.native(), revoked);
  EXPECT_THAT(shake(context, target).causes, ElementsAre("revoked"));
  test::staple(target.native(), good);
  EXPECT_TRUE(shake(context, target).worked());

  auto options = with(dangerous::trust_everyone("test"));
  options.revocation.lists = {{.der = test::testdata_pem("pki/intermediate.crl")}};
  EXPECT_THAT(shake(Context::client({}, {}, options).value(), server(site())).causes, ElementsAre("revoked"));
}

TEST(Dangerous, RefusesIfItCannotBeTold) {
  auto options = with(dangerous::trust_everyone("test"));
  options.log = [](std::string_view) { throw std::runtime_error("the log is full"); };
  const auto context = Context::client({}, {}, options).value();
  EXPECT_FALSE(shake(context, server(site())).client_done);
}

class DangerousIn : public test::BothVersions {};

INSTANTIATE_TEST_SUITE_P(Tls, DangerousIn, testing::Values(Version::tls_1_2, Version::tls_1_3), test::name_of_version);

/// M12: a session that was made without verification must not open a context that verifies.
TEST_P(DangerousIn, OpensNoOtherContextByItsSessions) {
  auto careless_options = options();
  careless_options.dangers = {dangerous::trust_everyone("test"), dangerous::any_name("test")};
  careless_options.log = [](std::string_view) {};
  const auto careless = Context::client({}, {}, careless_options).value();
  const auto strict = client(trusting({"other-root"}));
  const auto target = server(site());
  SessionPtr session;
  ASSERT_TRUE(shake(careless, target, {.got = &session}).worked());
  const auto result = shake(strict, target, {.session = session.get()});
  EXPECT_FALSE(result.client_done);
  EXPECT_THAT(result.causes, ElementsAre(testing::AnyOf("session_of_another_context", "unknown_authority")));

  // The same with plain libssl goes through, so the test tests something.
  const SslCtxPtr plain_careless(SSL_CTX_new(TLS_client_method())), plain_strict(SSL_CTX_new(TLS_client_method()));
  for (auto* context : {plain_careless.get(), plain_strict.get()}) {
    SSL_CTX_set_min_proto_version(context, static_cast<int>(GetParam()));
    SSL_CTX_set_max_proto_version(context, static_cast<int>(GetParam()));
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT);
  }
  SSL_CTX_set_verify(plain_strict.get(), SSL_VERIFY_PEER, nullptr);
  ASSERT_TRUE(shake(plain_careless.get(), target.native(), {.peer = std::nullopt, .got = &session}).worked());
  EXPECT_TRUE(shake(plain_strict.get(), target.native(), {.peer = std::nullopt, .session = session.get()}).worked());
}

}  // namespace
}  // namespace ks::tls
