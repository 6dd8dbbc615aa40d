#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "crypto/digest.h"
#include "formats/pieces.h"
#include "ks/base/text.h"
#include "ks/model/protection.h"
#include "support/linear.h"
#include "support/listing.h"
#include "support/pem.h"
#include "support/testdata.h"

namespace ks::pieces {
namespace {

using namespace std::literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A pile made of files of pki/, in one line: "ec256.key:web ec256.crt !root.crt". After a colon comes a name, in
/// which "%" is a space, after "#" a localKeyID; "*" before a key locks it, "!" before a certificate says that it stands apart, "+" that it is trusted.
struct Word {
  std::string file;
  std::string name;
  std::string id;
  char mark = ' ';
};

Word parse(std::string text) {
  Word word;
  if (std::string_view("*!+").find(text[0]) != std::string_view::npos) {
    word.mark = text[0];
    text.erase(0, 1);
  }
  if (const auto hash = text.find('#'); hash != std::string::npos) {
    word.id = text.substr(hash + 1);
    text.resize(hash);
  }
  if (const auto colon = text.find(':'); colon != std::string::npos) {
    word.name = text.substr(colon + 1);
    std::ranges::replace(word.name, '%', ' ');
    text.resize(colon);
  }
  word.file = text;
  return word;
}

Remarks remarks_of(const Word& word) {
  Remarks said{.local_key_id = to_bytes(word.id)};
  if (!word.name.empty()) said.name = word.name;
  if (!word.id.empty()) {
    said.attributes = {{.oid = std::string(oids::kLocalKeyId), .values = {asn1::octet_string(said.local_key_id)}}};
  }
  return said;
}

PrivateKey locked(const PrivateKey& key) {
  return PrivateKey::from_locked(lock(key, Secret("secret"sv), {.iterations = 1}).value());
}

Pile pile_of(std::string_view text) {
  Pile pile;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = parse(std::string(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto der = test::testdata_pem("pki/" + word.file);
    if (word.file.ends_with(".key")) {
      auto key = PrivateKey::from_pkcs8(Secret(ByteView(der))).value();
      pile.keys.push_back({.key = word.mark == '*' ? locked(key) : key,
                           .said = remarks_of(word),
                           .certificates_before = pile.certificates.size()});
    } else {
      pile.certificates.push_back({.certificate = Certificate::from_der(der).value(),
                                   .said = remarks_of(word),
                                   .trust = {.trusted = word.mark == '+', .apart = word.mark == '!'}});
    }
  }
  return pile;
}

/// "web[server.example Intermediate CA] root" and warnings after a bar.
std::string summary(const Store& store) {
  std::string text;
  for (const auto& entry : store) {
    if (!text.empty()) text += " ";
    text += entry.alias.text();
    if (std::holds_alternative<TrustedCertificateEntry>(entry.value)) text += "+";
    const auto* identity = std::get_if<PrivateKeyEntry>(&entry.value);
    if (identity == nullptr) continue;
    text += "[";
    for (const auto& certificate : identity->chain) {
      text += (text.ends_with("[") ? "" : ", ") + certificate.fields()->subject.common_name();
    }
    text += "]";
  }
  for (const auto& warning : store.origin.warnings) text += " | " + warning;
  return text;
}

struct PileCase {
  std::string name;
  std::string pile;
  std::string expected;
  std::string password{};
};

void PrintTo(const PileCase& one, std::ostream* out) { *out << one.name; }

const PileCase kCases[] = {
    {"Nothing", "", ""},
    {"CertificatesOnly", "server.crt root.crt", "server.example Root CA"},
    {"CertificatesOfOneName", "root.crt root-rekeyed.crt root.crt", "Root CA Root CA-2 Root CA-3"},
    {"KeyOnly", "server.key", "key[]"},
    {"KeysOnly", "server.key ec256.key", "key[] key-2[]"},
    {"KeyFirst", "server.key server.crt intermediate.crt root.crt",
     "server.example[server.example, Intermediate CA, Root CA]"},
    {"KeyLast", "server.crt intermediate.crt root.crt server.key",
     "server.example[server.example, Intermediate CA, Root CA]"},
    {"RootFirst", "root.crt intermediate.crt server.crt server.key",
     "server.example[server.example, Intermediate CA, Root CA]"},
    {"IssuerMissing", "server.key server.crt root.crt", "server.example[server.example] Root CA"},
    {"KeyOfNoCertificate", "ec384.key server.crt", "key[] server.example | no certificate here belongs to the key key"},
    {"AuthorityKey", "intermediate.key server.crt intermediate.crt root.crt",
     "Intermediate CA[Intermediate CA, Root CA] server.example"},
    {"SharedChain", "server.key server.crt ec256.key ec256.crt intermediate.crt",
     "server.example[server.example, Intermediate CA] ec256.example[ec256.example, Intermediate CA]"},
    {"NameOfTheKey", "server.key:web server.crt:other", "web[server.example]"},
    {"NameOfTheLeaf", "server.key server.crt:web", "web[server.example]"},
    {"NameOfATrustedLeafStaysWithIt", "server.key +server.crt:web", "server.example[server.example] web+"},
    {"NameOfTheLeafOfAnotherKeyStaysWithThat", "server.key server.key:web server.crt:web",
     "server.example[server.example] web[server.example]"},
    {"NameOfTheLeafOfSeveralKeysStaysWithTheFirst", "server.key server.key server.crt:web",
     "web[server.example] server.example[server.example]"},
    {"GivenNamesGoBeforeSuggestions", "root.crt server.crt:Root%CA", "Root CA-2 Root CA"},
    {"GivenNamesGoBeforeSuggestionsAmongKeys", "server.key server.crt root.crt:server.example",
     "server.example-2[server.example] server.example"},
    {"SuggestionsGiveWayByCase", "root.crt server.crt:ROOT%ca", "Root CA-2 ROOT ca"},
    {"NamesThatDifferByCase", "root.crt:a server.crt:A", "a A"},
    {"NamesGivenTwice", "root.crt:a server.crt:a intermediate.crt:a-2", "a a-3 a-2"},
    {"NoCommonName", "ec256.key no-cn.crt", "key[]"},
    {"OtherRootsWithTheSameName", "server.key server.crt intermediate.crt root-rekeyed.crt",
     "server.example[server.example, Intermediate CA] Root CA"},
    {"CrossSigned", "server.key server.crt intermediate-cross.crt other-root.crt intermediate.crt root.crt",
     "server.example[server.example, Intermediate CA, Other Root CA] Intermediate CA Root CA"},
    {"TwoForOneKeyTakesTheOneBehind", "server.crt:a server.key server-renewed.crt:b", "a b[server.example]"},
    {"TwoForOneKeyTakesTheFirst", "server-renewed.crt server.crt server.key",
     "server.example[server.example] server.example-2"},
    {"TwoForOneKeyTakesTheIdOfTheKey", "server-renewed.crt#1 server.crt#2 server.key#2",
     "server.example server.example-2[server.example]"},
    {"TwoForOneKeyTakesTheNameOfTheKey", "server-renewed.crt:a server.crt:b server.key:b", "a b[server.example]"},
    {"PublicKeyBeatsLocalKeyId", "ec256.key#1 server.crt#1 ec256.crt#2", "ec256.example[ec256.example] server.example"},
    {"ApartIsNoPartOfAChain", "server.key server.crt !intermediate.crt root.crt",
     "server.example[server.example] Intermediate CA Root CA"},
    {"ApartIsNoLeaf", "server.key !server.crt", "key[] server.example | no certificate here belongs to the key key"},
    {"TrustedServesAndStays", "server.key server.crt intermediate.crt +root.crt",
     "server.example[server.example, Intermediate CA, Root CA] Root CA+"},
    {"CopyOfAChain", "server.key server.crt intermediate.crt server.crt intermediate.crt",
     "server.example[server.example, Intermediate CA] | 2 certificates of a chain are here twice"},
    {"NamedCopyStays", "server.key server.crt:web server.crt:copy", "web[server.example] copy"},
    {"GroupStandsAsItIs", "server.key#1 server.crt#1 root.crt#1 intermediate.crt",
     "server.example[server.example, Root CA] Intermediate CA"},
    {"GroupIsNotLent", "server.key#1 server.crt#1 intermediate.crt#1 ec256.key#2 ec256.crt#2",
     "server.example[server.example, Intermediate CA] ec256.example[ec256.example]"},
    {"GroupIsNotLentToAnEntryOfTheSameKey", "server.key:a#1 server.crt#1 server.crt:b#1 server.key#1",
     "a[server.example, server.example] key[] | no certificate here belongs to the key key"},
    {"IdOfTheLeafAloneIsNoGroup", "server.key#1 server.crt#1 root.crt intermediate.crt",
     "server.example[server.example, Intermediate CA, Root CA]"},
    {"TwoEntriesOfOneKey", "server.key:a server.crt:a server.key:b server.crt:b",
     "a[server.example] b[server.example]"},
    {"LockedWithItsOnlyLeaf", "*server.key server.crt intermediate.crt root.crt",
     "server.example[server.example, Intermediate CA, Root CA]"},
    {"LockedAfterItsOnlyLeaf", "root.crt intermediate.crt server.crt *server.key",
     "server.example[server.example, Intermediate CA, Root CA]"},
    {"LockedByLocalKeyId", "server.crt#1 ec256.crt#2 *ec256.key#2 *server.key#1",
     "server.example[server.example] ec256.example[ec256.example]"},
    {"LockedByWhatStandsBehind", "*ec256.key:a ec256.crt:a *server.key:b server.crt:b",
     "a[ec256.example] b[server.example]"},
    {"LockedByUnlocking", "server.crt ec256.crt *ec256.key *server.key",
     "server.example[server.example] ec256.example[ec256.example]", "secret"},
    {"LockedByOrderBehind", "*server.key server.crt *ec256.key ec256.crt",
     "server.example[server.example] ec256.example[ec256.example]"},
    {"LockedByOrderBefore", "server.crt *server.key ec256.crt *ec256.key",
     "server.example[server.example] ec256.example[ec256.example]"},
    {"LockedByOrderAllBefore", "server.crt ec256.crt *server.key *ec256.key",
     "server.example[server.example] ec256.example[ec256.example]"},
    {"LockedByOrderTakesLeavesOnly", "*server.key intermediate.crt server.crt *ec256.key ec256.crt",
     "server.example[server.example, Intermediate CA] ec256.example[ec256.example, Intermediate CA]"},
    {"LockedByOrderMayFindNone", "*server.key *ec256.key ec256.crt",
     "key[] ec256.example[ec256.example] | no certificate here belongs to the key key"},
    {"LockedWithAWrongPasswordGoesByOrder", "*server.key server.crt *ec256.key ec256.crt",
     "server.example[server.example] ec256.example[ec256.example]", "wrong"},
    {"LockedAmongTwoLeaves", "*server.key server.crt ec256.crt", "server.example[server.example] ec256.example"},
    {"LockedWithoutCertificate", "*server.key", "key[]"},
    {"LockedAndApartOfTheSameId", "*server.key:a#1 !server.crt:b#1",
     "a[] b | no certificate here belongs to the key a"},
    {"LockedAndApart", "*server.key !server.crt", "key[] server.example | no certificate here belongs to the key key"},
};

class Assemble : public testing::TestWithParam<PileCase> {};

TEST_P(Assemble, MakesEntries) {
  DecodeOptions options;
  if (!GetParam().password.empty()) options.password = share(Secret(GetParam().password));
  EXPECT_EQ(summary(assemble(pile_of(GetParam().pile), options)), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Pieces, Assemble, testing::ValuesIn(kCases), [](const auto& one) { return one.param.name; });

TEST(AssembleKeys, OffersThePasswordOfTheAlias) {
  DecodeOptions options{.password = share(Secret("wrong"sv))};
  options.key_passwords["server.example"] = share(Secret("secret"sv));
  const auto store = assemble(pile_of("*server.key server.crt"), options);
  const auto& key = std::get<PrivateKeyEntry>(store.entries().front().value).key;
  EXPECT_FALSE(key.plain());
  EXPECT_TRUE(key.unlock());
}

TEST(AssembleKeys, TakesDateAndAttributesOfKeyAndChain) {
  auto pile = pile_of("server.key:web server.crt:leaf#2 intermediate.crt:ca");
  const Attribute note{.oid = "1.2.3", .values = {asn1::null()}};
  pile.keys[0].said.attributes = {note};
  pile.certificates[0].said.created = Time(milliseconds(1000));
  const auto store = assemble(std::move(pile), {});
  const auto& entry = store.entries().front();
  EXPECT_EQ(entry.created, Time(milliseconds(1000)));
  EXPECT_THAT(entry.attributes, ElementsAre(note));
  const auto name = [](std::string_view text) {
    return Attribute{.oid = std::string(oids::kFriendlyName),
                     .values = {asn1::bmp_string(text::to_utf16be(text).value())}};
  };
  const Attribute id{.oid = std::string(oids::kLocalKeyId), .values = {asn1::octet_string(to_bytes("2"))}};
  EXPECT_THAT(std::get<PrivateKeyEntry>(entry.value).chain_attributes,
              ElementsAre(ElementsAre(name("leaf"), id), ElementsAre(name("ca"))));
}

TEST(AssembleKeys, KeepsEveryNameOfACertificate) {
  auto pile = pile_of("server.key:web server.crt:leaf");
  const Attribute other{.oid = std::string(oids::kFriendlyName), .values = {asn1::bmp_string(Bytes{0, 'b'})}};
  pile.certificates[0].said.attributes = {other};
  const auto store = assemble(std::move(pile), {});
  const auto& attributes = std::get<PrivateKeyEntry>(store.entries().front().value).chain_attributes;
  EXPECT_THAT(attributes, ElementsAre(testing::SizeIs(2)));
  EXPECT_THAT(attributes, ElementsAre(testing::Contains(other)));
}

TEST(AssembleKeys, LeavesOutAttributesThatFollowFromTheEntry) {
  const auto store = assemble(pile_of("server.key:web#1 server.crt:web#1 intermediate.crt#1"), {});
  EXPECT_THAT(std::get<PrivateKeyEntry>(store.entries().front().value).chain_attributes, IsEmpty());
}

TEST(AssembleKeys, LeavesTheNameOfALeafToTheKeyThatHasIt) {
  const auto store = assemble(pile_of("server.key server.key:web server.crt:leaf"), {});
  ASSERT_EQ(store.size(), 2U);
  const auto chain_attributes = [&](std::size_t i) {
    return std::get<PrivateKeyEntry>(store.entries()[i].value).chain_attributes;
  };
  EXPECT_THAT(chain_attributes(0), IsEmpty());
  EXPECT_THAT(chain_attributes(1), ElementsAre(testing::SizeIs(1)));
}

TEST(AssembleKeys, LeavesOutOpensslsDigestOfTheLeaf) {
  const auto digest = crypto::Digest::sha1().of({test::testdata_pem("pki/server.crt")});
  const Attribute id{.oid = std::string(oids::kLocalKeyId), .values = {asn1::octet_string(digest)}};
  auto both = pile_of("server.key server.crt");
  both.keys[0].said = both.certificates[0].said = {.local_key_id = digest, .attributes = {id}};
  auto leaf_only = both;
  leaf_only.keys[0].said = {};
  for (const auto& pile : {both, leaf_only}) {
    const auto store = assemble(pile, {});
    EXPECT_THAT(store.entries().front().attributes, IsEmpty());
    EXPECT_THAT(std::get<PrivateKeyEntry>(store.entries().front().value).chain_attributes, IsEmpty());
  }
}

TEST(AssembleKeys, LeavesAttributesOfATrustedCertificateToItsOwnEntry) {
  const auto store = assemble(pile_of("server.key server.crt intermediate.crt +root.crt:ca#7"), {});
  ASSERT_EQ(store.size(), 2U);
  EXPECT_THAT(std::get<PrivateKeyEntry>(store.entries()[0].value).chain_attributes, IsEmpty());
  EXPECT_EQ(store.entries()[1].attributes.size(), 1U);
}

// Certificates that nobody signed, to have as many as one likes of any name.

Bytes name_der(std::string_view common_name) {
  const auto attribute = asn1::sequence({asn1::oid(oids::kCommonName), asn1::utf8_string(common_name)});
  const auto rdn = asn1::set_in_given_order({attribute});
  return asn1::sequence_of(rdn);
}

Certificate made(std::string_view subject, std::string_view issuer, std::uint64_t serial, ByteView spki) {
  const auto algorithm = asn1::algorithm_identifier("1.2.840.113549.1.1.11", asn1::null());
  const auto time = asn1::wrap(asn1::kUtcTime, as_bytes("200101000000Z"));
  const auto tbs = asn1::sequence(
      {asn1::integer(serial), algorithm, name_der(issuer), asn1::sequence({time, time}), name_der(subject), spki});
  return Certificate::from_der(asn1::sequence({tbs, algorithm, asn1::bit_string(Bytes{0})})).value();
}

/// `count` certificates, each a link of one chain above `server.key`, or all of one name.
Pile chain_of(std::size_t count, std::string_view only_name) {
  auto pile = pile_of("server.key");
  const auto spki = pile.keys[0].key.public_key().value();
  for (std::size_t i = 0; i < count; ++i) {
    const auto name = [&](std::size_t n) { return only_name.empty() ? std::to_string(n) : std::string(only_name); };
    pile.certificates.push_back({.certificate = made(name(i), i == 0 ? "x" : name(i + 1), i + 1, spki)});
    if (i == 0) pile.certificates[0].certificate = made("leaf", name(1), 1, spki);
  }
  return pile;
}

template <class Make>
double seconds_of(Make&& make) {
  const auto start = test::cpu_seconds();
  const auto store = make();
  EXPECT_FALSE(store.empty());
  return test::cpu_seconds() - start;
}

TEST(AssembleHostile, FollowsALongChain) {
  const auto store = assemble(chain_of(20'000, ""), {});
  ASSERT_EQ(store.size(), 1U);
  EXPECT_EQ(std::get<PrivateKeyEntry>(store.entries().front().value).chain.size(), 20'000U);
}

TEST(AssembleHostile, LinksLoopsOnce) {
  auto pile = pile_of("server.key");
  const auto spki = pile.keys[0].key.public_key().value();
  for (const auto& [subject, issuer] : {std::pair("leaf", "a"), {"a", "b"}, {"b", "leaf"}}) {
    pile.certificates.push_back({.certificate = made(subject, issuer, 1, subject == "leaf"sv ? spki : Bytes(spki))});
  }
  EXPECT_EQ(summary(assemble(std::move(pile), {})), "leaf[leaf, a, b]");
}

TEST(AssembleHostile, TakesBoundedTimeForEqualNames) {
  EXPECT_LT(seconds_of([] { return assemble(chain_of(20'000, "same"), {}); }), 5);
}

TEST(AssembleHostile, TakesBoundedTimeForManyKeysOfOneChain) {
  auto pile = chain_of(3000, "");
  for (int i = 0; i < 3000; ++i) pile.keys.push_back(pile.keys[0]);
  Store store;
  EXPECT_LT(seconds_of([&] { return store = assemble(std::move(pile), {}); }), 10);
  EXPECT_THAT(store.origin.warnings, ElementsAre(HasSubstr("some chains may be short"), HasSubstr(" of the keys")));
}

TEST(AssembleHostile, TakesBoundedTimeForManyCopiesOfOnePair) {
  auto pile = pile_of("server.key server.crt");
  for (int i = 0; i < 3000; ++i) {
    pile.keys.push_back(pile.keys[0]);
    pile.certificates.push_back(pile.certificates[0]);
  }
  EXPECT_LT(seconds_of([&] { return assemble(std::move(pile), {}); }), 10);
}

TEST(AssembleHostile, SpendsOnUnlockingWhatAFileMayCost) {
  auto pile = pile_of("server.crt ec256.crt");
  const auto key = PrivateKey::from_pkcs8(Secret(ByteView(test::testdata_pem("pki/server.key")))).value();
  for (int i = 0; i < 100; ++i) {
    pile.keys.push_back({.key = PrivateKey::from_locked(lock(key, Secret("secret"sv), {.iterations = 20'000}).value()),
                         .certificates_before = 2});
  }
  DecodeOptions options{.password = share(Secret("secret"sv)), .limits = {.total_iterations = 1'000'000}};
  EXPECT_LT(seconds_of([&] { return assemble(std::move(pile), options); }), 1);
}

}  // namespace
}  // namespace ks::pieces
