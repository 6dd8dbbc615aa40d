// What we write, foreign tools read, entry by entry and key by key; profiles_test.cpp has the profiles of PKCS#12.
#include <gtest/gtest.h>

#include <string>

#include "judges.h"
#include "ks/base/file.h"
#include "ks/formats/format.h"
#include "written.h"

namespace ks {
namespace {

using test::as_java_shows;
using test::as_openssl_prints;
using test::contents;
using test::File;
using test::identity;
using test::password;

using WrittenJks = test::Written;
using WrittenPkcs12 = test::Written;

TEST_F(WrittenJks, IsReadByJavaAndKeytool) {
  for (const auto& content : contents()) {
    const auto file = written(content.name + ".jks", content.store, {});
    EXPECT_EQ(test::java(file, "JKS", "SUN"), as_java_shows(content.store)) << content.name;
    EXPECT_EQ(test::keytool(file), std::to_string(content.store.entries().size()) + "\n") << content.name;
  }
}

TEST_F(WrittenJks, GivesAKeyItsOwnPassword) {
  const auto store = identity("ed25519", "web");
  const auto file = written("own.jks", store, {}, "another");
  EXPECT_EQ(test::java(file, "JKS", "SUN"), as_java_shows(store));
}

TEST_F(WrittenPkcs12, IsReadByOpensslKeyByKey) {
  // OpenSSL 3.0 prints one byte of each character of a name, so the names here are ASCII.
  for (const auto& store : {identity("client", "client"), identity("ec521", "api"), identity("ed25519", "ed")}) {
    EXPECT_EQ(test::openssl(written("one.p12", store, {})), as_openssl_prints(store));
  }
}

TEST_F(WrittenPkcs12, ShowsJavaTheDateOfEachKeyOfOneInstant) {
  const auto& several = contents().back();
  ASSERT_EQ(several.name, "SeveralOfEach");
  EXPECT_EQ(test::keytool_dates(written("dates.p12", several.store, {})), "api May 1, 2024\nweb May 1, 2024\n");
}

TEST_F(WrittenPkcs12, HoldsSecretKeysAsJavaDoes) {
  Store store;
  ASSERT_TRUE(
      store.add(Entry{.alias = Alias("aes"),
                      .created = {},
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
  EXPECT_EQ(test::openssl({.path = path, .password = ""}), as_openssl_prints(store));
  EXPECT_EQ(test::java({.path = path, .password = ""}, "PKCS12", "SUN"), as_java_shows(store));
}

}  // namespace
}  // namespace ks
