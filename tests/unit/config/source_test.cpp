#include "ks/config/source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "ks/base/file.h"
#include "ks/base/text.h"
#include "ks/config/system.h"
#include "ks/formats/pem.h"
#include "support/pem.h"
#include "support/scratch.h"
#include "support/testdata.h"

namespace ks::config {
namespace {

namespace fs = std::filesystem;
using test::Scratch;
using test::testdata;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr auto kBundle = "/etc/ssl/certs/ca-certificates.crt";

void write(const fs::path& path, std::string_view text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::string text_of(const std::string& name) { return std::string(as_text(test::testdata_bytes(name))); }

DecodeOptions with(std::string_view password) { return {.password = share(Secret(password))}; }

TEST(CertificatesOfBundle, AreThoseOfTheDecoder) {
  const auto bytes = file::read(kBundle).value();
  const auto fast = pem::certificates_of_bundle(bytes);
  ASSERT_TRUE(fast);
  Bytes slow;
  for (const auto& der : test::pem_blocks(kBundle)) append(slow, der);
  EXPECT_EQ(*fast, slow);
}

TEST(CertificatesOfBundle, LeaveWhatIsNotPlainToTheDecoder) {
  const auto root = text_of("pki/root.crt");
  EXPECT_TRUE(pem::certificates_of_bundle(to_bytes("# a comment\n" + root + "\r\n" + root)));
  const std::string others[] = {"",
                                "no block",
                                root + text_of("pki/root.crl"),
                                root + text_of("pki/server.key"),
                                root.substr(0, root.size() / 2),
                                root + "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n",
                                root + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                                root + "-----BEGIN CERTIFICATE-----\nX: y\n\nAAAA\n-----END CERTIFICATE-----\n",
                                root + "-----BEGIN CERTIFICATE-----\n"};
  for (const auto& other : others) EXPECT_FALSE(pem::certificates_of_bundle(to_bytes(other))) << other;
}

/// H5, A2, B3.
TEST(Anchors, AreReadFromEveryFormat) {
  EXPECT_GT(anchors(Source::path(kBundle))->size(), 100U);
  EXPECT_THAT(anchors(Source::path(testdata("pki/root.crt")))->list(), SizeIs(1));
  EXPECT_THAT(anchors(Source::path(testdata("der/root.crt")))->list(), SizeIs(1));
  EXPECT_GT(
      anchors(Source::path(testdata("jks/chain.jks")), with("changeit"), {.key_entries = tls::KeyEntries::trust_leaf})
          ->size(),
      0U);
  EXPECT_EQ(anchors(Source::path(testdata("jks/chain.jks")), with("wrong")).error().code, Errc::wrong_password);
  EXPECT_EQ(anchors(Source::path(testdata("pki/root.crt"))).value(),
            anchors(Source::path(testdata("der/root.crt"))).value());
}

/// H6 and H7.
TEST(Anchors, AreReadFromAHashedFolder) {
  const Scratch scratch;
  write(scratch.path() / "5ed36f99.0", text_of("pki/root.crt"));
  write(scratch.path() / "5ed36f99.1", text_of("pki/root-rekeyed.crt"));
  write(scratch.path() / "README", "not one");
  EXPECT_EQ(anchors(Source::path(scratch.path()))->size(), 2U);
  write(scratch.path() / "00000000.0", "broken");
  const auto broken = anchors(Source::path(scratch.path()));
  ASSERT_FALSE(broken);
  EXPECT_THAT(broken.error().file, HasSubstr("00000000.0"));
}

TEST(Anchors, ThatAreNoneAreAnErrorWhenTheyAreRead) {
  const Scratch scratch;
  EXPECT_EQ(anchors(Source::path(scratch.path())).error().code, Errc::not_found);
  EXPECT_EQ(anchors(Source::path(scratch.path() / "missing")).error().code, Errc::not_found);
  EXPECT_EQ(anchors(Source::bytes({})).error().code, Errc::not_a_store);
  EXPECT_EQ(anchors(Source::path(testdata("pki/server.key"))).error().code, Errc::not_found);
  const auto root = text_of("pki/root.crt");
  const auto broken = anchors(Source::bytes(to_bytes(root + root.substr(0, 300))));
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, Errc::damaged);
}

/// V2 and V3.
TEST(Source, MayBeBase64InManyForms) {
  const auto der = test::testdata_bytes("der/root.crt");
  const auto text = text::to_base64(der, 64);
  for (const auto& form : {text, "  " + text + "\n\n", "data:application/x-x509-ca-cert;base64," + text}) {
    EXPECT_EQ(Source::base64(form).read().value(), der);
  }
  EXPECT_EQ(Source::base64("!").read().error().code, Errc::damaged);
}

TEST(Source, MayBeAVariable) {
  ::setenv("KS_TEST_BUNDLE", text_of("pki/root.crt").c_str(), 1);
  EXPECT_EQ(anchors(Source::environment("KS_TEST_BUNDLE"))->size(), 1U);
  ::setenv("KS_TEST_BUNDLE", text::to_base64(test::testdata_bytes("der/root.crt")).c_str(), 1);
  EXPECT_EQ(anchors(Source::environment("KS_TEST_BUNDLE"))->size(), 1U);
  ::unsetenv("KS_TEST_BUNDLE");
  EXPECT_EQ(anchors(Source::environment("KS_TEST_BUNDLE")).error().code, Errc::not_found);
}

/// H8, B6.
TEST(Identity, IsMadeOfAPairOrATriple) {
  const auto at = [](const std::string& name) { return Source::path(testdata("pki/" + name)); };
  EXPECT_THAT(identity(at("server.crt"), at("server.key"))->chain(), SizeIs(1));
  const auto chain = text_of("pki/intermediate.crt") + text_of("pki/root.crt") + text_of("pki/server.crt");
  EXPECT_THAT(identity(Source::bytes(to_bytes(chain)), at("server.key"))->chain(), SizeIs(3));
  EXPECT_EQ(identity(at("server.crt"), at("client.key")).error().code, Errc::not_found);
  EXPECT_EQ(identity(at("server.crt"), at("root.crt")).error().code, Errc::not_found);
  EXPECT_EQ(identity(at("server.crt"), at("missing.key")).error().code, Errc::not_found);
}

TEST(SystemAnchors, AreThoseOfTheMachine) {
  const auto system = system_anchors();
  ASSERT_TRUE(system);
  EXPECT_EQ(*system, anchors(Source::path(kBundle)).value());
  EXPECT_THAT(system->list().front().origins, ElementsAre(HasSubstr(kBundle)));
}

TEST(SystemAnchors, AreFoundWhereEachDistributionHasThem) {
  for (const std::string place :
       {"etc/ssl/certs/ca-certificates.crt", "etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "etc/pki/tls/certs/ca-bundle.crt", "etc/ssl/ca-bundle.pem", "etc/ssl/cert.pem", "etc/ssl/certs/5ed36f99.0"}) {
    const Scratch root;
    write(root.path() / place, text_of("pki/root.crt"));
    const auto found = system_anchors(Environment::ignore, root.path());
    EXPECT_TRUE(found && found->size() == 1) << place;
  }
  const Scratch empty;
  EXPECT_EQ(system_anchors(Environment::ignore, empty.path()).error().code, Errc::not_found);
}

/// H10: variables count only when asked, and then they must be readable.
TEST(SystemAnchors, ObeyVariablesOnlyIfAsked) {
  const Scratch scratch;
  write(scratch.path() / "own.pem", text_of("pki/root.crt"));
  ::unsetenv("SSL_CERT_DIR");
  ::setenv("SSL_CERT_FILE", (scratch.path() / "own.pem").c_str(), 1);
  EXPECT_GT(system_anchors()->size(), 100U);
  EXPECT_EQ(system_anchors(Environment::obey)->size(), 1U);
  ::setenv("SSL_CERT_FILE", (scratch.path() / "missing.pem").c_str(), 1);
  const auto missing = system_anchors(Environment::obey);
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, HasSubstr("SSL_CERT_FILE"));
  ::unsetenv("SSL_CERT_FILE");
  EXPECT_GT(system_anchors(Environment::obey)->size(), 100U);
}

TEST(SystemAnchors, MayComeFromSeveralFolders) {
  const Scratch scratch;
  write(scratch.path() / "a/5ed36f99.0", text_of("pki/root.crt"));
  write(scratch.path() / "b/5ed36f99.0", text_of("pki/other-root.crt"));
  ::unsetenv("SSL_CERT_FILE");
  const auto found_in = [&](const std::string& folders) {
    ::setenv("SSL_CERT_DIR", folders.c_str(), 1);
    const auto found = system_anchors(Environment::obey);
    ::unsetenv("SSL_CERT_DIR");
    return found ? std::to_string(found->size()) : found.error().message;
  };
  const auto a = (scratch.path() / "a").string(), b = (scratch.path() / "b").string();
  EXPECT_EQ(found_in(a), "1");
  EXPECT_EQ(found_in(a + ":" + b), "2");
  EXPECT_EQ(found_in(":" + a + "::" + b + ":"), "2");
  EXPECT_THAT(found_in(a + ":" + (scratch.path() / "missing").string()), HasSubstr("SSL_CERT_DIR"));
}

}  // namespace
}  // namespace ks::config
