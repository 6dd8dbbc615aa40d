#include <gtest/gtest.h>

#include <string>

#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "ks/formats/pkcs12.h"
#include "pkcs12_by_hand.h"
#include "support/listing.h"
#include "support/pem.h"

namespace ks::test {
namespace {

using namespace by_hand;

Bytes leaf() { return testdata_pem("pki/ec256.crt"); }
Bytes key() { return testdata_pem("pki/ec256.key"); }

Result<Store> decode_within(ByteView file, const Limits& limits) {
  return pkcs12::kFormat.decode(file, {.password = share(Secret("pw")), .limits = limits});
}

/// "" if it worked, else the error's code and message.
std::string error_of(const Result<Store>& store) {
  return store ? "" : std::string(name(store.error().code)) + ": " + store.error().message;
}

TEST(Pkcs12Limits, EntriesCountBagsOfAllSafes) {
  const auto file = pfx({safe({certificate_bag(leaf()), certificate_bag(leaf())}), safe({certificate_bag(leaf())})});
  EXPECT_EQ(error_of(decode_within(file, {.entries = 3})), "");
  EXPECT_EQ(error_of(decode_within(file, {.entries = 2})).find("limit: pkcs12: safe 2: bag 1: more bags than"), 0U);
}

TEST(Pkcs12Limits, EntriesCountSafes) {
  const auto empty = safe(std::vector<Bytes>{});
  EXPECT_EQ(error_of(decode_within(pfx({empty, empty}), {.entries = 2})), "");
  EXPECT_EQ(error_of(decode_within(pfx({empty, empty}), {.entries = 1})).find("limit: "), 0U);
}

TEST(Pkcs12Limits, AttributesHaveASize) {
  const auto attribute_of = [](std::size_t size) { return attribute("1.2.3", {asn1::octet_string(Bytes(size))}); };
  const auto file = [&](std::size_t size) { return pfx({safe({certificate_bag(leaf(), {attribute_of(size)})})}); };
  const auto whole = attribute_of(200).size();
  EXPECT_EQ(error_of(decode_within(file(200), {.attribute_size = whole})), "");
  EXPECT_EQ(
      error_of(decode_within(file(201), {.attribute_size = whole})).find("limit: pkcs12: safe 1: bag 1: an attribute"),
      0U);
}

TEST(Pkcs12Limits, SafesInsideSafesHaveADepth) {
  auto nested = certificate_bag(leaf(), {named("a")});
  for (int i = 0; i < 5; ++i) nested = bag(oids::kSafeContentsBag, asn1::sequence({nested}));
  const auto file = pfx({safe({nested})});
  // Each of them takes a SEQUENCE, a [0] and a SEQUENCE OF; the certificate in the midst eight more levels.
  std::uint64_t needed = 1;
  while (!decode_within(file, {.depth = needed})) ASSERT_LT(++needed, 32U);
  EXPECT_GT(needed, 15U);
  EXPECT_EQ(error_of(decode_within(file, {.depth = needed - 1})).find("limit: "), 0U);
  for (int i = 0; i < 10; ++i) nested = bag(oids::kSafeContentsBag, asn1::sequence({nested}));
  EXPECT_EQ(error_of(decode_within(pfx({safe({nested})}), {})).find("limit: "), 0U);
}

TEST(Pkcs12Limits, RoundsOfOneDerivation) {
  const auto file = pfx({encrypted_safe({certificate_bag(leaf())}, "pw", {.iterations = 50})});
  EXPECT_EQ(error_of(decode_within(file, {.iterations = 50})), "");
  EXPECT_EQ(error_of(decode_within(file, {.iterations = 49})).find("limit: pkcs12: safe 1: "), 0U);
}

TEST(Pkcs12Limits, RoundsOfMacAndSafesTogether) {
  const Protection ten{.iterations = 10};
  const auto one = encrypted_safe({certificate_bag(leaf())}, "pw", ten);
  EXPECT_EQ(error_of(decode_within(pfx({one, one}), {.total_iterations = 20})), "");
  EXPECT_EQ(error_of(decode_within(pfx({one, one, one}), {.total_iterations = 20})).find("limit: pkcs12: safe 3: "),
            0U);
}

TEST(Pkcs12Limits, RoundsOfTheMac) {
  const auto rounds = [](ByteView iterations) {
    return decode_within(pfx({}, mac_data("1.3.14.3.2.26", Bytes(20), Bytes(8), iterations)), {.iterations = 1000});
  };
  EXPECT_EQ(error_of(rounds(asn1::integer(std::uint64_t{1000}))).find("wrong_password: "), 0U);
  EXPECT_EQ(error_of(rounds(asn1::integer(std::uint64_t{1001}))).find("limit: "), 0U);
  EXPECT_EQ(error_of(rounds({})).find("wrong_password: "), 0U);  // 1 by default
  // CVE-2026-63572, CVE-2026-118782: counts that are zero, negative or beyond what an integer holds.
  EXPECT_EQ(error_of(rounds(asn1::integer(std::uint64_t{0}))).find("damaged: "), 0U);
  EXPECT_EQ(error_of(rounds(Bytes{2, 1, 0xff})).find("damaged: "), 0U);
  EXPECT_EQ(error_of(rounds(Bytes{2, 9, 1, 0, 0, 0, 0, 0, 0, 0, 1})).find("damaged: "), 0U);
}

TEST(Pkcs12Limits, OfAKeyCountWhenItIsAskedFor) {
  const auto locked = locked_key(key(), "pw", {.iterations = 2000});
  const auto store = decode_within(pfx({safe({locked_key_bag(locked)})}), {.iterations = 1999, .total_iterations = 1});
  ASSERT_TRUE(store) << store.error().message;
  const auto unlocked = std::get<PrivateKeyEntry>(store->entries()[0].value).key.unlock();
  ASSERT_FALSE(unlocked);
  EXPECT_EQ(unlocked.error().code, Errc::limit);
}

}  // namespace
}  // namespace ks::test
