#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "ks/base/text.h"
#include "ks/formats/pkcs12.h"
#include "pkcs12_by_hand.h"
#include "support/difference.h"
#include "support/listing.h"
#include "support/pem.h"

namespace ks::test {
namespace {

using by_hand::decode;

const Protection kQuick{.iterations = 1};

EncodeOptions quickly(std::string_view password = "pw") {
  return {.password = share(Secret(password)), .keys = kQuick, .certificates = kQuick, .mac = Mac{.iterations = 1}};
}

Certificate crt(const std::string& name) { return Certificate::from_der(testdata_pem("pki/" + name + ".crt")).value(); }
PrivateKey key(const std::string& name) {
  return PrivateKey::from_pkcs8(Secret(testdata_pem("pki/" + name + ".key"))).value();
}

Entry identity(const std::string& alias, const std::string& of, const std::vector<std::string>& chain) {
  PrivateKeyEntry value{.key = key(of)};
  for (const auto& name : chain) value.chain.push_back(crt(name));
  return {.alias = Alias(alias), .value = std::move(value)};
}
Entry anchor(const std::string& alias, const std::string& of) {
  return {.alias = Alias(alias), .value = TrustedCertificateEntry{crt(of)}};
}
Entry plain(const std::string& alias, const std::string& of) {
  return {.alias = Alias(alias), .value = CertificateEntry{crt(of)}};
}
Entry aes(const std::string& alias) {
  return {.alias = Alias(alias),
          .value = SecretKeyEntry{SecretKey::from_raw("2.16.840.1.101.3.4.1", Secret("0123456789abcdef"))}};
}

Store store_of(std::vector<Entry> entries) {
  Store store;
  for (auto& entry : entries) EXPECT_TRUE(store.add(std::move(entry)));
  return store;
}

/// What is read of what was written.
Result<Store> again(const Store& store, const EncodeOptions& options = quickly()) {
  const auto encoded = pkcs12::kFormat.encode(store, options);
  if (!encoded) return failure(encoded.error());
  return pkcs12::kFormat.decode(encoded->bytes, {.password = options.password, .key_passwords = options.key_passwords});
}

std::string losses(const Store& store, const EncodeOptions& options = quickly()) {
  const auto encoded = pkcs12::kFormat.encode(store, options);
  if (!encoded) return encoded.error().message;
  std::string text;
  for (const auto& loss : encoded->losses) {
    text += (loss.weight == Loss::Weight::content ? "content: " : "detail: ") + to_text(loss) + "\n";
  }
  return text;
}

Error error_of(const Store& store, const EncodeOptions& options) {
  auto encoded = pkcs12::kFormat.encode(store, options);
  EXPECT_FALSE(encoded);
  return encoded ? Error{} : std::move(encoded).error();
}

std::size_t count(ByteView in, ByteView what) {
  std::size_t found = 0;
  for (auto at = in.begin(); (at = std::search(at, in.end(), what.begin(), what.end())) != in.end(); ++at) ++found;
  return found;
}

/// Nothing of `store` is lost or becomes something else.
void expect_kept(const Store& store) {
  const auto read = again(store);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(losses(store), "");
  EXPECT_THAT(unexplained(store, *read, {}), testing::IsEmpty());
}

/// Nothing is encrypted, so that a test can look at the bytes.
Bytes in_the_clear(const Store& store) {
  const Protection none{.scheme = Protection::Scheme::none};
  return pkcs12::kFormat
      .encode(store, {.password = share(Secret("pw")), .keys = none, .certificates = none, .mac = Mac{.iterations = 1}})
      .value()
      .bytes;
}

TEST(Pkcs12Encode, KeepsTheOrderOfEntriesOfEveryKind) {
  const auto chain = std::vector<std::string>{"ec256", "intermediate", "root"};
  const std::vector<std::vector<Entry>> orders = {
      {aes("s1"), identity("p1", "ec256", chain), aes("s2"), anchor("t1", "other-root"), aes("s3"),
       identity("p2", "client", {"client"}), aes("s4"), plain("c1", "other-root"), aes("s5")},
      {anchor("t1", "root"), identity("p1", "ec256", chain), anchor("t2", "other-root"),
       identity("p2", "server", {"server", "intermediate", "root"})},
      {aes("s1"), anchor("t1", "root"), aes("s2")},
      {identity("bare", "ec256", {}), anchor("t1", "other-root"), identity("bare2", "server", {}),
       identity("p", "client", {"client"})},
      {aes("s1"), identity("bare", "ec256", {}), aes("s2")},
  };
  for (const auto& entries : orders) {
    const auto store = store_of(entries);
    EXPECT_EQ(listing(again(store)), listing(store));
    EXPECT_EQ(losses(store), "");
  }
}

TEST(Pkcs12Encode, KeepsDatesAttributesAndNames) {
  auto web = identity("Wéb 😀", "ec256", {"ec256", "intermediate"});
  web.created = Time(milliseconds(1'700'000'000'123));
  web.attributes = {{.oid = "1.2.3.4", .values = {asn1::null(), asn1::boolean(true)}}};
  std::get<PrivateKeyEntry>(web.value).chain_attributes = {
      {}, {{.oid = std::string(oids::kFriendlyName), .values = {asn1::bmp_string(Bytes{0, 'C', 0, 'A'})}}}};
  auto secret = aes("secret");
  secret.created = Time(milliseconds(-5));
  auto named = identity("windows", "client", {"client"});
  named.attributes = {{.oid = std::string(oids::kLocalKeyId), .values = {asn1::octet_string(Bytes{1, 0, 0, 0})}}};
  auto anchored = anchor("", "other-root");
  anchored.attributes = {{.oid = "1.2.3.5", .values = {}}};
  std::get<TrustedCertificateEntry>(anchored.value).trusted_for = {std::string(oids::kServerAuth), "1.2.3"};
  const auto store = store_of({web, secret, named, anchored});
  const auto read = again(store);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(listing(*read), listing(store));
  for (std::size_t i = 0; i < store.size(); ++i) {
    EXPECT_EQ(read->entries()[i].attributes, store.entries()[i].attributes) << i;
  }
  EXPECT_EQ(std::get<PrivateKeyEntry>(read->entries()[0].value).chain_attributes,
            std::get<PrivateKeyEntry>(web.value).chain_attributes);
  EXPECT_EQ(losses(store), "");
}

Entry created(Entry entry, std::int64_t then) {
  entry.created = Time(milliseconds(then));
  return entry;
}

/// Java's localKeyID is the time of creation. NSS imports nothing where two keys share one.
TEST(Pkcs12Encode, GivesKeysOfOneInstantIdsOfTheirOwn) {
  const auto store =
      store_of({created(identity("a", "ec256", {"ec256"}), 1'714'564'800'250),
                created(identity("b", "client", {"client"}), 1'714'564'800'250),
                created(identity("c", "server", {"server"}), 1'714'564'800'250),
                created(identity("d", "ec384", {"ec384"}), -7), created(identity("e", "ec521", {"ec521"}), -7)});
  EXPECT_EQ(listing(again(store)), listing(store));
  EXPECT_EQ(losses(store), "");
  const auto bytes = in_the_clear(store);
  for (const auto* id : {"Time 1714564800250", "Time 01714564800250", "Time 001714564800250", "Time -7", "Time -07"}) {
    EXPECT_EQ(count(bytes, asn1::octet_string(as_bytes(std::string_view(id)))), 2U) << id;  // the key's and the leaf's
  }
}

TEST(Pkcs12Encode, TellsWhenAnInstantHasMoreKeysThanIds) {
  Store store;
  for (int i = 0; i < 66; ++i) ASSERT_TRUE(store.add(created(aes("key " + std::to_string(i)), 1'714'564'800'250)));
  EXPECT_EQ(losses(store), "detail: key 65: creation time is not kept beside its localKeyID\n");
  const auto read = again(store);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->entries()[64].created, store.entries()[64].created);
  EXPECT_EQ(read->entries()[65].created, std::nullopt);
}

TEST(Pkcs12Encode, KeepsCrlsAndWhatItDoesNotUnderstand) {
  auto store = store_of({anchor("a", "root")});
  store.crls = {{.der = testdata_pem("pki/root.crl")}};
  store.opaque = {
      {.oid = "1.2.3.4", .value = asn1::null(), .attributes = {{.oid = "1.2.3.5", .values = {asn1::null()}}}}};
  const auto read = again(store);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->crls, store.crls);
  EXPECT_EQ(read->opaque, store.opaque);
  EXPECT_TRUE(pkcs12::kFormat.encode(store, quickly())->holds_secrets);  // who knows what is in an unknown bag
}

TEST(Pkcs12Encode, WritesACertificateOfSeveralChainsOnce) {
  const auto store = store_of({identity("a", "ec256", {"ec256", "intermediate", "root"}),
                               identity("b", "server", {"server", "intermediate", "root"}), anchor("ca", "root")});
  const auto bytes = in_the_clear(store);
  EXPECT_EQ(count(bytes, crt("intermediate").der()), 1U);
  EXPECT_EQ(count(bytes, crt("root").der()), 1U);  // the trusted one serves the chains
  EXPECT_EQ(listing(again(store)), listing(store));
}

TEST(Pkcs12Encode, KeepsALeafOutOfTheChainsOfOthers) {
  auto ca = identity("ca", "intermediate", {"intermediate", "root"});
  std::get<PrivateKeyEntry>(ca.value).chain_attributes = {{{.oid = "1.2.3.4", .values = {asn1::null()}}}, {}};
  const auto store = store_of({ca, identity("web", "server", {"server", "intermediate", "root"})});
  expect_kept(store);
}

TEST(Pkcs12Encode, KeepsACertificateThatIsInAChainTrustedAndPlain) {
  const auto store = store_of({identity("web", "server", {"server", "intermediate", "root"}), anchor("trusted", "root"),
                               plain("plain", "root")});
  expect_kept(store);
}

TEST(Pkcs12Encode, KeepsALeafThatIsInAnotherChainAndPlain) {
  expect_kept(store_of({plain("plain", "intermediate"), identity("web", "server", {"server", "intermediate", "root"}),
                        identity("ca", "intermediate", {"intermediate", "root"})}));
}

TEST(Pkcs12Encode, GivesEachEntryOfOneKeyItsOwnLeaf) {
  const Attribute note{.oid = "1.2.3.4", .values = {asn1::null()}};
  auto first = identity("a", "server", {"server"});
  auto second = identity("b", "server", {"server"});
  first.created = second.created = Time(milliseconds(1));
  const Attribute name{.oid = std::string(oids::kFriendlyName), .values = {asn1::bmp_string(Bytes{0, 'n'})}};
  std::get<PrivateKeyEntry>(first.value).chain_attributes = {{name}};
  std::get<PrivateKeyEntry>(second.value).chain_attributes = {{note, name}};
  const auto store = store_of({first, second});
  expect_kept(store);
}

TEST(Pkcs12Encode, MarksEveryTrustedCertificateForJava) {
  const auto bytes = in_the_clear(store_of({anchor("a", "root"), plain("b", "other-root")}));
  EXPECT_EQ(count(bytes, by_hand::trusted()), 1U);
}

TEST(Pkcs12Encode, WritesAPasswordlessTruststoreTheSameTwice) {
  const auto store = store_of({anchor("a", "root"), plain("b", "other-root")});
  const auto first = pkcs12::kFormat.encode(store, {});
  const auto second = pkcs12::kFormat.encode(store, {});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->bytes, second->bytes);
  EXPECT_FALSE(first->holds_secrets);
  const auto read = decode(first->bytes);
  EXPECT_EQ(listing(read), listing(store));
  EXPECT_EQ(read->origin.integrity, Integrity::absent);
  EXPECT_EQ(read->origin.certificates, Protection{.scheme = Protection::Scheme::none});
}

TEST(Pkcs12Encode, NeedsAPasswordForKeys) {
  const auto store = store_of({identity("a", "ec256", {"ec256"})});
  const auto error = error_of(store, {});
  EXPECT_EQ(error.code, Errc::usage);
  EXPECT_EQ(error.hint, "give one for the output");
  EXPECT_EQ(error_of(store_of({anchor("a", "root")}), {.mac = Mac{}}).code, Errc::usage);
  EXPECT_EQ(error_of(store_of({anchor("a", "root")}), {.certificates = kQuick}).code, Errc::usage);
  EXPECT_TRUE(pkcs12::kFormat.encode(store, {.keys = Protection{.scheme = Protection::Scheme::none}}));
}

TEST(Pkcs12Encode, TakesTheEmptyPasswordForOne) {
  const auto store = store_of({identity("a", "ec256", {"ec256"})});
  const auto encoded = pkcs12::kFormat.encode(store, quickly(""));
  ASSERT_TRUE(encoded);
  EXPECT_EQ(listing(decode(encoded->bytes)), listing(store));  // and is tried where none is given
  EXPECT_EQ(decode(encoded->bytes, "").value().origin.integrity, Integrity::verified);
}

TEST(Pkcs12Encode, DefaultsToTheDefaultProfile) {
  const EncodeOptions options{.password = share(Secret("pw"))};
  const auto anchors = again(store_of({anchor("a", "root")}), options);
  ASSERT_TRUE(anchors);
  EXPECT_EQ(anchors->origin.certificates, Protection{.iterations = 10'000});
  EXPECT_EQ(anchors->origin.mac, Mac{.iterations = 10'000});
  const auto keys = again(store_of({identity("a", "ec256", {"ec256"})}), options);
  ASSERT_TRUE(keys);
  EXPECT_EQ(keys->origin.keys, Protection{.iterations = 100'000});
  EXPECT_EQ(keys->origin.certificates, Protection{.iterations = 100'000});
  EXPECT_EQ(keys->origin.mac, Mac{.iterations = 100'000});
}

TEST(Pkcs12Encode, WritesEachProtection) {
  using Scheme = Protection::Scheme;
  const auto store = store_of({identity("a", "ec256", {"ec256"}), anchor("b", "root")});
  for (const auto* cipher : {"des-ede3-cbc", "rc2-40-cbc", "rc2-128-cbc"}) {
    const Protection old{.scheme = Scheme::pkcs12_pbe, .cipher = cipher, .iterations = 2};
    EXPECT_EQ(listing(again(store, {.password = share(Secret("pw")), .keys = old, .certificates = old})),
              listing(store))
        << cipher;
  }
  for (const auto* prf : {"sha1", "sha256", "sha512"}) {
    const Protection pbes2{.cipher = "aes-128-cbc", .prf = prf, .iterations = 2};
    EXPECT_EQ(listing(again(store, {.password = share(Secret("pw")), .keys = pbes2, .certificates = pbes2})),
              listing(store))
        << prf;
  }
}

TEST(Pkcs12Encode, GivesAKeyItsOwnPassword) {
  const auto store = store_of({identity("a", "ec256", {}), identity("b", "server", {})});
  auto options = quickly();
  options.key_passwords = {{"a", share(Secret("own"))}};
  EXPECT_EQ(listing(again(store, options)), listing(store));
  const auto bytes = pkcs12::kFormat.encode(store, options).value().bytes;
  const auto read = decode(bytes, "pw").value();
  EXPECT_FALSE(std::get<PrivateKeyEntry>(read.entries()[0].value).key.unlock());
  EXPECT_TRUE(std::get<PrivateKeyEntry>(read.entries()[1].value).key.unlock());
}

Entry with_locked_key(const Protection& protection, std::string_view password, SharedSecret offered) {
  auto locked = lock(key("ec256"), Secret(password), protection).value();
  return {.alias = Alias("web"),
          .value = PrivateKeyEntry{.key = PrivateKey::from_locked(std::move(locked), std::move(offered))}};
}

const Bytes& locked_bytes(const Entry& entry) {
  return std::get<PrivateKeyEntry>(entry.value).key.locked_bytes().bytes;
}

TEST(Pkcs12LockedKeys, TravelAsTheyAre) {
  const auto entry = with_locked_key({.iterations = 3}, "unknown", nullptr);
  const auto read = again(store_of({entry}));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(locked_bytes(read->entries()[0]), locked_bytes(entry));
}

TEST(Pkcs12LockedKeys, TravelAsTheyAreWhereNothingWouldChange) {
  const auto entry = with_locked_key(kQuick, "pw", share(Secret("pw")));
  const auto read = again(store_of({entry}));
  ASSERT_TRUE(read);
  EXPECT_EQ(locked_bytes(read->entries()[0]), locked_bytes(entry));
}

TEST(Pkcs12LockedKeys, AreEncryptedAnewForAnotherPasswordOrProtection) {
  for (const auto& entry : {with_locked_key(kQuick, "old", share(Secret("old"))),
                            with_locked_key({.iterations = 3}, "pw", share(Secret("pw"))),
                            with_locked_key({.scheme = Protection::Scheme::jks}, "pw", share(Secret("pw")))}) {
    const auto read = again(store_of({entry}));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_NE(locked_bytes(read->entries()[0]), locked_bytes(entry));
    EXPECT_EQ(listing(*read), "web  private key  -  EC 256  87709d6c7423e4c4\n");
    EXPECT_EQ(read->origin.keys, kQuick);
  }
}

TEST(Pkcs12LockedKeys, NeedTheirPasswordWhereOthersCouldNotReadThem) {
  const auto error =
      error_of(store_of({with_locked_key({.scheme = Protection::Scheme::jks}, "pw", nullptr)}), quickly());
  EXPECT_EQ(error.code, Errc::wrong_key_password);
  EXPECT_EQ(error.alias, "web");
  EXPECT_NE(error.hint, "");
  const auto wrong = error_of(store_of({with_locked_key(kQuick, "pw", share(Secret("other")))}), quickly());
  EXPECT_EQ(wrong.code, Errc::wrong_key_password);
  EXPECT_EQ(wrong.alias, "web");
}

TEST(Pkcs12Losses, AreWhatCannotBeSaid) {
  auto dated = anchor("dated", "root");
  dated.created = Time(milliseconds(1));
  auto rejected = anchor("rejected", "root");
  std::get<TrustedCertificateEntry>(rejected.value).rejected_for = {std::string(oids::kClientAuth)};
  EXPECT_EQ(losses(store_of({dated})), "detail: dated: creation time is not kept\n");
  EXPECT_EQ(losses(store_of({rejected})), "content: rejected: that it is rejected for some purposes is not kept\n");
  EXPECT_EQ(losses(store_of({anchor("Web", "root"), anchor("web", "other-root")})),
            "content: web: Java takes it for the same alias as Web and shows only one\n");
  EXPECT_EQ(losses(store_of({anchor("\xff", "root")})), "detail: \xff: its alias is not UTF-8\n");
  EXPECT_EQ(losses(store_of({anchor(std::string("a\0", 2), "root")})),
            "detail: " + std::string("a\0", 2) + ": the NUL at the end of its alias is not kept\n");
}

TEST(Pkcs12Losses, AreChainsThatReadersMakeAnew) {
  EXPECT_EQ(losses(store_of({identity("web", "ec256", {"ec256"}), anchor("ca", "intermediate")})),
            "detail: web: its chain will be read as the 2 certificates that the file has for it\n");
  EXPECT_EQ(losses(store_of({identity("web", "ec256", {"ec256", "root"})})),
            "detail: web: its chain will be read as the 1 certificates that the file has for it\n");
}

Attribute name(std::string_view text) {
  return {.oid = std::string(oids::kFriendlyName), .values = {asn1::bmp_string(text::to_utf16be(text).value())}};
}

/// A chain that no reader makes so, whose last certificate has a name.
Entry with_stranger(const std::string& alias, std::string_view name_of_stranger) {
  auto entry = identity(alias, "ec256", {"ec256", "other-root"});
  std::get<PrivateKeyEntry>(entry.value).chain_attributes = {{}, {name(name_of_stranger)}};
  return entry;
}

TEST(Pkcs12Losses, AreNamesInChainsThatAreThoseOfEntries) {
  const std::string chain = "its chain will be read as the 1 certificates that the file has for it\n";
  const auto clash = store_of({with_stranger("web", "ca"), anchor("ca", "root")});
  EXPECT_EQ(losses(clash),
            "detail: web: the name of a certificate in its chain is not kept beside another entry\n"
            "detail: web: " +
                chain);
  EXPECT_EQ(again(clash)->at(Alias("ca")), clash.entries()[1]);
  EXPECT_EQ(losses(store_of({with_stranger("web", "web")})), "detail: web: " + chain);

  auto web = identity("web", "ec256", {"ec256", "intermediate"});
  std::get<PrivateKeyEntry>(web.value).chain_attributes = {{}, {name("ca")}};
  const auto copy = store_of({plain("copy", "intermediate"), web});
  EXPECT_EQ(losses(copy), "detail: web: the name of a certificate in its chain is not kept beside another entry\n");
  EXPECT_EQ(listing(again(copy)), listing(copy));
}

TEST(Pkcs12Losses, AreAttributesThatChainsDisagreeAbout) {
  const auto chain = std::vector<std::string>{"ec256", "intermediate"};
  auto first = identity("a", "ec256", chain);
  auto second = identity("b", "server", {"server", "intermediate"});
  std::get<PrivateKeyEntry>(first.value).chain_attributes = {{}, {name("ca")}};
  std::get<PrivateKeyEntry>(second.value).chain_attributes = {{}, {name("ca")}};
  EXPECT_EQ(losses(store_of({first, second})), "");
  std::get<PrivateKeyEntry>(second.value).chain_attributes = {{}, {name("other")}};
  EXPECT_EQ(losses(store_of({first, second})),
            "detail: b: the attributes of a certificate in its chain become those it has in another chain\n");
  std::get<PrivateKeyEntry>(first.value).chain_attributes.clear();
  EXPECT_EQ(losses(store_of({first, anchor("ca", "intermediate"), second})),
            "detail: b: the attributes of a certificate in its chain become those it has in another chain\n");
}

TEST(Pkcs12Losses, AreAttributesThatWouldMakeACertificateTrusted) {
  const Attribute usage{.oid = std::string(oids::kOracleTrustedKeyUsage), .values = {asn1::oid(oids::kServerAuth)}};
  auto ca = plain("ca", "root");
  ca.attributes = {usage};
  auto web = identity("web", "ec256", {"ec256"});
  std::get<PrivateKeyEntry>(web.value).chain_attributes = {{usage}};
  for (const auto& entry : {ca, web}) {
    const auto store = store_of({entry});
    EXPECT_EQ(losses(store),
              "detail: " + entry.alias.text() + ": a trustedKeyUsage of what is not trusted is not kept\n");
    EXPECT_EQ(listing(again(store)), listing(store));
  }
}

TEST(Pkcs12Losses, AreCrlsThatAreNone) {
  auto store = store_of({anchor("ca", "root")});
  store.crls = {{.der = Bytes{1, 2, 3}}};
  EXPECT_EQ(losses(store), "content: a CRL that is none is left out\n");
  const auto read = again(store);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(read->crls.empty());
}

TEST(Pkcs12Losses, AreSecretKeysThatWouldBePlain) {
  auto options = quickly();
  options.keys = Protection{.scheme = Protection::Scheme::none};
  EXPECT_EQ(losses(store_of({aes("s")}), options),
            "content: s: a secret key that is not encrypted has no place in PKCS#12\n");
}

TEST(Pkcs12Encode, WritesPlainKeysWhereAskedTo) {
  const auto store = store_of({identity("a", "ec256", {"ec256"})});
  const auto bytes = in_the_clear(store);
  EXPECT_EQ(count(bytes, key("ec256").pkcs8()), 1U);
  const auto read = decode(bytes, "pw").value();
  EXPECT_EQ(listing(read), listing(store));
  EXPECT_EQ(read.origin.keys, Protection{.scheme = Protection::Scheme::none});
  EXPECT_TRUE(
      std::ranges::any_of(read.origin.warnings, [](const auto& w) { return w.find("not encrypted") != w.npos; }));
}

TEST(Pkcs12Encode, WritesAnEmptyStore) {
  EXPECT_EQ(listing(again(Store{})), "");
  EXPECT_EQ(listing(again(Store{}, {})), "");
}

/// Found by fuzzing: a locked key of PEM whose algorithm is no DER made the whole file unreadable.
TEST(Pkcs12Encode, RefusesALockedKeyThatIsNoDer) {
  const Bytes algorithm[] = {{0x30, 0x02, 0x30, 0x7f}, {0x30, 0x04, 0x38, 0x02, 0x18, 0x00}};
  for (const auto& broken : algorithm) {
    const auto locked = asn1::sequence({broken, asn1::octet_string(Bytes(16, 0x11))});
    const auto encoded = pkcs12::kFormat.encode(
        store_of({{.alias = Alias("a"), .value = PrivateKeyEntry{.key = PrivateKey::from_locked({.bytes = locked})}}}),
        quickly());
    ASSERT_FALSE(encoded);
    EXPECT_EQ(encoded.error().code, Errc::wrong_key_password);
  }
}

}  // namespace
}  // namespace ks::test
