#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <tuple>
#include <vector>

#include "handshake.h"
#include "ks/tls/context.h"
#include "stapling.h"

namespace ks::tls {
namespace {

using test::ocsp_response;
using test::server;
using test::shake;
using test::site;
using test::Status;
using test::trusting;

constexpr long kDay = 24 * 3600L;
constexpr int kRevoked = V_OCSP_CERTSTATUS_REVOKED, kUnknown = V_OCSP_CERTSTATUS_UNKNOWN;

Context insisting(Insistence insistence, Version version, const Anchors& anchors = trusting({"root"})) {
  Options options{.min = version, .max = version};
  options.revocation.stapling = insistence;
  return Context::client(anchors, {}, options).value();
}

struct Case {
  std::string name;
  std::vector<Status> all;
  std::string soft, hard;  // the cause that is found
  std::string signer = "intermediate";
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

class Stapled : public testing::TestWithParam<std::tuple<Case, Version>> {};

TEST_P(Stapled, IsJudged) {
  const auto& [one, version] = GetParam();
  const auto response = ocsp_response(one.all, one.signer);
  const auto target = server(site());
  test::staple(target.native(), response);
  EXPECT_THAT(shake(insisting(Insistence::soft, version), target).causes, testing::ElementsAre(one.soft));
  EXPECT_THAT(shake(insisting(Insistence::hard, version), target).causes, testing::ElementsAre(one.hard));
  EXPECT_TRUE(shake(insisting(Insistence::off, version), target).worked());
}

const Case kCases[] = {
    {"Good", {{}}, "none", "none"},
    {"GoodBySha256", {{.digest = EVP_sha256()}}, "none", "none"},
    {"Revoked", {{.status = kRevoked}}, "revoked", "revoked"},
    {"RevokedBySha256", {{.status = kRevoked, .digest = EVP_sha256()}}, "revoked", "revoked"},
    {"RevokedLongAgo", {{.status = kRevoked, .from = -400 * kDay, .until = -300 * kDay}}, "revoked", "revoked"},
    {"GoodAndRevoked", {{}, {.status = kRevoked, .digest = EVP_sha256()}}, "revoked", "revoked"},
    {"Unknown", {{.status = kUnknown}}, "none", "staple_invalid"},
    {"OfAnother", {{.leaf = "ec256", .status = kRevoked}}, "none", "staple_invalid"},
    {"AmongOthers", {{.leaf = "ec256", .status = kRevoked}, {}}, "none", "none"},
    {"TooOld", {{.from = -2 * kDay, .until = -kDay}}, "none", "staple_invalid"},
    {"OfTomorrow", {{.from = kDay, .until = 2 * kDay}}, "none", "staple_invalid"},
    {"WithoutEnd", {{.from = -kDay, .until = std::nullopt}}, "none", "none"},
    {"WithoutEndAndOld", {{.from = -8 * kDay, .until = std::nullopt}}, "none", "staple_invalid"},
    {"OfAStranger", {{.status = kRevoked}}, "none", "staple_invalid", "other-root"},
    {"OfItself", {{}}, "none", "staple_invalid", "server"},
};

INSTANTIATE_TEST_SUITE_P(Tls, Stapled,
                         testing::Combine(testing::ValuesIn(kCases),
                                          testing::Values(Version::tls_1_2, Version::tls_1_3)),
                         [](const auto& made) {
                           const bool is_1_2 = std::get<Version>(made.param) == Version::tls_1_2;
                           return std::get<Case>(made.param).name + (is_1_2 ? "Tls12" : "Tls13");
                         });

class Stapling : public test::BothVersions {};

INSTANTIATE_TEST_SUITE_P(Tls, Stapling, testing::Values(Version::tls_1_2, Version::tls_1_3), test::name_of_version);

TEST_P(Stapling, MayBeInsistedOn) {
  const auto target = server(site());
  EXPECT_TRUE(shake(insisting(Insistence::soft, GetParam()), target).worked());
  EXPECT_THAT(shake(insisting(Insistence::hard, GetParam()), target).causes, testing::ElementsAre("staple_missing"));
}

/// Nothing is stapled to a session that is taken up again.
TEST_P(Stapling, IsForNewSessions) {
  const auto response = ocsp_response({{}});
  const auto target = server(site());
  test::staple(target.native(), response);
  const auto context = insisting(Insistence::hard, GetParam());
  EXPECT_TRUE(shake(context, target).worked());
  const auto again = shake(context, target);
  EXPECT_TRUE(again.worked()) << again.client_error;
  EXPECT_TRUE(again.resumed);
}

/// An anchor that may sign OCSP responses does so for what it issued, not for everybody's certificates.
TEST_P(Stapling, IsOfTheIssuer) {
  Store store;
  constexpr auto kSigning = "1.3.6.1.5.5.7.3.9", kRequest = "1.3.6.1.5.5.7.48.1";
  ASSERT_TRUE(store.add(
      {.alias = Alias("responder"),
       .value = TrustedCertificateEntry{.certificate = test::crt("other-root"), .trusted_for = {kSigning, kRequest}}}));
  const auto anchors = trusting({"root"}) | Anchors::from_store(store).value();
  const auto response = ocsp_response({{}}, "other-root");
  const auto target = server(site());
  test::staple(target.native(), response);
  EXPECT_THAT(shake(insisting(Insistence::hard, GetParam(), anchors), target).causes,
              testing::ElementsAre("staple_invalid"));
}

}  // namespace
}  // namespace ks::tls
