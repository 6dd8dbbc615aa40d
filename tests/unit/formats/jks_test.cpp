#include "ks/formats/jks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "crypto/digest.h"
#include "ks/base/secret.h"
#include "ks/base/text.h"
#include "ks/base/writer.h"
#include "support/listing.h"
#include "support/testdata.h"

namespace ks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

SharedSecret secret(std::string_view text) { return share(Secret(text)); }

// Files made by hand, from the inside out.

const Bytes kTinyDer = {0x30, 0x03, 0x02, 0x01, 0x05};  // a SEQUENCE, which is all that decoding asks of a certificate

Bytes concat(const std::vector<Bytes>& parts) {
  Bytes all;
  for (const auto& part : parts) append(all, part);
  return all;
}

Bytes u32(std::uint32_t value) {
  Writer out;
  out.u32(value);
  return std::move(out).take();
}

Bytes text_of(std::string_view modified_utf8) {
  Writer out;
  out.u16(static_cast<std::uint16_t>(modified_utf8.size()));
  out.bytes(as_bytes(modified_utf8));
  return std::move(out).take();
}

Bytes blob(ByteView bytes) { return concat({u32(static_cast<std::uint32_t>(bytes.size())), to_bytes(bytes)}); }

Bytes certificate(std::string_view type = "X.509", const Bytes& der = kTinyDer) {
  return concat({text_of(type), blob(der)});
}

/// The start of an entry, created one second after the epoch.
Bytes head(std::uint32_t tag, std::string_view alias) { return concat({u32(tag), text_of(alias), u32(0), u32(1000)}); }

Bytes trusted(std::string_view alias) { return concat({head(2, alias), certificate()}); }

Bytes key(std::string_view alias, const std::vector<Bytes>& chain, const Bytes& locked = kTinyDer) {
  return concat({head(1, alias), blob(locked), u32(static_cast<std::uint32_t>(chain.size())), concat(chain)});
}

struct Header {
  std::uint32_t version = 2;
  std::optional<std::uint32_t> count{};  // default: as many as there are
};

Bytes body(const std::vector<Bytes>& entries, const Header& header = {}) {
  const auto count = header.count.value_or(static_cast<std::uint32_t>(entries.size()));
  return concat({u32(0xfeedfeed), u32(header.version), u32(count), concat(entries)});
}

/// `bytes` and the digest under the password "changeit".
Bytes sealed(Bytes bytes) {
  constexpr char salt[] = "\0c\0h\0a\0n\0g\0e\0i\0tMighty Aphrodite";
  const auto digest = crypto::Digest::sha1().of({as_bytes({salt, sizeof salt - 1}), bytes});
  append(bytes, digest);
  return bytes;
}

// Decoding.

/// "ca ca-2 | verified | warning | …" or "damaged: jks: …".
std::string summary(const Result<Store>& store) {
  if (!store) return std::string(name(store.error().code)) + ": " + store.error().message;
  std::string text;
  for (const auto& entry : *store) text += entry.alias.text() + " ";
  text += "| " + std::string(name(store->origin.integrity));
  for (const auto& warning : store->origin.warnings) text += " | " + warning;
  return text;
}

struct DecodeCase {
  std::string name;
  Bytes bytes;
  std::string expected;  // the beginning of it, where it ends in ": ": the rest is another box's wording
  std::optional<std::string> password = "changeit";
};

void PrintTo(const DecodeCase& one, std::ostream* out) { *out << one.name; }

constexpr const char* kWrongPassword =
    "wrong_password: jks: the digest does not match: the password is wrong or the bytes were changed";

const DecodeCase kDecodeCases[] = {
    {.name = "NoEntries", .bytes = sealed(body({})), .expected = "| verified"},
    {.name = "OneAnchor", .bytes = sealed(body({trusted("ca")})), .expected = "ca | verified"},
    {.name = "NoPassword",
     .bytes = sealed(body({trusted("ca")})),
     .expected = "ca | unchecked",
     .password = std::nullopt},
    {.name = "VersionOneHasNoCertificateTypes",
     .bytes = sealed(body({concat({head(2, "ca"), blob(kTinyDer)})}, {.version = 1})),
     .expected = "ca | verified"},
    {.name = "KeyWithoutChain", .bytes = sealed(body({key("web", {})})), .expected = "web | verified"},
    {.name = "EmptyAlias", .bytes = sealed(body({trusted("")})), .expected = " | verified"},
    {.name = "NulInAlias",
     .bytes = sealed(body({trusted("a\xc0\x80")})),
     .expected = std::string("a\0 | verified", 13)},
    {.name = "AliasBeyondBmp",
     .bytes = sealed(body({trusted("\xed\xa0\xbd\xed\xb8\x80")})),
     .expected = "\xf0\x9f\x98\x80 | verified"},
    {.name = "FourByteUtf8IsNotJavas",
     .bytes = sealed(body({trusted("\xf0\x9f\x98\x80")})),
     .expected = "damaged: jks: entry 1: alias: "},
    {.name = "WrongMagic",
     .bytes = concat({u32(0xfeedface), u32(2), u32(0)}),
     .expected = "not_a_store: jks: the first four bytes are not those of a JKS file"},
    {.name = "OnlyMagic",
     .bytes = u32(0xfeedfeed),
     .expected = "damaged: jks: version needs 4 bytes, 0 left at offset 4"},
    {.name = "Version3",
     .bytes = sealed(body({}, {.version = 3})),
     .expected = "unsupported_format: jks: version 3; 1 and 2 are known"},
    {.name = "CountLargerThanFile",
     .bytes = sealed(body({}, {.count = 0xffffffff})),
     .expected = "damaged: jks: number of entries is 4294967295 at offset 8, more than 20 bytes can hold"},
    {.name = "OneEntryFewerThanCounted",
     .bytes = body({trusted("ca"), trusted("ca-2")}, {.count = 3}),
     .expected = "damaged: jks: entry 3: entry tag needs 4 bytes, 0 left at offset 78",
     .password = std::nullopt},
    {.name = "UnknownTag",
     .bytes = sealed(body({trusted("ca"), concat({head(9, "x"), certificate()})})),
     .expected = "unsupported_format: jks: entry 2: entry tag 9"},
    {.name = "SecretKeyTag",
     .bytes = sealed(body({concat({head(3, "x"), certificate()})})),
     .expected = "unsupported_format: jks: entry 1: a secret key (entry tag 3), which only JCEKS has"},
    {.name = "CertificateType",
     .bytes = sealed(body({concat({head(2, "x"), certificate("PGP")})})),
     .expected = "unsupported_format: jks: entry 1: a certificate of type \"PGP\""},
    {.name = "CertificateLongerThanFile",
     .bytes = sealed(body({concat({head(2, "x"), text_of("X.509"), u32(900), kTinyDer})})),
     .expected = "damaged: jks: entry 1: certificate needs 900 bytes, 25 left at offset 38"},
    {.name = "CertificateIsNoSequence",
     .bytes = sealed(body({concat({head(2, "x"), certificate("X.509", {0x02, 0x01, 0x05})})})),
     .expected = "damaged: jks: entry 1: certificate at offset 34: "},
    {.name = "SecondCertificateOfChainIsCut",
     .bytes = sealed(body({concat({head(1, "x"), blob(kTinyDer), u32(2), certificate(), text_of("X.509"), u32(99)})})),
     .expected = "damaged: jks: entry 1: certificate needs 99 bytes, 20 left at offset 67"},
    {.name = "ChainLongerThanFile",
     .bytes = sealed(body({concat({head(1, "x"), blob(kTinyDer), u32(0x80000000), certificate()})})),
     .expected = "damaged: jks: entry 1: length of the chain is 2147483648 at offset 36, more than 36 bytes can hold"},
    {.name = "KeyIsNoSequence",
     .bytes = sealed(body({key("x", {}, {0x04, 0x00})})),
     .expected = "damaged: jks: entry 1: its key is not an EncryptedPrivateKeyInfo"},
    {.name = "WrongDigest", .bytes = concat({body({trusted("ca")}), Bytes(20, 0xff)}), .expected = kWrongPassword},
    {.name = "WrongPassword",
     .bytes = sealed(body({trusted("ca")})),
     .expected = kWrongPassword,
     .password = "changeme"},
    {.name = "EmptyPasswordIsNotNone",
     .bytes = sealed(body({trusted("ca")})),
     .expected = kWrongPassword,
     .password = ""},
    {.name = "NoDigest",
     .bytes = body({trusted("ca")}),
     .expected = "damaged: jks: digest needs 20 bytes, 0 left at offset 44"},
    {.name = "NoDigestAndNoPassword",
     .bytes = concat({body({trusted("ca")}), Bytes(19, 0)}),
     .expected = "ca | absent | the file ends before its digest, so nobody can tell whether it is whole",
     .password = std::nullopt},
    {.name = "BytesAfterTheDigest",
     .bytes = concat({sealed(body({trusted("ca")})), Bytes(3, 0)}),
     .expected = "ca | verified | 3 bytes after the digest are ignored"},
    {.name = "RepeatedAlias",
     .bytes = sealed(body({trusted("ca"), trusted("x"), trusted("ca"), trusted("ca-2"), trusted("ca")})),
     .expected = "x ca-2 ca ca-3 ca-4 | verified"
                 " | alias ca occurs again and Java sees only the last; this one is now ca-3"
                 " | alias ca occurs again and Java sees only the last; this one is now ca-4"},
    {.name = "AliasesThatFoldTogetherStay",
     .bytes = sealed(body({trusted("CA"), trusted("ca")})),
     .expected = "CA ca | verified"},
};

class JksDecode : public ::testing::TestWithParam<DecodeCase> {};

TEST_P(JksDecode, GivesTheStoreOrTheError) {
  const auto& password = GetParam().password;
  const auto store = jks::decode(GetParam().bytes, {.password = password ? secret(*password) : nullptr});
  const auto& expected = GetParam().expected;
  if (expected.ends_with(": ")) EXPECT_THAT(summary(store), StartsWith(expected));
  else EXPECT_EQ(summary(store), expected);
}

INSTANTIATE_TEST_SUITE_P(HandMade, JksDecode, ::testing::ValuesIn(kDecodeCases),
                         [](const auto& one) { return one.param.name; });

TEST(Jks, ReadsEverySampleAsExpected) {
  const auto all = test::samples("jks");
  ASSERT_FALSE(all.empty());
  for (const auto& sample : all) {
    const auto bytes = test::testdata_bytes("jks/" + sample.path.filename().string());
    const auto store = jks::decode(bytes, test::decode_options(sample));
    EXPECT_EQ(test::listing(store), sample.expected) << sample.path;
  }
}

TEST(Jks, WarnsOfHalfACharacterInAnAlias) {
  const std::string_view replacement = "\xef\xbf\xbd";  // U+FFFD itself is as good a character as any
  const auto halved = jks::decode(sealed(body({trusted(std::string(replacement) + "\xed\xa0\xbd")})), {});
  ASSERT_TRUE(halved);
  EXPECT_THAT(halved->origin.warnings, ElementsAre(HasSubstr("half a character")));
  const auto whole = jks::decode(sealed(body({trusted(replacement)})), {});
  ASSERT_TRUE(whole);
  EXPECT_THAT(whole->origin.warnings, IsEmpty());
}

TEST(Jks, TimesAreSignedMilliseconds) {
  const auto past = concat({u32(2), text_of("ca"), u32(0xffffffff), u32(0xfffffc18), certificate()});
  const auto store = jks::decode(sealed(body({past})), {.password = secret("changeit")});
  ASSERT_TRUE(store);
  EXPECT_EQ(store->entries()[0].created, Time(milliseconds(-1000)));
}

TEST(Jks, CertificatesOfChainsCountTowardsTheLimitOfEntries) {
  const auto bytes = sealed(body({key("a", {certificate(), certificate()}), key("b", {certificate()})}));
  DecodeOptions options{.password = secret("changeit")};
  options.limits.entries = 5;
  EXPECT_EQ(summary(jks::decode(bytes, options)), "a b | verified");
  options.limits.entries = 4;
  const auto refused = jks::decode(bytes, options);
  EXPECT_EQ(summary(refused),
            "limit: jks: entry 2: length of the chain is 1, over the limit of 4 entries and certificates in a file");
  EXPECT_EQ(refused.error().alias, "b");
  EXPECT_EQ(refused.error().hint, "--limit entries=N allows more");
}

TEST(Jks, NothingIsCheckedIfTheCallerSaysSo) {
  const auto bytes = concat({body({trusted("ca")}), Bytes(20, 0xff)});
  EXPECT_EQ(summary(jks::decode(bytes, {.password = secret("changeit"), .check_integrity = false})), "ca | unchecked");
}

TEST(Jks, OneAliasManyTimesTakesLinearTime) {
  constexpr std::size_t many = 100'000;  // a pass over all others for each would take longer than a test may
  const auto store =
      jks::decode(sealed(body(std::vector<Bytes>(many, trusted("ca")))), {.password = secret("changeit")});
  ASSERT_TRUE(store);
  EXPECT_EQ(store->size(), many);
  EXPECT_EQ(store->entries().back().alias.text(), "ca-" + std::to_string(many));
}

TEST(Jks, ErrorsNameTheirEntry) {
  const auto bytes = sealed(body({concat({head(9, "odd"), certificate()})}));
  EXPECT_EQ(jks::decode(bytes, {}).error().alias, "odd");
}

TEST(Jks, EachKeyIsOfferedItsOwnPassword) {
  const auto bytes = test::testdata_bytes("jks/key-password.jks");
  DecodeOptions options{.password = secret("changeit")};
  const auto with_store_password = jks::decode(bytes, options);
  ASSERT_TRUE(with_store_password);
  const auto& key = std::get<PrivateKeyEntry>(with_store_password->entries()[0].value).key;
  EXPECT_FALSE(key.plain());
  EXPECT_EQ(key.unlock().error().code, Errc::wrong_key_password);

  options.key_passwords["web"] = secret("key-secret");
  const auto with_its_own = jks::decode(bytes, options);
  ASSERT_TRUE(with_its_own);
  EXPECT_TRUE(std::get<PrivateKeyEntry>(with_its_own->entries()[0].value).key.unlock());
}

TEST(Jks, LooksLikeItsMagicOnly) {
  EXPECT_TRUE(jks::looks_like(u32(0xfeedfeed)));
  EXPECT_FALSE(jks::looks_like(u32(0xcececece)));
  EXPECT_FALSE(jks::looks_like(Bytes{0xfe, 0xed, 0xfe}));
  EXPECT_FALSE(jks::looks_like({}));
}

// Encoding.

Store sample(const std::string& name) {
  auto store = jks::decode(test::testdata_bytes("jks/" + name), {.password = secret("changeit")});
  EXPECT_TRUE(store) << name << ": " << summary(store);
  return store ? *std::move(store) : Store{};
}

const PrivateKey& only_key(const Store& store) { return std::get<PrivateKeyEntry>(store.entries().at(0).value).key; }

PrivateKey plain_key() { return only_key(sample("chain.jks")).unlock().value(); }

Certificate tiny_certificate() { return Certificate::from_der(kTinyDer).value(); }

Entry anchor(std::string alias) {
  return {.alias = Alias(std::move(alias)), .value = TrustedCertificateEntry{.certificate = tiny_certificate()}};
}

Entry suggested_anchor(std::string alias) {
  return {.alias = Alias::suggested(std::move(alias)),
          .value = TrustedCertificateEntry{.certificate = tiny_certificate()}};
}

Store store_of(const std::vector<Entry>& entries) {
  Store store;
  for (const auto& entry : entries) EXPECT_TRUE(store.add(entry));
  return store;
}

/// What was lost, one line each: "detail web: attributes are not kept: 1.2.3".
std::vector<std::string> losses_of(const Encoded& encoded) {
  std::vector<std::string> lines;
  for (const auto& loss : encoded.losses) {
    lines.push_back((loss.weight == Loss::Weight::detail ? "detail " : "content ") + to_text(loss));
  }
  return lines;
}

Encoded encoded(const Store& store, const EncodeOptions& options = {.password = secret("changeit")}) {
  auto result = jks::encode(store, options);
  EXPECT_TRUE(result) << result.error().message;
  return result ? *std::move(result) : Encoded{};
}

/// `store` encoded and decoded.
std::string back(const Store& store) {
  return summary(jks::decode(encoded(store).bytes, {.password = secret("changeit")}));
}

class UntouchedFile : public ::testing::TestWithParam<std::string> {};

TEST_P(UntouchedFile, StaysTheSameByteForByte) {
  for (const auto& file : test::samples("jks")) {
    if (file.path.filename() != GetParam()) continue;
    const auto options = test::decode_options(file);
    const auto bytes = test::testdata_bytes("jks/" + GetParam());
    const auto store = jks::decode(bytes, options);
    ASSERT_TRUE(store) << summary(store);
    const auto again = encoded(
        *store,
        {.password = options.password, .key_password = options.key_password, .key_passwords = options.key_passwords});
    EXPECT_EQ(again.bytes, bytes);
    EXPECT_THAT(losses_of(again), IsEmpty());
    return;
  }
  FAIL() << "there is no sample " << GetParam();
}

INSTANTIATE_TEST_SUITE_P(ByJava, UntouchedFile,
                         ::testing::Values("aliases.jks", "anchors-of-every-shape.jks", "chain.jks", "empty.jks",
                                           "key-password.jks", "key-passwords.jks", "key-types.jks", "one-anchor.jks",
                                           "password-cyrillic.jks", "password-emoji.jks", "password-empty.jks",
                                           "password-latin.jks", "password-long.jks", "several.jks", "times.jks"),
                         [](const auto& one) {
                           auto name = one.param.substr(0, one.param.size() - 4);
                           std::erase(name, '-');
                           return name;
                         });

TEST(JksEncode, NeedsAPassword) {
  const auto refused = jks::encode(store_of({anchor("ca")}), {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::usage);
  EXPECT_THAT(refused.error().hint, HasSubstr("--out-password"));
}

TEST(JksEncode, WritesWhatTheGrammarSays) {
  const auto written = encoded(store_of({{.alias = Alias("ca"),
                                          .created = Time(milliseconds(1000)),
                                          .value = TrustedCertificateEntry{.certificate = tiny_certificate()}}}));
  EXPECT_EQ(text::to_hex(written.bytes), text::to_hex(sealed(body({trusted("ca")}))));
  EXPECT_FALSE(written.holds_secrets);
}

TEST(JksEncode, EntriesWithoutATimeAreCreatedNow) {
  const auto written =
      encoded(store_of({anchor("ca")}), {.password = secret("changeit"), .now = Time(milliseconds(1000))});
  EXPECT_EQ(text::to_hex(written.bytes), text::to_hex(sealed(body({trusted("ca")}))));
}

TEST(JksEncode, FoldsAliasesAsJavaLooksThemUp) {
  const auto store = store_of({anchor("Gro\xc3\x9f"), anchor("\xc4\xb0"), anchor("plain")});
  EXPECT_EQ(back(store), "gro\xc3\x9f i\xcc\x87 plain | verified");
  EXPECT_THAT(losses_of(encoded(store)),
              ElementsAre("detail Gro\xc3\x9f: is called gro\xc3\x9f, as Java looks for aliases in lower case",
                          "detail \xc4\xb0: is called i\xcc\x87, as Java looks for aliases in lower case"));
}

TEST(JksEncode, TheLaterOfTwoThatFoldTogetherGetsAFreeName) {
  const auto store = store_of({anchor("web"), anchor("WEB"), anchor("Web"), anchor("web-2")});
  EXPECT_EQ(back(store), "web web-3 web-4 web-2 | verified");
  EXPECT_THAT(
      losses_of(encoded(store)),
      ElementsAre("content WEB: is called web-3: another alias differs from it only by case, which Java ignores",
                  "content Web: is called web-4: another alias differs from it only by case, which Java ignores"));
}

TEST(JksEncode, ASuggestedAliasGivesWayWithoutAWord) {
  const auto store = store_of({suggested_anchor("Root CA"), suggested_anchor("root CA"), anchor("root ca")});
  EXPECT_EQ(back(store), "root ca-2 root ca-3 root ca | verified");
  EXPECT_THAT(losses_of(encoded(store)), IsEmpty());
}

TEST(JksEncode, AliasesMayTake65535BytesAndNoMore) {
  const std::string nuls(32767, '\0');  // two bytes each
  EXPECT_THAT(losses_of(encoded(store_of({anchor(nuls + "a")}))), IsEmpty());
  const auto refused = jks::encode(store_of({anchor(nuls + "ab")}), {.password = secret("changeit")});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::cannot_represent);
  EXPECT_THAT(refused.error().message, HasSubstr("alias takes 65536 bytes, JKS has room for 65535"));
  EXPECT_EQ(refused.error().alias, nuls + "ab");
}

TEST(JksEncode, NamesWhatItLeavesOut) {
  auto store = store_of({
      {.alias = Alias("aes"),
       .value = SecretKeyEntry{.key = SecretKey::from_raw("2.16.840.1.101.3.4.1", Secret(std::size_t{16}))}},
      {.alias = Alias("spare"), .value = CertificateEntry{.certificate = tiny_certificate()}},
      {.alias = Alias("bad"),
       .value = TrustedCertificateEntry{.certificate = tiny_certificate(), .rejected_for = {"1.3.6.1.5.5.7.3.1"}}},
      anchor("good"),
  });
  store.crls = {{.der = kTinyDer}, {.der = kTinyDer}};
  store.opaque = {{.oid = "1.2.3", .value = kTinyDer, .attributes = {}}};
  EXPECT_EQ(back(store), "good | verified");
  EXPECT_THAT(losses_of(encoded(store)),
              ElementsAre("content aes: is left out: JKS holds no secret keys",
                          "content spare: is left out: JKS holds certificates only as trusted ones",
                          "content bad: is left out: it is distrusted for a purpose, which JKS cannot say",
                          "content a bag of type 1.2.3 is left out: JKS has no place for it",
                          "content 2 revocation lists are left out: JKS holds none"));
}

TEST(JksEncode, AnAliasOfWhatIsLeftOutIsFree) {
  const Entry left_out{.alias = Alias("Web"), .value = CertificateEntry{.certificate = tiny_certificate()}};
  EXPECT_EQ(back(store_of({left_out, anchor("web")})), "web | verified");
}

TEST(JksEncode, WiderTrustIsALossOfContent) {
  const auto store = store_of(
      {{.alias = Alias("mail"),
        .value = TrustedCertificateEntry{.certificate = tiny_certificate(), .trusted_for = {"1.3.6.1.5.5.7.3.4"}}}});
  EXPECT_EQ(back(store), "mail | verified");
  EXPECT_THAT(losses_of(encoded(store)),
              ElementsAre("content mail: is trusted only for some purposes, in JKS it is for all"));
}

TEST(JksEncode, AttributesAreDetailsButLocalKeyIdIsNone) {
  const Attribute local_key_id{.oid = "1.2.840.113549.1.9.21", .values = {{0x04, 0x01, 0x01}}};
  const Attribute csp{.oid = "1.3.6.1.4.1.311.17.1", .values = {{0x1e, 0x00}}};
  const auto store =
      store_of({{.alias = Alias("web"),
                 .attributes = {local_key_id, csp},
                 .value = PrivateKeyEntry{
                     .key = plain_key(), .chain = {tiny_certificate()}, .chain_attributes = {{local_key_id, csp}}}}});
  EXPECT_THAT(losses_of(encoded(store)),
              ElementsAre("detail web: attributes of its certificates are not kept: 1.3.6.1.4.1.311.17.1",
                          "detail web: attributes are not kept: 1.3.6.1.4.1.311.17.1"));
}

TEST(JksEncode, AKeyWithoutCertificatesIsKeptThoughJavaCannotUseIt) {
  const auto store = store_of({{.alias = Alias("web"), .value = PrivateKeyEntry{.key = plain_key()}}});
  EXPECT_EQ(back(store), "web | verified");
  EXPECT_THAT(losses_of(encoded(store)),
              ElementsAre("detail web: has no certificate, without which Java cannot use its key"));
}

Store store_with(PrivateKey key) {
  return store_of(
      {{.alias = Alias("web"), .value = PrivateKeyEntry{.key = std::move(key), .chain = {tiny_certificate()}}}});
}

/// The key of the only entry of `written`, still locked.
PrivateKey key_in(const Encoded& written) { return only_key(jks::decode(written.bytes, {}).value()); }

TEST(JksEncode, LocksAPlainKeyUnderItsPassword) {
  const auto plain = plain_key();
  const auto under_the_stores = encoded(store_with(plain));
  EXPECT_TRUE(under_the_stores.holds_secrets);
  EXPECT_EQ(key_in(under_the_stores).unlock(Secret("changeit")), plain);

  const auto under_its_own =
      encoded(store_with(plain), {.password = secret("changeit"), .key_passwords = {{"web", secret("its own")}}});
  EXPECT_EQ(key_in(under_its_own).unlock(Secret("its own")), plain);
  EXPECT_EQ(key_in(under_its_own).unlock(Secret("changeit")).error().code, Errc::wrong_key_password);
}

TEST(JksEncode, LocksAKeyAgainIfItsPasswordChanges) {
  const auto written = encoded(sample("chain.jks"), {.password = secret("another")});
  EXPECT_EQ(key_in(written).unlock(Secret("another")), plain_key());
  EXPECT_THAT(losses_of(written), IsEmpty());
}

TEST(JksEncode, AKeyThatNobodyCanOpenKeepsItsBytes) {
  const auto store = sample("key-password.jks");  // the key's own password is not given
  const auto written = encoded(store, {.password = secret("another")});
  EXPECT_EQ(key_in(written).locked_bytes(), only_key(store).locked_bytes());
  EXPECT_THAT(losses_of(written), ElementsAre("detail web: its key stays locked under the password it has"));
}

TEST(JksEncode, AKeyLockedInAnotherWayIsConvertedOrRefused) {
  const auto locked =
      lock(plain_key(), Secret("its own"), {.scheme = Protection::Scheme::pbes2, .iterations = 1}).value();
  const auto converted = encoded(store_with(PrivateKey::from_locked(locked, secret("its own"))));
  EXPECT_EQ(key_in(converted).unlock(Secret("changeit")), plain_key());

  const auto refused = jks::encode(store_with(PrivateKey::from_locked(locked)), {.password = secret("changeit")});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::wrong_key_password);
  EXPECT_EQ(refused.error().alias, "web");
  EXPECT_FALSE(refused.error().hint.empty());
}

}  // namespace
}  // namespace ks
