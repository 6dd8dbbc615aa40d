#include "formats/pkcs12_mac.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "crypto/kdf.h"
#include "formats/pkcs12_pfx.h"
#include "ks/base/text.h"
#include "ks/formats/pkcs12.h"
#include "pkcs12_by_hand.h"
#include "pkcs12_rfc9579_a1.h"
#include "support/listing.h"

namespace ks::test {
namespace {

using namespace by_hand;

Bytes a1() { return text::from_base64(kRfc9579A1).value(); }

/// The authenticated octets of A.1, and a MAC that is right under the given parameters, so that only they are at fault.
Bytes with_mac(Pbmac1 parts, std::size_t key_size, std::uint64_t iterations = 2) {
  const auto file = a1();
  const auto shell = pkcs12::read_pfx(file, {}).value();
  const Bytes salt{1, 2, 3, 4, 5, 6, 7, 8};
  const auto key = crypto::pbkdf2(crypto::Digest::sha256(), as_bytes("1234"), salt, iterations, key_size);
  if (parts.mac.empty()) parts.mac = crypto::Digest::sha256().hmac(key.reveal(), shell.authenticated);
  if (parts.salt.empty()) parts.salt = asn1::octet_string(salt);
  if (parts.iterations.empty()) parts.iterations = asn1::integer(iterations);
  return pfx_of(shell.authenticated, mac_data(parts));
}

Bytes with_key_of(std::size_t size) { return with_mac({.key_length = asn1::integer(std::uint64_t{size})}, size); }

std::string outcome(const Result<Store>& store) {
  if (!store) return std::string(name(store.error().code)) + ": " + store.error().message;
  return std::string(name(store->origin.integrity)) + ", " + std::to_string(store->size()) + " entries";
}

TEST(Pkcs12Pbmac1, OfTheRfcIsVerified) {
  const auto store = decode(a1(), "1234");
  EXPECT_EQ(outcome(store), "verified, 1 entries");
  EXPECT_EQ(store->origin.mac, (Mac{.scheme = Mac::Scheme::pbmac1, .digest = "sha256", .iterations = 2048}));
  EXPECT_TRUE(std::get<PrivateKeyEntry>(store->entries()[0].value).key.unlock());
  EXPECT_EQ(outcome(decode(a1(), "1235")), "wrong_password: pkcs12: wrong password, or changed bytes");
}

TEST(Pkcs12Pbmac1, OfTheRfcWithOtherParametersIsNot) {
  // A.4 and A.5: other iterations, another salt. Both stand before this key length in the file.
  static constexpr std::uint8_t kIterationsAndKeyLength[] = {2, 2, 8, 0, 2, 1, 32};
  auto file = a1();
  const auto found =
      std::search(file.begin(), file.end(), std::begin(kIterationsAndKeyLength), std::end(kIterationsAndKeyLength));
  ASSERT_NE(found, file.end());
  const auto at = static_cast<std::size_t>(found - file.begin());
  for (const auto changed : {at + 3, at - 1}) {
    file = a1();
    file[changed] ^= 1;
    EXPECT_EQ(outcome(decode(file, "1234")), "wrong_password: pkcs12: wrong password, or changed bytes");
  }
}

struct Pbmac1Case {
  std::string name;
  Bytes file;
  std::string expected;
};

void PrintTo(const Pbmac1Case& each, std::ostream* out) { *out << each.name; }

std::vector<Pbmac1Case> pbmac1_cases() {
  const auto length = asn1::integer(std::uint64_t{32});
  return {
      {"RightByHand", with_key_of(32), "verified, 1 entries"},
      {"KeyOf20", with_key_of(20), "verified, 1 entries"},
      {"KeyOf64", with_key_of(64), "verified, 1 entries"},
      {"KeyOf19", with_key_of(19), "damaged: pkcs12: a PBMAC1 key of 19 bytes"},
      {"KeyOf1", with_key_of(1), "damaged: pkcs12: a PBMAC1 key of 1 bytes"},     // CVE-2026-34181
      {"KeyOf65", with_key_of(65), "damaged: pkcs12: a PBMAC1 key of 65 bytes"},  // CVE-2025-11187
      {"KeyOf4GiB", with_mac({.key_length = asn1::integer(std::uint64_t{1} << 32)}, 32),
       "damaged: pkcs12: a PBMAC1 key of 4294967296 bytes"},
      {"NoKeyLength", with_mac({}, 32), "damaged: pkcs12: PBMAC1 key length should have tag 0x02"},  // RFC 9579, A.6
      {"SaltFromElsewhere", with_mac({.salt = asn1::algorithm_identifier("1.2.3"), .key_length = length}, 32),
       "damaged: pkcs12: PBMAC1 salt should have tag 0x04"},  // CVE-2025-11187
      {"SaltOfBoolean", with_mac({.salt = asn1::boolean(true), .key_length = length}, 32),
       "damaged: pkcs12: PBMAC1 salt should have tag 0x04"},
      {"ZeroRounds", with_mac({.iterations = asn1::integer(std::uint64_t{0}), .key_length = length}, 32), "damaged: "},
      {"TooManyRounds", with_mac({.iterations = asn1::integer(std::uint64_t{5'000'001}), .key_length = length}, 32),
       "limit: pkcs12: a key derivation asks for 5000001 iterations"},
      {"MacCutToOneByte", with_mac({.key_length = length, .mac = Bytes{0}}, 32),
       "damaged: pkcs12: a MAC of 1 bytes for a digest of 32"},
      {"UnknownPrf", with_mac({.key_length = length, .prf = "1.2.3"}, 32),
       "unsupported_algorithm: pkcs12: PBMAC1 with the pseudo-random function 1.2.3"},
      {"UnknownHmac", with_mac({.key_length = length, .hmac = "1.2.3"}, 32),
       "unsupported_algorithm: pkcs12: PBMAC1 with the MAC 1.2.3"},
  };
}

class Pkcs12Pbmac1Parameters : public testing::TestWithParam<Pbmac1Case> {};

TEST_P(Pkcs12Pbmac1Parameters, AreHeldToRfc9579) {
  EXPECT_EQ(outcome(decode(GetParam().file, "1234")).find(GetParam().expected), 0U)
      << outcome(decode(GetParam().file, "1234"));
}

INSTANTIATE_TEST_SUITE_P(All, Pkcs12Pbmac1Parameters, testing::ValuesIn(pbmac1_cases()),
                         [](const auto& each) { return each.param.name; });

TEST(Pkcs12Mac, OfUnknownDigestIsNamed) {
  const auto file = pfx({}, mac_data("1.2.643.7.1.1.2.3", Bytes(64), Bytes(8), asn1::integer(std::uint64_t{1})));
  EXPECT_EQ(outcome(decode(file, "pw")), "unsupported_algorithm: pkcs12: the MAC's digest 1.2.643.7.1.1.2.3");
  EXPECT_EQ(outcome(decode(file)), "unchecked, 0 entries");  // no password, nothing to check with
}

TEST(Pkcs12Mac, OfAnotherLengthThanItsDigestIsDamaged) {
  const auto file = pfx({}, mac_data(oids::digest_oid("sha256"), Bytes(20), Bytes(8), {}));
  EXPECT_EQ(outcome(decode(file, "pw")), "damaged: pkcs12: a MAC of 20 bytes for a digest of 32");
}

TEST(Pkcs12Mac, IsCheckedOverTheOctetsThatAreRead) {
  auto file = a1();
  file[40] ^= 1;
  EXPECT_NE(outcome(decode(file, "1234")).find("verified"), 0U);
}

TEST(Pkcs12Mac, IsWrittenWithEachDigestAndScheme) {
  const Secret password("pässword");
  for (const auto* digest : {"sha1", "sha224", "sha256", "sha384", "sha512", "sha3-256", "md5"}) {
    for (const auto scheme : {Mac::Scheme::pkcs12_kdf, Mac::Scheme::pbmac1}) {
      const auto octets = authenticated({});
      const auto data = pkcs12::make_mac_data(octets, password, {.scheme = scheme, .digest = digest, .iterations = 3});
      const bool too_short = scheme == Mac::Scheme::pbmac1 && digest == std::string("md5");
      ASSERT_EQ(data.has_value(), !too_short) << digest;
      if (!data) continue;
      const auto store = decode(pfx_of(octets, *data), "pässword");
      EXPECT_EQ(outcome(store), "verified, 0 entries") << digest;
      EXPECT_EQ(store->origin.mac, (Mac{.scheme = scheme, .digest = digest, .iterations = 3}));
      EXPECT_EQ(outcome(decode(pfx_of(octets, *data), "password")).find("wrong_password"), 0U);
    }
  }
}

TEST(Pkcs12Mac, IsRefusedWhereItWouldProtectNothing) {
  const auto code = [](const Secret& password, const Mac& mac) {
    const auto data = pkcs12::make_mac_data(authenticated({}), password, mac);
    return data ? "written" : name(data.error().code);
  };
  EXPECT_EQ(code(Secret("pw"), {.iterations = 0}), "usage");
  EXPECT_EQ(code(Secret("pw"), {.digest = "sha257"}), "unsupported_algorithm");
  EXPECT_EQ(code(Secret("\xff"), {.iterations = 1}), "usage");
}

}  // namespace
}  // namespace ks::test
