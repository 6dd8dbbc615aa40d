#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "formats/pkcs12_mac.h"
#include "ks/formats/pkcs12.h"
#include "model/pbe.h"
#include "pkcs12_by_hand.h"
#include "support/listing.h"
#include "support/pem.h"

namespace ks::test {
namespace {

using namespace by_hand;

Bytes leaf() { return testdata_pem("pki/ec256.crt"); }
Bytes key() { return testdata_pem("pki/ec256.key"); }
Bytes anchors() { return certificate_bag(leaf(), {named("a"), trusted()}); }
Bytes locked(std::string_view password) { return locked_key_bag(locked_key(key(), password), {named("web")}); }

/// `safes` with a MAC under `password`.
Bytes with_mac(std::initializer_list<Bytes> safes, std::string_view password) {
  const auto octets = authenticated(safes);
  return pfx_of(octets, pkcs12::make_mac_data(octets, Secret(password), {.iterations = 1}).value());
}

std::string outcome(const Result<Store>& store) {
  if (!store) return std::string(name(store.error().code)) + ": " + store.error().message;
  return std::string(name(store->origin.integrity)) + "\n" + listing(*store);
}

bool warns(const Result<Store>& store, std::string_view of) {
  return store && std::ranges::any_of(store->origin.warnings, [&](const auto& w) { return w.find(of) != w.npos; });
}

const std::string kAnchor = "a  trusted certificate  -  CN=ec256.example  b1f36804d60e0266\n";

TEST(Pkcs12WithoutPassword, IsReadAsFarAsItIsPlain) {
  const auto file = with_mac({safe({anchors()}), safe({locked("pw")})}, "pw");
  const auto store = decode(file);
  EXPECT_EQ(outcome(store), "unchecked\nweb  private key  -  locked\n" + kAnchor);
  EXPECT_TRUE(warns(store, "no password was given"));
}

TEST(Pkcs12WithoutPassword, NeedsOneWhereCertificatesAreEncrypted) {
  const auto with = with_mac({encrypted_safe({anchors()}, "pw")}, "pw");
  EXPECT_EQ(outcome(decode(with)), "wrong_password: pkcs12: this store needs a password");
  EXPECT_EQ(decode(with).error().hint, "give it with --password");
  const auto without = pfx({encrypted_safe({anchors()}, "pw")});
  EXPECT_EQ(outcome(decode(without)), "wrong_password: pkcs12: this store needs a password");
}

TEST(Pkcs12WithoutPassword, TriesTheEmptyOne) {
  const auto file = with_mac({encrypted_safe({anchors()}, ""), safe({locked("")})}, "");
  const auto store = decode(file);
  EXPECT_EQ(outcome(store), "verified\nweb  private key  -  EC 256  87709d6c7423e4c4\n" + kAnchor);
  EXPECT_EQ(outcome(decode(pfx({encrypted_safe({anchors()}, "")}))), "absent\n" + kAnchor);
}

TEST(Pkcs12WithoutMac, IsReadWithAWarning) {
  const auto store = decode(pfx({encrypted_safe({anchors()}, "pw")}), "pw");
  EXPECT_EQ(outcome(store), "absent\n" + kAnchor);
  EXPECT_TRUE(warns(store, "no MAC"));
  EXPECT_EQ(store->origin.mac, Mac{.scheme = Mac::Scheme::none});
  EXPECT_EQ(outcome(decode(pfx({encrypted_safe({anchors()}, "pw")}), "other")),
            "wrong_password: pkcs12: wrong password, or changed bytes");
}

TEST(Pkcs12WithTwoPasswords, TakesTheKeyPasswordForTheSafes) {
  const auto file = with_mac({encrypted_safe({anchors()}, "privacy"), safe({locked("privacy")})}, "integrity");
  EXPECT_EQ(
      outcome(decode(file, "integrity")),
      "wrong_password: pkcs12: the integrity password is right, but the certificates are encrypted under another");
  EXPECT_EQ(decode(file, "integrity").error().hint, "give the other one with --key-password");
  const auto store =
      pkcs12::kFormat.decode(file, {.password = share(Secret("integrity")), .key_password = share(Secret("privacy"))});
  EXPECT_EQ(outcome(store), "verified\nweb  private key  -  EC 256  87709d6c7423e4c4\n" + kAnchor);
}

TEST(Pkcs12Integrity, MayBeLeftUnchecked) {
  auto file = with_mac({safe({anchors()})}, "pw");
  file[file.size() - 4] ^= 1;  // the salt of the MAC
  EXPECT_EQ(outcome(decode(file, "pw")).find("wrong_password"), 0U);
  const auto rescued = pkcs12::kFormat.decode(file, {.check_integrity = false});
  EXPECT_EQ(outcome(rescued), "unchecked\n" + kAnchor);
}

TEST(Pkcs12KeyPasswords, AreOfferedByAlias) {
  const auto file = with_mac({safe({locked_key_bag(locked_key(key(), "one"), {named("a")}),
                                    locked_key_bag(locked_key(key(), "pw"), {named("b")})})},
                             "pw");
  const auto store =
      pkcs12::kFormat.decode(file, {.password = share(Secret("pw")), .key_passwords = {{"a", share(Secret("one"))}}});
  EXPECT_EQ(outcome(store),
            "verified\na  private key  -  EC 256  87709d6c7423e4c4\n"
            "b  private key  -  EC 256  87709d6c7423e4c4\n");
}

TEST(Pkcs12Algorithms, ThatAreUnknownAreNamed) {
  const auto unknown = asn1::algorithm_identifier("1.2.3.4");
  const auto file = with_mac({encrypted_safe(unknown, asn1::wrap(asn1::context(0), Bytes(16)))}, "pw");
  const auto store = decode(file, "pw");
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Errc::unsupported_algorithm);
  EXPECT_NE(store.error().message.find("1.2.3.4"), std::string::npos);
}

TEST(Pkcs12Algorithms, ThatAreUnknownCostOnlyTheirKey) {
  const auto odd = asn1::sequence({asn1::algorithm_identifier("1.2.3.4"), asn1::octet_string(Bytes(16))});
  const auto store = decode(pfx({safe({anchors(), locked_key_bag(odd, {named("web")})})}), "pw");
  ASSERT_TRUE(store);
  EXPECT_TRUE(warns(store, "a key cannot be decrypted"));
  const auto unlocked = std::get<PrivateKeyEntry>(store->at(Alias("web"))->value).key.unlock();
  ASSERT_FALSE(unlocked);
  EXPECT_EQ(unlocked.error().code, Errc::unsupported_algorithm);
}

TEST(Pkcs12Algorithms, ThatAreWeakAreWarnedOfOnce) {
  const Protection rc2{.scheme = Protection::Scheme::pkcs12_pbe, .cipher = "rc2-40-cbc", .iterations = 1};
  const auto one = encrypted_safe({anchors()}, "pw", rc2);
  const auto store = decode(with_mac({one, one}, "pw"), "pw");
  ASSERT_TRUE(store);
  EXPECT_EQ(store->origin.warnings, std::vector<std::string>{"weak encryption: RC2-40"});
  EXPECT_EQ(store->origin.certificates, rc2);
}

TEST(Pkcs12Origin, IsHowTheFileCouldBeWrittenAgain) {
  const Protection des{.scheme = Protection::Scheme::pkcs12_pbe, .cipher = "des-ede3-cbc", .iterations = 7};
  const Protection aes{.iterations = 5};
  const auto store = decode(with_mac({safe({locked_key_bag(locked_key(key(), "pw", des))}),
                                      encrypted_safe({certificate_bag(leaf())}, "pw", aes)},
                                     "pw"),
                            "pw");
  ASSERT_TRUE(store);
  EXPECT_EQ(store->origin.format, "pkcs12");
  EXPECT_EQ(store->origin.keys, des);
  EXPECT_EQ(store->origin.certificates->cipher, "aes-256-cbc");
  EXPECT_EQ(store->origin.mac, Mac{.iterations = 1});
  EXPECT_FALSE(decode(pfx({safe({locked("pw")})}), "pw")->origin.certificates);
  EXPECT_EQ(decode(pfx({safe({anchors()})}))->origin.certificates, Protection{.scheme = Protection::Scheme::none});
}

TEST(Pkcs12Ber, MayPutCiphertextIntoSegments) {
  const auto encrypted = pbe::encrypt(asn1::sequence({anchors()}), Secret("pw"), {.iterations = 1}).value();
  const ByteView all = encrypted.ciphertext;
  auto segments = asn1::octet_string(all.first(5));
  append(segments, asn1::octet_string(all.subspan(5)));
  const auto file = pfx({encrypted_safe(encrypted.algorithm, asn1::wrap(asn1::context_constructed(0), segments))});
  EXPECT_EQ(outcome(decode(file, "pw")), "absent\n" + kAnchor);
}

TEST(Pkcs12Ber, MayBeInsideAnEncryptedSafe) {
  Bytes indefinite{0x30, 0x80};
  append(indefinite, anchors());
  append(indefinite, Bytes{0, 0});
  const auto encrypted = pbe::encrypt(indefinite, Secret("pw"), {.iterations = 1}).value();
  const auto file = pfx({encrypted_safe(encrypted.algorithm, asn1::wrap(asn1::context(0), encrypted.ciphertext))});
  EXPECT_EQ(outcome(decode(file, "pw")), "absent\n" + kAnchor);
}

TEST(Pkcs12LooksLike, AsksForItsFirstBytesOnly) {
  const auto looks_like = pkcs12::kFormat.looks_like;
  const auto file = pfx({safe({anchors()})});
  EXPECT_TRUE(looks_like(file));
  EXPECT_TRUE(looks_like(ByteView(file).first(30)));
  EXPECT_TRUE(looks_like(Bytes{0x30, 0x80, 2, 1, 3, 0x30, 0x80, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1}));
  EXPECT_FALSE(looks_like({}));
  EXPECT_FALSE(looks_like(key()));
  EXPECT_FALSE(looks_like(leaf()));
  EXPECT_FALSE(looks_like(locked_key(key(), "pw")));
  EXPECT_FALSE(looks_like(as_bytes("-----BEGIN CERTIFICATE-----")));
}

}  // namespace
}  // namespace ks::test
