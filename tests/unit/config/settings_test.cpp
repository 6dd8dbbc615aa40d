#include "ks/config/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <ostream>
#include <string>

#include "support/testdata.h"

namespace ks::config {
namespace {

using testing::HasSubstr;

SettingsOptions in_testdata() { return {.folder = test::testdata("")}; }

/// What the context says of itself, or the error and its hint.
std::string outcome(const std::string& json) {
  const auto client = client_from_json(json, in_testdata());
  if (client) return client->context.describe();
  const auto& error = client.error();
  return std::string(name(error.code)) + ": " + error.message + (error.hint.empty() ? "" : " | " + error.hint);
}

struct SettingsCase {
  std::string name;
  std::string json;
  std::string expected;  // is in the outcome
};

void PrintTo(const SettingsCase& one, std::ostream* out) { *out << one.name; }

const SettingsCase kCases[] = {
    // API Fortress (A4)
    {"Fortress", R"({"keystorePath": "jks/chain.jks", "keystorePassword": "changeit"})", "identity: "},
    {"FortressWithoutPassword", R"({"keystorePath": "jks/chain.jks"})", "usage: settings: keystorePassword is missing"},
    {"FortressWithoutPath", R"({"keystorePassword": "x"})", "usage: settings: keystorePath is missing"},
    {"FortressWrongPassword", R"({"keystorePath": "jks/chain.jks", "keystorePassword": "x"})", "wrong_password: "},
    {"FortressMissingFile", R"({"keystorePath": "jks/none.jks", "keystorePassword": "x"})", "not_found: "},
    {"FortressUnknown", R"({"keystorePath": "jks/chain.jks", "keystorePassword": "changeit", "keyStorepath": "x"})",
     "usage: settings: keyStorepath is unknown | known here are "},
    // A6 and A7
    {"Routes",
     R"({"identities": [{"host": "*.a.example", "keystorePath": "jks/chain.jks", "keystorePassword": "changeit"},
                        {"host": "quiet.a.example", "port": 8443, "none": true}]})",
     "route: quiet.a.example:8443 gets none\n"},
    {"RoutesToTwoStoresOfOneAlias",
     R"({"identities": [{"host": "a.example", "keystorePath": "jks/chain.jks", "keystorePassword": "changeit"},
                        {"host": "b.example", "keystorePath": "pkcs12/bc-nested-safes.p12", "keystorePassword": "changeit"}]})",
     "b.example gets web-2\n"},
    {"RoutesToOneStore",
     R"({"identities": [{"host": "a.example", "keystorePath": "jks/chain.jks", "keystorePassword": "changeit"},
                        {"host": "b.example", "keystorePath": "jks/chain.jks", "keystorePassword": "changeit"}]})",
     "b.example gets web\n"},
    {"RouteOfNoHost", R"({"identities": [{"host": "a b", "none": true}]})", "is no host"},
    {"RouteWithoutStore", R"({"identities": [{"host": "a.example"}]})", "identities[0].keystorePath is missing"},
    {"RoutesThatAreNone", R"({"identities": {}})", "identities has to be a list"},
    // Ktor (K6 to K9)
    {"Ktor", R"({"trustStore": "pki/root.crt", "enabledProtocols": ["TLSv1.3"]})", "versions: TLS 1.3 to TLS 1.3\n"},
    {"KtorWrongAlias", R"({"keyStore": "jks/chain.jks", "keyStorePassword": "changeit", "keyAlias": "nobody"})",
     "no such alias | there are: "},
    {"KtorPasswordOnly", R"({"trustStorePassword": "changeit"})", "trustStore is missing"},
    {"KtorBesideBallerina", R"({"trustStore": "pki/root.crt", "cert": "pki/root.crt"})", "cert contradicts trustStore"},
    {"KtorNoProtocol", R"({"enabledProtocols": []})",
     "enabledProtocols has to be a list of texts, and not an empty one"},
    {"KtorProtocolsTwice", R"({"enabledProtocols": ["TLSv1.3"], "protocol": {"versions": ["TLSv1.2"]}})",
     "protocol.versions contradicts enabledProtocols"},
    {"KtorProtocolsBesideAName",
     R"({"trustStore": "pki/root.crt", "enabledProtocols": ["TLSv1.3"], "protocol": {"name": "TLS"}})",
     "versions: TLS 1.3 to TLS 1.3\n"},
    {"KtorOldProtocol", R"({"enabledProtocols": ["SSLv3"]})",
     "no TLS version is called SSLv3 | there are TLSv1.2 and TLSv1.3"},
    // Ballerina
    {"Ballerina", R"({"cert": "pki/root.crt", "key": {"certFile": "pki/client.crt", "keyFile": "pki/client.key"}})",
     "CN=client"},
    {"BallerinaMismatch",
     R"({"cert": "pki/root.crt", "key": {"certFile": "pki/client.crt", "keyFile": "pki/server.key"}})",
     "not_found: settings: identity: none of its certificates belongs to this key"},
    {"BallerinaKeyWithoutFile", R"({"cert": "pki/root.crt", "key": {"certFile": "pki/client.crt"}})",
     "key.keyFile is missing"},
    {"BallerinaVersions", R"({"cert": "pki/root.crt", "protocol": {"name": "SSL", "versions": ["TLSv1.2"]}})",
     "versions: TLS 1.2 to TLS 1.2\n"},
    {"BallerinaDtls", R"({"cert": "pki/root.crt", "protocol": {"name": "DTLS"}})", "protocol.name has to be TLS"},
    {"BallerinaCiphers", R"({"cert": "pki/root.crt", "ciphers": ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]})",
     "cipher suites: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\n"},
    {"BallerinaUnknownCipher", R"({"cert": "pki/root.crt", "ciphers": ["TLS_NONE"]})",
     "no cipher suite is called TLS_NONE"},
    {"BallerinaSessions", R"({"cert": "pki/root.crt", "shareSession": false})", "sessions: never taken up again\n"},
    {"BallerinaSessionTimeout", R"({"cert": "pki/root.crt", "sessionTimeout": 0.5})",
     "sessionTimeout has to be seconds, 1 to a day of them"},
    {"BallerinaStapling", R"({"cert": "pki/root.crt", "certValidation": {"type": "OCSP_STAPLING", "cacheSize": 50}})",
     "stapled OCSP: hard\n"},
    {"BallerinaCacheBounds", R"({"cert": "pki/root.crt", "certValidation": {"cacheSize": 49}})",
     "cacheSize has to be 50 to 10000"},
    // Two switches, and reasons (B1, A5)
    {"DisabledWithoutReason", R"({"enable": false})", "enable needs a reason to be false"},
    {"AnyNameWithoutReason", R"({"verifyHostName": false})", "verifyHostName needs a reason to be false"},
    {"AnyNameWithReason", R"({"cert": "pki/root.crt", "verifyHostName": false, "dangerous": {"anyName": "a lab"}})",
     "DANGEROUS: takes any name: a lab\n"},
    {"DisabledKeepsTheRest",
     R"({"enable": false, "dangerous": {"trustEveryone": "a", "anyName": "b"}, "ciphers": ["TLS_AES_128_GCM_SHA256"]})",
     "cipher suites: TLS_AES_128_GCM_SHA256\n"},
    {"DisabledWithAnIdentity",
     R"({"enable": false, "dangerous": {"trustEveryone": "a", "anyName": "b"}, "keystorePath": "jks/chain.jks", "keystorePassword": "changeit"})",
     "contradict each other"},
    // No JSON of ours
    {"NotJson", "{", "usage: settings: not JSON"},
    {"NoObject", "[]", "usage: settings: the whole has to be an object"},
    {"WrongType", R"({"trustStore": 5})", "usage: settings: trustStore has to be a text"},
    {"Deep", std::string(500'000, '['), "usage: settings: not JSON"},
    {"Long", std::string((1 << 20) + 1, ' '), "limit: settings: "},
    {"Null", R"({"trustStore": null})", "usage: settings: trustStore has to be a text"},
    {"NullObject", R"({"key": null})", "usage: settings: key has to be an object"},
    {"MemberTwice", R"({"cert": "pki/root.crt", "verifyHostName": true, "cert": "pki/other-root.crt"})",
     "usage: settings: cert is there twice"},
    {"MemberTwiceInside", R"({"key": {"a": [{"b": 1}], "path": "x", "path": "y"}})", "path is there twice"},
    {"OneMemberInEachOfTwo",
     R"({"identities": [{"host": "a.example", "none": true}, {"host": "b.example", "none": true}]})",
     "route: a.example gets none\n"},
    {"NotUtf8", "{\"trustStore\": \"\xff\"}", "usage: settings: not JSON"},
    {"EmptyTrust", R"({"trustStore": "pki/server.key"})", "not_found: "},
};

class ClientFromJson : public testing::TestWithParam<SettingsCase> {};

TEST_P(ClientFromJson, IsAClientOrSaysWhyNot) { EXPECT_THAT(outcome(GetParam().json), HasSubstr(GetParam().expected)); }

INSTANTIATE_TEST_SUITE_P(Settings, ClientFromJson, testing::ValuesIn(kCases),
                         [](const auto& one) { return one.param.name; });

TEST(ClientFromJson, SendsAnIdentityToTheHostsOfItsRouteOnly) {
  const auto client = client_from_json(
      R"({"cert": "pki/root.crt",
          "identities": [{"host": "a.example", "keystorePath": "jks/chain.jks", "keystorePassword": "changeit"}]})",
      in_testdata());
  ASSERT_TRUE(client) << client.error().message;
  const auto sent_to = [&](const char* host) { return client->context.explain({.host = host})->identity.has_value(); };
  EXPECT_TRUE(sent_to("a.example"));
  EXPECT_FALSE(sent_to("b.example"));
}

TEST(ClientFromJson, GivesWhatIsNotTheContexts) {
  const auto client = client_from_json(
      R"({"cert": "pki/root.crt", "serverName": "a.example", "handshakeTimeout": 2.5})", in_testdata());
  EXPECT_EQ(client->server_name, "a.example");
  EXPECT_EQ(client->handshake_timeout, std::chrono::milliseconds(2500));
}

TEST(ClientFromEnvironment, ReadsTheVariable) {
  ::setenv("KS_TEST_CONFIGURATION", R"({"keystorePath": "jks/chain.jks", "keystorePassword": "changeit"})", 1);
  EXPECT_TRUE(client_from_environment("KS_TEST_CONFIGURATION", in_testdata()));
  ::unsetenv("KS_TEST_CONFIGURATION");
  EXPECT_EQ(client_from_environment("KS_TEST_CONFIGURATION").error().code, Errc::not_found);
}

}  // namespace
}  // namespace ks::config
