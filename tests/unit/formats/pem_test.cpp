#include "ks/formats/pem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "ks/base/text.h"
#include "support/linear.h"
#include "support/listing.h"
#include "support/pem.h"
#include "support/testdata.h"

namespace ks {
namespace {

using namespace std::literals;
using test::listing;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

// Samples of foreign tools.

class PemSample : public testing::TestWithParam<test::Sample> {};

TEST_P(PemSample, HoldsWhatWentIn) {
  const auto& sample = GetParam();
  const auto bytes = test::testdata_bytes(sample.path.lexically_relative(test::testdata("")).string());
  const auto store = pem::decode(bytes, test::decode_options(sample));
  EXPECT_EQ(listing(store), sample.expected) << (store ? "" : store.error().message);
  EXPECT_TRUE(!store || pem::looks_like(bytes));
}

INSTANTIATE_TEST_SUITE_P(Testdata, PemSample, testing::ValuesIn(test::samples("pem")),
                         [](const auto& one) { return test::test_name(one.param.path.stem().string()); });

// Files made by hand.

std::string text_of(const std::string& file) { return std::string(as_text(test::testdata_bytes(file))); }
std::string block(std::string_view label, ByteView der) {
  return "-----BEGIN " + std::string(label) + "-----\n" + text::to_base64(der, 64) + "\n-----END " +
         std::string(label) + "-----\n";
}
std::string certificate(const std::string& name) { return block("CERTIFICATE", test::testdata_pem("pki/" + name)); }
std::string key(const std::string& name) { return block("PRIVATE KEY", test::testdata_pem("pki/" + name)); }

std::string named(std::string_view name, const std::string& pem) {
  return "Bag Attributes\n    friendlyName: " + std::string(name) + "\n" + pem;
}

/// "web ca | warning | …" or "damaged: pem: …".
std::string summary(const Result<Store>& store) {
  if (!store) return std::string(name(store.error().code)) + ": " + store.error().message;
  std::string text;
  for (const auto& entry : *store) text += (text.empty() ? "" : " ") + entry.alias.text();
  for (const auto& warning : store->origin.warnings) text += " | " + warning;
  return text;
}

struct DecodeCase {
  std::string name;
  std::string text;
  std::string expected;
};

void PrintTo(const DecodeCase& one, std::ostream* out) { *out << one.name; }

std::string without_first_line(const std::string& text) { return text.substr(text.find('\n') + 1); }

std::string without_parameters_of_the_curve() {  // an ECPrivateKey as short as RFC 5915 allows
  const auto number = asn1::integer(1);
  return block("EC PRIVATE KEY", asn1::sequence({number, asn1::octet_string(Bytes(32, 0x11))}));
}

/// The same with an indefinite outer length.
Bytes in_ber(const Bytes& der) {
  Bytes ber = {0x30, 0x80};
  append(ber, ByteView(der).subspan(4));
  append(ber, Bytes{0, 0});
  return ber;
}

const std::string kCurve = block("EC PARAMETERS", asn1::oid("1.2.840.10045.3.1.7"));
const std::string kOpenSsh = block("OPENSSH PRIVATE KEY", as_bytes("openssh-key-v1\0rest of it"sv));

const DecodeCase kDecodeCases[] = {
    {"NoBlock", "hello", "not_a_store: pem: no line that begins with -----BEGIN"},
    {"Nothing", "", "not_a_store: pem: no line that begins with -----BEGIN"},
    {"TwoNames", named("a", certificate("root.crt")) + named("b", certificate("root.crt")), "a b"},
    {"NameThatIsTaken", named("a", certificate("root.crt")) + named("a", certificate("root.crt")), "a a-2"},
    {"SectionOfABagThatWasNotPrinted",
     "Bag Attributes\n    friendlyName: secret\n" + named("a", certificate("root.crt")), "a"},
    {"AttributesThatCannotBeKept",
     "Bag Attributes\n    1.2.3: hi\n    challengePassword: x\n" + certificate("root.crt"),
     "Root CA | block 1 (CERTIFICATE) has an attribute that is not kept: 1.2.3 | block 1 (CERTIFICATE) has an "
     "attribute "
     "that is not kept: challengePassword"},
    {"UnknownLabel", block("SURPRISE", as_bytes("what is this")) + certificate("root.crt"),
     "Root CA | block 1 (SURPRISE) holds nothing we know"},
    {"UnknownLabelAlone", block("SURPRISE", as_bytes("what is this")),
     "not_a_store: pem: block 1 (SURPRISE) at offset 0: nothing we know"},
    {"UnknownLabelOfAKey", block("SURPRISE", test::testdata_pem("pki/server.key")),
     "key | block 1 (SURPRISE) holds a private key"},
    {"UnknownLabelWithoutBase64", "-----BEGIN X-----\n***\n-----END X-----\n" + certificate("root.crt"),
     "Root CA | block 1 (X) has a body that is not base64 at offset 1"},
    {"OpenPgp", "-----BEGIN PGP MESSAGE-----\nVersion: 1\n\nAAA=\n=AAAA\n-----END PGP MESSAGE-----\n",
     "not_a_store: pem: block 1 (PGP MESSAGE) at offset 0: OpenPGP data"},
    {"CertificateAsKey", block("PRIVATE KEY", test::testdata_pem("pki/root.crt")),
     "Root CA | block 1 (PRIVATE KEY) holds a certificate"},
    {"KeyAsCertificate", block("CERTIFICATE", test::testdata_pem("pki/server.key")),
     "key | block 1 (CERTIFICATE) holds a private key"},
    {"CertificateOfNothing", block("CERTIFICATE", asn1::sequence({})),
     "certificate | block 1 (CERTIFICATE) cannot be read as what it says it is"},
    {"CrlOfNothing", block("X509 CRL", asn1::sequence({})) + certificate("root.crt"),
     "Root CA | block 1 (X509 CRL) cannot be read as what it says it is"},
    {"KeyOfNothing", block("PRIVATE KEY", asn1::sequence({})),
     "damaged: pem: block 1 (PRIVATE KEY) at offset 0: holds nothing we know"},
    {"BerCertificate", block("CERTIFICATE", in_ber(test::testdata_bytes("der/root.crt"))), "Root CA"},
    {"SomethingBehindACertificate", block("CERTIFICATE", to_bytes(text_of("der/root.crt") + "\n")),
     "damaged: pem: block 1 (CERTIFICATE) at offset 0: holds nothing we know"},
    {"TruncatedBundle", certificate("root.crt") + certificate("server.crt").substr(0, 200),
     "damaged: pem: block 2 (CERTIFICATE) at offset " + std::to_string(certificate("root.crt").size()) +
         ": has no END line"},
    {"HeadlessBundle", without_first_line(certificate("root.crt")),
     "damaged: pem: block 1 (CERTIFICATE) at offset " +
         std::to_string(without_first_line(certificate("root.crt")).find("-----END")) + ": has no BEGIN line"},
    {"EscapedLabel", "-----BEGIN \x1b[31mPRIVATE KEY-----\n-----END \x1b[31mPRIVATE KEY-----\n",
     R"(damaged: pem: block 1 (\x1b[31mPRIVATE KEY) at offset 0: is empty)"},
    {"Request", text_of("pki/server.csr"),
     "unsupported_format: pem: block 1 (CERTIFICATE REQUEST) at offset 0: a certificate request"},
    {"OpenSsh", kOpenSsh, "unsupported_format: pem: block 1 (OPENSSH PRIVATE KEY) at offset 0: an OpenSSH private key"},
    {"OpenSshAndMore", kOpenSsh + certificate("root.crt"),
     "Root CA | block 1 (OPENSSH PRIVATE KEY) holds an OpenSSH private key"},
    {"ParametersAlone", kCurve, "not_a_store: pem: nothing but parameters"},
    {"DhParameters",
     block("DH PARAMETERS", asn1::sequence({asn1::integer(23), asn1::integer(Bytes(64, 0x7f))})) +
         certificate("root.crt"),
     "Root CA | block 1 (DH PARAMETERS) holds key parameters"},
    {"CurveBeforeAKeyThatNeedsIt", kCurve + without_parameters_of_the_curve(), "key"},
    {"EncryptedWithoutDekInfo",
     "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n",
     "damaged: pem: block 1 (RSA PRIVATE KEY) at offset 0: is encrypted, but has no DEK-Info header"},
    {"EncryptedCertificate",
     "-----BEGIN CERTIFICATE-----\nDEK-Info: DES-CBC,0123456789ABCDEF\n\nAAAA\n-----END CERTIFICATE-----\n",
     "unsupported_format: pem: block 1 (CERTIFICATE) at offset 0: something encrypted that is no private key"},
    {"WeakDekInfo",
     "-----BEGIN RSA PRIVATE KEY-----\nDEK-Info: DES-CBC,0123456789ABCDEF\n\nAAAA\n-----END RSA PRIVATE KEY-----\n",
     "key | weak encryption: DES-CBC under one round of MD5"},
    {"TrustedWithOtherSettings",
     block("TRUSTED CERTIFICATE",
           [] {
             auto body = test::testdata_bytes("der/root.crt");
             append(body, asn1::sequence({asn1::explicit_context(1, asn1::algorithm_identifier("1.2.3"))}));
             return body;
           }()),
     "Root CA | block 1 (TRUSTED CERTIFICATE) has trust settings that are not kept"},
    {"TrustedWithSomethingBehind",
     block("TRUSTED CERTIFICATE",
           [] {
             auto body = test::testdata_bytes("der/root.crt");
             append(body, asn1::sequence({}));
             append(body, asn1::null());
             return body;
           }()),
     "damaged: pem: block 1 (TRUSTED CERTIFICATE) at offset 0: 2 bytes too many in trusted certificate at offset " +
         std::to_string(test::testdata_bytes("der/root.crt").size() + 2)},
    {"EscapedLineEnds",
     [] {
       std::string text;
       for (const char c : certificate("root.crt")) text += c == '\n' ? "\\n" : std::string(1, c);
       return "CA=\"" + text + "\"\n";
     }(),
     "Root CA"},
    {"BareBase64OfPem", text::to_base64(as_bytes(certificate("root.crt")), 76), "Root CA"},
    {"BareBase64OfAKey", text::to_base64(test::testdata_pem("pki/server.key")), "key"},
    {"BareBase64OfSomethingElse", text::to_base64(asn1::sequence({asn1::octet_string(Bytes(60, 1))})),
     "not_a_store: der: nothing we know"},
};

class PemDecode : public testing::TestWithParam<DecodeCase> {};

TEST_P(PemDecode, GivesTheStoreOrTheError) {
  EXPECT_EQ(summary(pem::decode(as_bytes(GetParam().text), {})), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Pem, PemDecode, testing::ValuesIn(kDecodeCases),
                         [](const auto& one) { return one.param.name; });

TEST(PemDecodeOthers, ReadsUtf16) {
  const auto store = pem::decode(test::testdata_bytes("pem/utf16le.pem"), {});
  EXPECT_EQ(listing(store), listing(pem::decode(test::testdata_bytes("pem/identity.pem"), {})));
  EXPECT_TRUE(pem::looks_like(test::testdata_bytes("pem/utf16le.pem")));
}

TEST(PemDecodeOthers, ReadsPkcs7InEveryDress) {
  for (const auto* file : {"pkcs7/certtool-pem.p7b", "pkcs7/cms-signed-pem.p7b", "pkcs7/bare-base64.p7b"}) {
    const auto store = pem::decode(test::testdata_bytes(file), {});
    ASSERT_TRUE(store) << file << ": " << store.error().message;
    EXPECT_EQ(store->size(), 3U) << file;
  }
}

TEST(PemDecodeOthers, ReadsPkcs12AndJksInBase64) {
  const DecodeOptions options{.password = share(Secret("changeit"sv))};
  const auto p12 = test::testdata_bytes("pkcs12/default.p12");
  const auto expected = listing(ks::decode(p12, options));
  EXPECT_EQ(listing(pem::decode(as_bytes(block("PKCS12", p12)), options)), expected);
  EXPECT_EQ(listing(pem::decode(as_bytes(text::to_base64(p12, 76)), options)), expected);
  const auto jks = test::testdata_bytes("jks/chain.jks");
  EXPECT_EQ(listing(pem::decode(as_bytes(text::to_base64(jks)), options)), listing(ks::decode(jks, options)));
  EXPECT_TRUE(pem::looks_like(as_bytes(text::to_base64(jks))));
  EXPECT_EQ(ks::decode(as_bytes(text::to_base64(p12)), options)->origin.format, "pkcs12");
}

TEST(PemDecodeOthers, HintsAtWhatToDo) {
  EXPECT_THAT(pem::decode(as_bytes(kOpenSsh), {}).error().hint, HasSubstr("ssh-keygen -p -m PKCS8"));
}

TEST(PemDecodeOthers, SaysHowKeysAreProtected) {
  const auto keys_of = [](const std::string& file) { return pem::decode(test::testdata_bytes(file), {})->origin.keys; };
  EXPECT_EQ(keys_of("pem/key-pkcs8.pem")->scheme, Protection::Scheme::none);
  const auto pbes2 = keys_of("pem/pbes2-aes-128-cbc.pem");
  ASSERT_TRUE(pbes2);
  EXPECT_EQ(pbes2->cipher, "aes-128-cbc");
  EXPECT_FALSE(keys_of("pem/certificate.pem"));
}

TEST(PemDecodeOthers, StopsAtTheLimitOfBlocks) {
  const auto text = certificate("root.crt") + certificate("root.crt") + certificate("root.crt");
  EXPECT_TRUE(pem::decode(as_bytes(text), {.limits = {.entries = 3}}));
  EXPECT_THAT(summary(pem::decode(as_bytes(text), {.limits = {.entries = 2}})),
              StartsWith("limit: pem: more than 2 blocks"));
}

TEST(PemDecodeOthers, TellsAHundredWarningsAndHowManyMore) {
  std::string text = certificate("root.crt");
  for (int i = 0; i < 250; ++i) text += "-----BEGIN X-----\n-----END X-----\n";
  const auto store = pem::decode(as_bytes(text), {});
  ASSERT_TRUE(store);
  EXPECT_EQ(store->origin.warnings.size(), 101U);
  EXPECT_EQ(store->origin.warnings.back(), "and 150 warnings more");
}

TEST(PemLooksLike, LooksAtContentOnly) {
  EXPECT_TRUE(pem::looks_like(as_bytes("x -----BEGIN A-----")));
  EXPECT_FALSE(pem::looks_like(as_bytes("-----BEGIN A\n-----")));
  EXPECT_FALSE(pem::looks_like(as_bytes("Mississippi Mississippi Mississippi Mississippi.")));
  EXPECT_FALSE(pem::looks_like(test::testdata_bytes("der/root.crt")));
  EXPECT_FALSE(pem::looks_like({}));
}

// What is quick enough, a factor ten and more above what it takes.

std::string bundle_of(std::size_t count) {
  const auto one = certificate("server.crt");
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += one;
  return text;
}

double seconds_of(const std::string& text) {
  const auto start = test::cpu_seconds();
  (void)pem::decode(as_bytes(text), {});
  return test::cpu_seconds() - start;
}

TEST(PemTime, IsLinearInCertificates) {
  const auto text = bundle_of(20'000);
  EXPECT_LT(seconds_of(text), 3);
}

TEST(PemTime, IsLinearInCommentsOfAllBlocks) {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += "Bag Attributes\n    friendlyName: a\n";
  EXPECT_LT(seconds_of(text + certificate("root.crt")), 2);
}

TEST(PemTime, IsLinearInNestedBase64) {
  auto text = certificate("root.crt") + std::string(1 << 20, '\n');
  for (int i = 0; i < 5; ++i) text = text::to_base64(as_bytes(text));
  EXPECT_LT(seconds_of(text), 2);
}

// Writing.

PrivateKey key_of(const std::string& name) {
  return PrivateKey::from_pkcs8(Secret(ByteView(test::testdata_pem("pki/" + name)))).value();
}
Certificate certificate_of(const std::string& name) {
  return Certificate::from_der(test::testdata_pem("pki/" + name)).value();
}

Store store_of(std::vector<Entry> entries) {
  Store store;
  for (auto& entry : entries) EXPECT_TRUE(store.add(std::move(entry)));
  return store;
}

Entry identity(std::string alias) {
  return {.alias = Alias(std::move(alias)),
          .value = PrivateKeyEntry{.key = key_of("server.key"),
                                   .chain = {certificate_of("server.crt"), certificate_of("intermediate.crt")}}};
}

Entry trusted(std::string alias) {
  return {.alias = Alias(std::move(alias)),
          .value = TrustedCertificateEntry{.certificate = certificate_of("root.crt")}};
}

std::string encoded(const Store& store, const EncodeOptions& options = {}) {
  const auto bytes = pem::encode(store, options);
  if (!bytes) return std::string(name(bytes.error().code)) + ": " + bytes.error().message;
  return std::string(as_text(bytes->bytes));
}

Store again(const Store& store) {
  auto decoded = pem::decode(as_bytes(encoded(store)), {});
  EXPECT_TRUE(decoded) << decoded.error().message;
  return decoded ? *std::move(decoded) : Store();
}

TEST(PemEncode, WritesTheKeyThenItsCertificatesWithComments) {
  const auto store = store_of({identity("web")});
  const auto id =
      "    localKeyID: 24 AF F8 95 57 20 5A 60 72 23 A0 7D D3 0F EE F0 5C 77 58 BF \n"s;  // SHA-1 of the leaf
  EXPECT_EQ(encoded(store), "Bag Attributes\n    friendlyName: web\n" + id + key("server.key") +
                                "Bag Attributes\n    friendlyName: web\n" + id +
                                "subject=CN=server.example\nissuer=CN=Intermediate CA\n" + certificate("server.crt") +
                                "Bag Attributes\n" + id + "subject=CN=Intermediate CA\nissuer=CN=Root CA\n" +
                                certificate("intermediate.crt"));
}

TEST(PemEncode, WritesNothingBesideWhatNobodyNamed) {
  const auto store = pem::decode(as_bytes(certificate("no-cn.crt")), {});
  ASSERT_TRUE(store);
  EXPECT_EQ(encoded(*store), "subject=O=Only an organisation,C=DE\nissuer=CN=Root CA\n" + certificate("no-cn.crt"));
}

TEST(PemEncode, WritesRestrictedTrustSoThatOthersDoNotTrustMore) {
  Entry entry = trusted("ca");
  std::get<TrustedCertificateEntry>(entry.value).trusted_for = {"1.3.6.1.5.5.7.3.1"};
  const auto store = store_of({entry});
  EXPECT_THAT(encoded(store), HasSubstr("-----BEGIN TRUSTED CERTIFICATE-----"));
  EXPECT_EQ(again(store), store);
}

/// Aliases, dates, attributes, trust: all that a comment carries.
std::vector<Store> stores() {
  const Attribute note{.oid = "1.2.3.4", .values = {asn1::utf8_string("hi"), asn1::null()}};
  const Attribute id{.oid = std::string(oids::kLocalKeyId), .values = {asn1::octet_string(Bytes{1, 0, 0, 0})}};
  const Attribute name{.oid = std::string(oids::kFriendlyName),
                       .values = {asn1::bmp_string(text::to_utf16be("CN=ca"sv).value())}};
  auto dated = identity("web");
  dated.created = Time(milliseconds(1714564800123));
  auto with_id = identity("web");
  with_id.attributes = {note, id};
  auto with_both = identity("web");
  with_both.created = Time(milliseconds(-5));
  with_both.attributes = {id};
  auto with_chain_attributes = identity("web");
  std::get<PrivateKeyEntry>(with_chain_attributes.value).chain_attributes = {{note}, {name, id}};
  auto alone = identity("key");
  std::get<PrivateKeyEntry>(alone.value).chain.clear();
  auto odd_chain = identity("odd");
  std::get<PrivateKeyEntry>(odd_chain.value).chain.push_back(certificate_of("other-root.crt"));
  const Entry other{.alias = Alias("other"), .value = CertificateEntry{certificate_of("intermediate.crt")}};
  const Entry leaf{.alias = Alias("leaf"), .value = CertificateEntry{certificate_of("server.crt")}};
  auto any = trusted("ca");
  any.created = Time(milliseconds(1));
  auto restricted = trusted("Some CA");
  std::get<TrustedCertificateEntry>(restricted.value).trusted_for = {"1.3.6.1.5.5.7.3.1", "1.2.3"};
  std::get<TrustedCertificateEntry>(restricted.value).rejected_for = {"1.3.6.1.5.5.7.3.4"};
  restricted.attributes = {id, note};
  auto distrusted = trusted("bad");
  std::get<TrustedCertificateEntry>(distrusted.value).rejected_for = {"2.5.29.37.0"};
  auto with_time_as_id = identity("web");
  with_time_as_id.attributes = {
      {.oid = std::string(oids::kLocalKeyId), .values = {asn1::octet_string(as_bytes("Time 5"))}}};
  std::get<PrivateKeyEntry>(with_time_as_id.value).chain.push_back(certificate_of("other-root.crt"));
  const Attribute usage{.oid = std::string(oids::kOracleTrustedKeyUsage), .values = {asn1::null()}};
  auto looks_trusted = leaf;
  looks_trusted.attributes = {usage};
  auto second = identity("web2");
  auto with_crl = store_of({trusted("ca")});
  with_crl.crls = {{.der = test::testdata_bytes("der/root.crl")}};
  return {store_of({identity("web")}),
          store_of({dated}),
          store_of({with_id}),
          store_of({with_both}),
          store_of({with_chain_attributes}),
          store_of({with_time_as_id}),
          store_of({looks_trusted}),
          store_of({alone}),
          store_of({alone, leaf}),
          store_of({odd_chain, other}),
          store_of({other, leaf}),
          store_of({identity("web"), other, leaf, any}),
          store_of({any, restricted, distrusted}),
          store_of({trusted("web"), trusted("Web"), trusted("Root CA-2"), trusted("Root CA")}),
          store_of({dated, second, alone}),
          with_crl};
}

TEST(PemEncode, ReadsBackTheSameStore) {
  for (const auto& store : stores()) {
    const auto result = again(store);
    EXPECT_EQ(listing(result), listing(store));
    EXPECT_TRUE(result == store) << listing(store);
    EXPECT_THAT(pem::encode(store, {})->losses, IsEmpty());
  }
}

TEST(PemEncode, ReadsBackAnyAlias) {
  for (const auto alias :
       {""sv, " "sv, "Web Server"sv, "a\nb\r\n"sv, "a\0b"sv, "\u043a\u043b\u044e\u0447 \U0001f511"sv, "\u202eevil"sv,
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"sv, "x\n-----END PRIVATE KEY-----\n"sv,
        R"(a\u{a}\)"sv, "Bag Attributes\n    friendlyName: other\n"sv, "\xff\xfe"sv, ": <No Values>"sv, "\ttab\t"sv}) {
    const auto store = store_of({identity(std::string(alias)), trusted("ca")});
    EXPECT_TRUE(again(store) == store) << text::escape(alias);
    for (const auto c : encoded(store)) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
  }
}

TEST(PemEncode, EncryptsKeysUnderThePasswordOfTheirAlias) {
  const auto store = store_of({identity("a"), identity("b")});
  EncodeOptions options{.password = share(Secret("store"sv)),
                        .keys = Protection{.cipher = "aes-128-cbc", .iterations = 5}};
  options.key_passwords["b"] = share(Secret("of b"sv));
  const auto text = encoded(store, options);
  EXPECT_THAT(text, Not(HasSubstr("BEGIN PRIVATE KEY")));
  const auto locked = pem::decode(as_bytes(text), {});
  ASSERT_TRUE(locked);
  EXPECT_EQ(locked->origin.keys, options.keys);
  EXPECT_TRUE(std::get<PrivateKeyEntry>(locked->entries()[0].value).key.unlock(Secret("store"sv)));
  EXPECT_TRUE(std::get<PrivateKeyEntry>(locked->entries()[1].value).key.unlock(Secret("of b"sv)));
}

TEST(PemEncode, LetsLockedKeysThroughAsTheyAre) {
  for (const auto* file : {"pem/pbes2-no-password.pem", "pem/dek-no-password.pem"}) {
    const auto store = pem::decode(test::testdata_bytes(file), {});
    ASSERT_TRUE(store) << file;
    EXPECT_EQ(encoded(*store), text_of(file)) << file;
    const auto losses = pem::encode(*store, {.password = share(Secret("new"sv))})->losses;
    EXPECT_THAT(losses, ElementsAre(Loss{Loss::Weight::detail, "key", "the key is locked and keeps its own password"}));
  }
}

TEST(PemEncode, UnlocksKeysThatCarryAPassword) {
  const auto store = pem::decode(test::testdata_bytes("pem/dek-aes128.pem"), {.password = share(Secret("secret"sv))});
  ASSERT_TRUE(store);
  EXPECT_EQ(encoded(*store), key("server.key"));
  const auto wrong = pem::decode(test::testdata_bytes("pem/dek-aes128.pem"), {.password = share(Secret("wrong"sv))});
  const auto bytes = pem::encode(*wrong, {});
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, Errc::wrong_key_password);
  EXPECT_EQ(bytes.error().alias, "key");
}

TEST(PemEncode, KnowsWhetherItHoldsSecrets) {
  EXPECT_TRUE(pem::encode(store_of({identity("a"), trusted("b")}), {})->holds_secrets);
  EXPECT_FALSE(pem::encode(store_of({trusted("b")}), {})->holds_secrets);
}

TEST(PemEncode, NamesWhatHasNoPemForm) {
  auto store =
      store_of({trusted("ca"),
                {.alias = Alias("aes"),
                 .value = SecretKeyEntry{SecretKey::from_raw("2.16.840.1.101.3.4.1", Secret(std::size_t{16}))}}});
  store.opaque = {{.oid = "1.2.3", .value = asn1::null(), .attributes = {}}};
  EXPECT_THAT(pem::encode(store, {})->losses,
              ElementsAre(Loss{Loss::Weight::content, "aes", "a secret key has no PEM form"},
                          Loss{Loss::Weight::content, "", "a bag of type 1.2.3 is left out"}));
}

TEST(PemEncode, CarriesWhatCannotBeReadAndLeavesOutWhatIsSomethingElse) {
  const auto entry_of = [](std::string alias, const Bytes& der) {
    return Entry{.alias = Alias(std::move(alias)), .value = CertificateEntry{Certificate::from_der(der).value()}};
  };
  auto odd = store_of({entry_of("odd", asn1::sequence({asn1::null()}))});
  odd.crls = {{.der = asn1::sequence({asn1::integer(1)})}};
  EXPECT_TRUE(again(odd) == odd);
  auto nameless = entry_of("", test::testdata_pem("pki/server.key"));
  nameless.alias = Alias::suggested("certificate");
  auto wrong = store_of({trusted("ca"), entry_of("key", test::testdata_pem("pki/server.key")), nameless});
  wrong.crls = {{.der = Bytes{1, 2, 3}}};
  EXPECT_THAT(pem::encode(wrong, {})->losses,
              ElementsAre(Loss{Loss::Weight::content, "key", "a certificate that is none is left out"},
                          Loss{Loss::Weight::content, "certificate", "a certificate that is none is left out"},
                          Loss{Loss::Weight::content, "", "a CRL that is none is left out"}));
  EXPECT_THAT(encoded(wrong), Not(HasSubstr("PRIVATE KEY")));
}

TEST(PemEncode, RefusesWhatWouldLeaveNothing) {
  EXPECT_THAT(encoded(Store()), StartsWith("cannot_represent: pem: an empty store"));
  Store store;
  store.opaque = {{.oid = "1.2.3", .value = asn1::null(), .attributes = {}}};
  EXPECT_THAT(encoded(store), StartsWith("cannot_represent: pem: nothing of this store"));
}

TEST(PemEncode, RefusesKeysLockedInJavasWay) {
  const auto store = ks::decode(test::testdata_bytes("jks/chain.jks"), {});
  ASSERT_TRUE(store) << store.error().message;
  const auto bytes = pem::encode(*store, {});
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, Errc::cannot_represent);
  EXPECT_EQ(bytes.error().alias, store->entries().front().alias.text());
}

}  // namespace
}  // namespace ks
