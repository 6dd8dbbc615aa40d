#include "asn1/der_writer.h"

#include <gtest/gtest.h>

#include <string>

#include "ks/base/text.h"

namespace ks::asn1 {
namespace {

std::string hex(ByteView bytes) { return text::to_hex(bytes); }

TEST(DerWriter, WritesTheShortestLength) {
  EXPECT_EQ(hex(wrap(0x80, {})), "8000");
  EXPECT_EQ(hex(octet_string(Bytes(127))).substr(0, 4), "047f");
  EXPECT_EQ(hex(octet_string(Bytes(128))).substr(0, 6), "048180");
  EXPECT_EQ(hex(octet_string(Bytes(255))).substr(0, 6), "0481ff");
  EXPECT_EQ(hex(octet_string(Bytes(256))).substr(0, 8), "04820100");
  EXPECT_EQ(hex(octet_string(Bytes(65536))).substr(0, 10), "0483010000");
  EXPECT_EQ(octet_string(Bytes(65536)).size(), 65536U + 5U);
}

TEST(DerWriter, WritesNumbersInTwosComplement) {
  EXPECT_EQ(hex(integer(0)), "020100");
  EXPECT_EQ(hex(integer(127)), "02017f");
  EXPECT_EQ(hex(integer(128)), "02020080");
  EXPECT_EQ(hex(integer(256)), "02020100");
  EXPECT_EQ(hex(integer(0xffffffffffffffff)), "020900ffffffffffffffff");
  EXPECT_EQ(hex(integer(ByteView{})), "020100");
  EXPECT_EQ(hex(integer(Bytes{0, 0, 0})), "020100");
  EXPECT_EQ(hex(integer(Bytes{0, 0, 0x7f})), "02017f");
  EXPECT_EQ(hex(integer(Bytes{0, 0x80})), "02020080");
  EXPECT_EQ(hex(integer(Bytes{0xff, 0xff})), "020300ffff");
}

TEST(DerWriter, WritesTheOtherPrimitives) {
  EXPECT_EQ(hex(boolean(true)), "0101ff");
  EXPECT_EQ(hex(boolean(false)), "010100");
  EXPECT_EQ(hex(null()), "0500");
  EXPECT_EQ(hex(bit_string(Bytes{0xaa})), "030200aa");
  EXPECT_EQ(hex(bit_string({})), "030100");
  EXPECT_EQ(hex(utf8_string("\xc3\xa9")), "0c02c3a9");
  EXPECT_EQ(hex(bmp_string(Bytes{0x00, 0xe9})), "1e0200e9");
}

TEST(DerWriter, WritesWhatHoldsOthers) {
  EXPECT_EQ(hex(sequence({})), "3000");
  EXPECT_EQ(hex(sequence({integer(1), null()})), "30050201010500");
  EXPECT_EQ(hex(set_in_given_order({integer(2), integer(1)})), "3106020102020101");
  EXPECT_EQ(hex(sequence_of(Bytes{0x05, 0x00, 0x05, 0x00})), "300405000500");
  EXPECT_EQ(hex(explicit_context(0, null())), "a0020500");
  EXPECT_EQ(hex(explicit_context(3, null())), "a3020500");
  EXPECT_EQ(hex(algorithm_identifier("1.2.3")), "300406022a03");
  EXPECT_EQ(hex(algorithm_identifier("1.2.3", null())), "300606022a030500");
}

TEST(DerWriter, WritesWhatTheReaderReads) {
  for (const char* dotted :
       {"0.0", "0.39", "1.0", "1.39", "2.0", "2.47", "2.48", "2.999", "2.5.4.3", "1.2.840.113549.1.12.10.1.1",
        "1.3.6.1.4.1.311.17.1", "2.16.840.1.113894.746875.1.1", "1.2.127.128.16383.16384.2097151.2097152",
        "1.2.4294967295.4294967296", "1.2.18446744073709551615", "2.18446744073709551535"}) {
    const auto der = oid(dotted);
    const auto value = peek_value(der);
    ASSERT_TRUE(value) << dotted;
    EXPECT_EQ(oid_text(value->content), dotted);
  }
  EXPECT_EQ(hex(oid("2.999.3")), "0603883703");  // X.690, 8.19.5
}

}  // namespace
}  // namespace ks::asn1
