// What we write, foreign tools read: every profile with every reader it promises, entry by entry, key by key.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "judges.h"
#include "ks/base/file.h"
#include "ks/formats/profiles.h"
#include "ks/ks.h"
#include "ks/ops/ops.h"
#include "support/session.h"
#include "support/testdata.h"

namespace ks {
namespace {

using test::as_java_shows;
using test::File;

const Time kDate = parse_time("2024-05-01T12:00:00.250Z").value();

SharedSecret password(const std::string& text) { return share(Secret(std::string_view(text))); }

/// An identity of testdata/pki with its whole chain.
Store identity(const std::string& name, const std::string& alias) {
  Store pile;
  for (const auto& file : {name + ".key", name + ".crt", std::string("issuing.crt"), std::string("intermediate.crt"),
                           std::string("root.crt")}) {
    pile = merge(std::move(pile), open(test::testdata("pki/" + file)).value(), OnClash::rename_theirs).value();
  }
  const auto all = assemble(pile).value().store;
  Store one;
  for (auto entry : all) {
    if (!std::holds_alternative<PrivateKeyEntry>(entry.value)) continue;
    entry.alias = Alias(alias);
    entry.created = kDate;
    EXPECT_TRUE(one.add(std::move(entry)));
  }
  return one;
}

Store anchors() {
  Store store;
  for (const std::string name : {"root", "other-root", "utf8-name"}) {
    const auto certificate = open(test::testdata("pki/" + name + ".crt")).value().entries()[0].certificates()[0];
    EXPECT_TRUE(store.add(Entry{
        .alias = Alias("ca " + name), .created = kDate, .value = TrustedCertificateEntry{.certificate = certificate}}));
  }
  return store;
}

Store together(std::vector<Store> stores) {
  Store all;
  for (const auto& store : stores) all = merge(std::move(all), store, OnClash::fail).value();
  return all;
}

struct Content {
  std::string name;
  Store store;
  std::size_t entries;
};

std::vector<Content> contents() {
  return {
      {.name = "RsaIdentity", .store = identity("client", "client"), .entries = 1},
      {.name = "EcIdentity", .store = identity("ec256", "größe"), .entries = 1},
      {.name = "Anchors", .store = anchors(), .entries = 3},
      {.name = "SeveralOfEach",
       .store = together({identity("server", "web"), identity("ec384", "api"), anchors()}),
       .entries = 5},
  };
}

class Written : public ::testing::Test {
 protected:
  /// `store` in a new file of this name.
  File written(const std::string& name, const Store& store, EncodeOptions options,
               const std::string& key_password = "changeit") {
    options.password = password("changeit");
    if (key_password != "changeit") options.key_password = password(key_password);
    options.now = kDate;
    const auto format = name.substr(name.rfind('.') + 1) == "jks" ? "jks" : "pkcs12";
    const auto encoded = encode(format, store, options);
    EXPECT_TRUE(encoded) << name << ": " << (encoded ? "" : encoded.error().message);
    const auto path = folder_.path() / name;
    if (encoded) {
      EXPECT_TRUE(file::write(path, encoded->bytes, file::Mode::secret));
    }
    return {.path = path, .password = "changeit", .key_password = key_password};
  }

 private:
  test::TemporaryFolder folder_;
};

using WrittenJks = Written;
using WrittenPkcs12 = Written;

TEST_F(WrittenJks, IsReadByJavaAndKeytool) {
  for (const auto& content : contents()) {
    const auto file = written(content.name + ".jks", content.store, {});
    EXPECT_EQ(test::java(file, "JKS", "SUN"), as_java_shows(content.store)) << content.name;
    EXPECT_EQ(test::keytool(file), std::to_string(content.entries) + "\n") << content.name;
  }
}

TEST_F(WrittenJks, GivesAKeyItsOwnPassword) {
  const auto store = identity("ed25519", "web");
  const auto file = written("own.jks", store, {}, "another");
  EXPECT_EQ(test::java(file, "JKS", "SUN"), as_java_shows(store));
}

TEST_F(WrittenPkcs12, OfEveryProfileIsReadByJava) {
  for (const auto* profile : {"default", "modern", "java8", "java17", "windows2016", "macos", "openssl1", "openssl3",
                              "android", "node", "2016", "2023"}) {
    for (const auto& content : contents()) {
      EncodeOptions options;
      apply(profile_named(profile).value(), holds_keys(content.store), options);
      const auto file = written(content.name + ".p12", content.store, options);
      EXPECT_EQ(test::java(file, "PKCS12", "SUN"), as_java_shows(content.store)) << profile << " " << content.name;
    }
  }
}

/// One of each encoding we write is enough for the tools that start slowly or say little.
TEST_F(WrittenPkcs12, OfEveryEncodingIsReadByTheOthers) {
  for (const auto* profile : {"default", "java8"}) {
    for (const auto& content : contents()) {
      SCOPED_TRACE(std::string(profile) + " " + content.name);
      EncodeOptions options;
      apply(profile_named(profile).value(), holds_keys(content.store), options);
      const auto file = written(content.name + ".p12", content.store, options);
      if (content.name == "RsaIdentity" || content.name == "Anchors") {  // BouncyCastle writes EC keys its own way
        EXPECT_EQ(test::java(file, "PKCS12", "BC"), as_java_shows(content.store));
      }
      EXPECT_EQ(test::keytool(file), std::to_string(content.entries) + "\n");
      EXPECT_EQ(test::nss(file), "read");
      EXPECT_EQ(test::gnutls(file), "read");
      if (holds_keys(content.store)) {  // Node.js takes no PKCS#12 without one
        EXPECT_EQ(test::node(file), "read");
      }
    }
  }
}

TEST_F(WrittenPkcs12, IsReadByOpensslKeyByKey) {
  // OpenSSL 3.0 prints one byte of each character of a name, so the names here are ASCII.
  for (const auto& store : {identity("client", "client"), identity("ec521", "api"), identity("ed25519", "ed")}) {
    EXPECT_EQ(test::openssl(written("one.p12", store, {})), as_java_shows(store));
  }
}

TEST_F(WrittenPkcs12, HoldsSecretKeysAsJavaDoes) {
  Store store;
  ASSERT_TRUE(
      store.add(Entry{.alias = Alias("aes"),
                      .created = kDate,
                      .value = SecretKeyEntry{SecretKey::from_raw("2.16.840.1.101.3.4.1", Secret(Bytes(32, 7)))}}));
  const auto file = written("secret.p12", store, {});
  EXPECT_EQ(test::java(file, "PKCS12", "SUN"), as_java_shows(store));
}

TEST_F(WrittenPkcs12, OfAnEmptyPasswordIsReadByOpensslAndJava) {
  EncodeOptions options;
  options.password = password("");
  const auto store = identity("client", "client");
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "empty.p12";
  ASSERT_TRUE(file::write(path, encode("pkcs12", store, options).value().bytes, file::Mode::secret));
  EXPECT_EQ(test::openssl({.path = path, .password = ""}), as_java_shows(store));
  EXPECT_EQ(test::java({.path = path, .password = ""}, "PKCS12", "SUN"), as_java_shows(store));
}

}  // namespace
}  // namespace ks
