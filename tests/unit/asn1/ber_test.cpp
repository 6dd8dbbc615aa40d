#include "asn1/ber.h"

#include <gtest/gtest.h>

#include <string>

#include "asn1/der_reader.h"
#include "asn1/der_writer.h"
#include "ks/base/text.h"
#include "support/linear.h"

namespace ks::asn1 {
namespace {

std::string der_or_error(ByteView ber, const Limits& limits = {}) {
  const auto der = ber_to_der(ber, limits);
  return der ? text::to_hex(*der) : std::string(name(der.error().code)) + ": " + der.error().message;
}

Bytes repeat(ByteView bytes, std::size_t times) {
  Bytes out;
  out.reserve(bytes.size() * times);
  for (; times > 0; --times) append(out, bytes);
  return out;
}

/// `levels` indefinite SEQUENCEs, one inside the other.
Bytes nested(std::size_t levels) {
  auto bytes = repeat(Bytes{0x30, 0x80}, levels);
  append(bytes, repeat(Bytes{0x00, 0x00}, levels));
  return bytes;
}

struct BerCase {
  const char* name;
  const char* ber;
  const char* expected;
};
class BerToDer : public testing::TestWithParam<BerCase> {};
TEST_P(BerToDer, GivesTheDerOrTheError) {
  const auto ber = text::from_hex(GetParam().ber);
  ASSERT_TRUE(ber);
  EXPECT_EQ(der_or_error(*ber), GetParam().expected);
  EXPECT_EQ(is_der(*ber, {}), GetParam().expected == text::to_hex(*ber));
}

const BerCase kGoodBerToDer[] = {
    {"DerStays", "30 08 02 01 05 a0 03 04 01 ff", "3008020105a0030401ff"},
    {"EmptySequence", "30 00", "3000"},
    {"PrimitiveAlone", "05 00", "0500"},
    {"Indefinite", "30 80 02 01 05 00 00", "3003020105"},
    {"EmptyIndefinite", "30 80 00 00", "3000"},
    {"IndefiniteInIndefinite", "30 80 30 80 05 00 00 00 30 80 00 00 00 00", "3006300205003000"},
    {"IndefiniteInDefinite", "30 06 30 80 05 00 00 00", "300430020500"},
    {"DefiniteInIndefinite", "30 80 30 02 05 00 00 00", "300430020500"},
    {"ZerosInsidePrimitive", "30 80 04 02 00 00 00 00", "300404020000"},
    {"LongLength", "30 81 03 02 01 05", "3003020105"},
    {"LengthWithLeadingZeros", "30 84 00 00 00 03 02 01 05", "3003020105"},
    {"LengthOfManyLeadingZeros", "04 8c 00 00 00 00 00 00 00 00 00 00 00 01 ff", "0401ff"},
    {"OctetStringInPieces", "24 07 04 02 01 02 04 01 03", "0403010203"},
    {"OctetStringInPiecesIndefinite", "24 80 04 02 01 02 04 01 03 00 00", "0403010203"},
    {"OctetStringNested", "24 80 24 80 04 01 01 24 03 04 01 02 00 00 04 01 03 00 00", "0403010203"},
    {"OctetStringOfNoPieces", "24 80 00 00", "0400"},
    {"OctetStringOfEmptyPieces", "24 04 04 00 04 00", "0400"},
    {"OctetStringInSequence", "30 80 24 80 04 01 aa 00 00 02 01 01 00 00", "30060401aa020101"},
    {"BitStringInPieces", "23 80 03 03 00 0a 3b 03 05 04 5f 29 1c d0 00 00", "0307040a3b5f291cd0"},  // X.690, 8.6.4.2
    {"BitStringNested", "23 80 23 80 03 02 00 ff 00 00 03 02 01 fe 00 00", "030301fffe"},
    {"BitStringOfNoPieces", "23 80 00 00", "030100"},
    {"BitStringTwice", "30 80 23 80 03 02 07 80 00 00 23 80 03 02 00 01 00 00 00 00", "30080302078003020001"},
    {"VisibleStringInPieces", "3a 09 04 03 4a 6f 6e 04 02 65 73", "1a054a6f6e6573"},  // X.690, 8.23.6
    {"Utf8StringInPiecesOfItsOwn", "2c 80 0c 01 61 0c 01 62 00 00", "0c026162"},
    {"BmpStringInPieces", "3e 80 04 02 00 41 00 00", "1e020041"},
    {"ContextKeepsItsPieces", "a0 80 04 01 01 24 80 04 01 02 00 00 00 00", "a006040101040102"},
    {"PrimitiveContext", "80 81 01 ff", "8001ff"},
    {"CharacterStringIsAStructure", "3d 04 04 02 05 00", "3d0404020500"},
};
INSTANTIATE_TEST_SUITE_P(Good, BerToDer, testing::ValuesIn(kGoodBerToDer),
                         [](const auto& row) { return row.param.name; });

const BerCase kBadBerToDer[] = {
    {"Nothing", "", "damaged: a BER value is cut off at offset 0"},
    {"OneByte", "30", "damaged: a BER value is cut off at offset 0"},
    {"TrailingBytes", "05 00 00", "damaged: 1 bytes after the BER value at offset 2"},
    {"TrailingAfterIndefinite", "30 80 00 00 00 00", "damaged: 2 bytes after the BER value at offset 4"},
    {"ContentCut", "04 02 00", "damaged: a BER length beyond the 1 bytes left at offset 0"},
    {"ContentBeyondItsParent", "30 03 04 02 00 00", "damaged: a BER length beyond the 1 bytes left at offset 2"},
    {"NoEndOfContents", "30 80 05 00", "damaged: a BER value is cut off at offset 4"},
    {"HalfAnEndOfContents", "30 80 05 00 00", "damaged: a BER value is cut off at offset 4"},
    {"EndOfContentsBeyondItsParent", "30 80 30 03 30 80 00 00 00 00 00", "damaged: a BER value is cut off at offset 6"},
    {"EndOfContentsOnTop", "00 00", "damaged: BER end-of-contents out of place at offset 0"},
    {"EndOfContentsInDefinite", "30 02 00 00", "damaged: BER end-of-contents out of place at offset 2"},
    {"EndOfContentsWithContent", "30 80 00 01 00 00 00", "damaged: BER end-of-contents out of place at offset 2"},
    {"EndOfContentsInLongForm", "30 80 00 81 00", "damaged: BER end-of-contents out of place at offset 2"},
    {"ConstructedEndOfContents", "30 80 20 00 00 00", "damaged: BER end-of-contents out of place at offset 2"},
    {"PrimitiveIndefinite", "04 80 00 00", "damaged: a primitive BER value of indefinite length at offset 0"},
    {"HighTagNumber", "3f 81 01 00", "damaged: a BER tag number above 30 at offset 0"},
    {"ReservedLength", "30 ff 00", "damaged: a BER length beyond the 1 bytes left at offset 0"},
    {"LengthCut", "30 82 01", "damaged: a BER length beyond the 1 bytes left at offset 0"},
    {"LengthOf2To64", "30 89 01 00 00 00 00 00 00 00 00", "damaged: a BER length beyond the 1 bytes left at offset 0"},
    {"LengthAlmost2To64", "30 88 ff ff ff ff ff ff ff ff", "damaged: a BER length beyond the 0 bytes left at offset 0"},
    {"PieceOfAnotherType", "24 80 02 01 01 00 00", "damaged: a BER string with a piece of another type at offset 4"},
    {"NestedPieceOfAnotherType", "24 80 30 80 00 00 00 00",
     "damaged: a BER string with a piece of another type at offset 4"},
    {"OctetsInABitString", "23 80 04 01 00 00 00", "damaged: a BER string with a piece of another type at offset 4"},
    {"BitsInAnOctetString", "24 80 03 02 00 01 00 00",
     "damaged: a BER string with a piece of another type at offset 4"},
    {"BitPieceWithoutUnusedBits", "23 80 03 00 00 00", "damaged: a BER bit string with a malformed piece at offset 4"},
    {"BitPieceOf8UnusedBits", "23 80 03 02 08 ff 00 00",
     "damaged: a BER bit string with a malformed piece at offset 4"},
    {"EmptyBitPieceWithUnusedBits", "23 80 03 01 01 00 00",
     "damaged: a BER bit string with a malformed piece at offset 4"},
    {"UnusedBitsBeforeTheLastPiece", "23 80 03 02 01 fe 03 02 00 ff 00 00",
     "damaged: a BER bit string with a malformed piece at offset 8"},
};
INSTANTIATE_TEST_SUITE_P(Bad, BerToDer, testing::ValuesIn(kBadBerToDer),
                         [](const auto& row) { return row.param.name; });

TEST(BerToDer, AllowsTheDepthAndNoLevelMore) {
  EXPECT_EQ(der_or_error(nested(32)).substr(0, 4), "303e");
  EXPECT_EQ(der_or_error(nested(33)), "limit: BER is nested deeper than 32 at offset 66");
  EXPECT_EQ(der_or_error(nested(2), {.depth = 1}), "limit: BER is nested deeper than 1 at offset 4");
  auto pieces = repeat(Bytes{0x24, 0x80}, 33);
  EXPECT_EQ(der_or_error(pieces), "limit: BER is nested deeper than 32 at offset 66");
}

TEST(BerToDer, WritesEveryLengthItShouldAndReadsItBack) {
  for (const std::size_t size : {0U, 1U, 127U, 128U, 255U, 256U, 65535U, 65536U, 70000U}) {
    const auto content = octet_string(Bytes(size, 0xab));
    Bytes ber = {0x30, 0x80};
    append(ber, content);
    append(ber, Bytes{0x00, 0x00});
    const auto der = ber_to_der(ber, {});
    ASSERT_TRUE(der) << size;
    EXPECT_EQ(*der, sequence({content})) << size;
    EXPECT_EQ(ber_to_der(*der, {}), der) << size;
  }
}

/// Any prefix of a good encoding is an error, never a crash or a value.
TEST(BerToDer, RefusesEveryPrefix) {
  const auto ber = text::from_hex("3080 2480 24030401aa 0401bb 0000 2380 030200ff 0000 a080 3081020500 0000 0000");
  ASSERT_TRUE(ber && ber_to_der(*ber, {}));
  for (std::size_t size = 0; size < ber->size(); ++size) {
    EXPECT_FALSE(ber_to_der(ByteView(*ber).first(size), {})) << size;
  }
}

TEST(BerToDer, TakesTimeLinearInTheDepth) {
  const auto convert = [](const Bytes& ber) { EXPECT_TRUE(ber_to_der(ber, {.depth = 10'000'000})); };
  EXPECT_LT(test::growth(200'000, nested, convert), test::kLinear);
}

TEST(BerToDer, TakesTimeLinearInTheNumberOfPieces) {
  const auto in_pieces = [](std::size_t pieces) {
    Bytes ber = {0x24, 0x80};
    append(ber, repeat(Bytes{0x24, 0x80, 0x04, 0x01, 0xaa, 0x00, 0x00}, pieces));
    append(ber, Bytes{0x00, 0x00});
    return ber;
  };
  const auto convert = [](const Bytes& ber) { EXPECT_TRUE(ber_to_der(ber, {})); };
  EXPECT_LT(test::growth(200'000, in_pieces, convert), test::kLinear);
}

}  // namespace
}  // namespace ks::asn1
