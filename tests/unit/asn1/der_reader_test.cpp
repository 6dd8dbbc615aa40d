#include "asn1/der_reader.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "asn1/der_writer.h"
#include "ks/base/text.h"
#include "support/linear.h"

namespace ks::asn1 {
namespace {

Bytes hex(std::string_view text) { return text::from_hex(text).value(); }

std::string status_of(const Document& document) {
  const auto status = document.status();
  return status ? "ok" : std::string(name(status.error().code)) + ": " + status.error().message;
}

struct PeekCase {
  const char* name;
  const char* bytes;
  const char* expected;  // tag, content and what follows, "-" if there is no value
};
class PeekValue : public testing::TestWithParam<PeekCase> {};
TEST_P(PeekValue, SeesStrictDerOnly) {
  const auto bytes = hex(GetParam().bytes);
  const auto value = peek_value(bytes);
  std::string seen = "-";
  if (value) {
    seen = text::to_hex(ByteView(&value->tag, 1)) + " " + text::to_hex(value->content) + " " +
           text::to_hex(ByteView(bytes).subspan(value->whole.size()));
  }
  EXPECT_EQ(seen, GetParam().expected);
}
const PeekCase kPeeks[] = {
    {"Empty", "", "-"},
    {"TagAlone", "04", "-"},
    {"Null", "0500", "05  "},
    {"Content", "0402aabb", "04 aabb "},
    {"WhatFollows", "0401aabbcc", "04 aa bbcc"},
    {"ContentCut", "0402aa", "-"},
    {"Indefinite", "30800000", "-"},
    {"LongLengthCut", "0481", "-"},
    {"LongForShort", "04817f", "-"},
    {"LeadingZero", "04820080", "-"},
    {"LengthOf2To64", "0489010000000000000000", "-"},
    {"LengthAlmost2To64", "0488ffffffffffffffff", "-"},
    {"ReservedLength", "04ff", "-"},
    {"HighTagNumber", "1f0100", "-"},
    {"HighTagNumberConstructed", "bf210100", "-"},
    {"EndOfContents", "0000", "-"},
    {"ContextTag", "8001ff", "80 ff "},
};
INSTANTIATE_TEST_SUITE_P(Der, PeekValue, testing::ValuesIn(kPeeks), [](const auto& row) { return row.param.name; });

TEST(PeekValue, TakesEveryLengthInItsShortestForm) {
  for (const std::size_t size : {0U, 1U, 127U, 128U, 255U, 256U, 65535U, 65536U, 0x1000000U}) {
    const auto bytes = octet_string(Bytes(size, 0x5a));
    const auto value = peek_value(bytes);
    ASSERT_TRUE(value) << size;
    EXPECT_EQ(value->content.size(), size);
    EXPECT_EQ(value->whole.size(), bytes.size());
    EXPECT_FALSE(peek_value(ByteView(bytes).first(bytes.size() - 1))) << size;
  }
}

TEST(IsOneSequence, WantsNothingAroundIt) {
  EXPECT_TRUE(is_one_sequence(hex("3000")));
  EXPECT_TRUE(is_one_sequence(hex("30020500")));
  EXPECT_FALSE(is_one_sequence(hex("300000")));
  EXPECT_FALSE(is_one_sequence(hex("3001")));
  EXPECT_FALSE(is_one_sequence(hex("3100")));
  EXPECT_FALSE(is_one_sequence({}));
}

struct OidCase {
  const char* content;
  const char* text;  // "-" if it is none
};
class OidText : public testing::TestWithParam<OidCase> {};
TEST_P(OidText, IsDotted) { EXPECT_EQ(oid_text(hex(GetParam().content)).value_or("-"), GetParam().text); }
const OidCase kOids[] = {
    {"2a864886f70d010c0102", "1.2.840.113549.1.12.1.2"},
    {"00", "0.0"},
    {"27", "0.39"},
    {"28", "1.0"},
    {"4f", "1.39"},
    {"50", "2.0"},
    {"8837", "2.999"},  // X.690, 8.19.5
    {"883703", "2.999.3"},
    {"550400", "2.5.4.0"},
    {"2a81ffffffffffffffff7f", "1.2.18446744073709551615"},
    {"2a82808080808080808000", "-"},  // 2^64
    {"81ffffffffffffffff7f", "2.18446744073709551535"},
    {"82808080808080808000", "-"},
    {"", "-"},
    {"80", "-"},
    {"8001", "-"},  // padded, X.690, 8.19.2
    {"2a8001", "-"},
    {"2a86", "-"},  // cut
    {"2aff", "-"},
};
INSTANTIATE_TEST_SUITE_P(Der, OidText, testing::ValuesIn(kOids));

struct StringCase {
  const char* name;
  Tag tag;
  const char* content;
  const char* text;
};
class StringText : public testing::TestWithParam<StringCase> {};
TEST_P(StringText, IsUtf8OrAnError) {
  const auto content = hex(GetParam().content);
  const auto text = string_text(Value{.tag = GetParam().tag, .content = content, .whole = {}});
  EXPECT_EQ(text ? *text : "error: " + text.error().message, GetParam().text);
  EXPECT_TRUE(text || text.error().code == Errc::damaged);
}
const StringCase kStrings[] = {
    {"Utf8", kUtf8String, "c3a9", "é"},
    {"Utf8Broken", kUtf8String, "c3", "error: a UTF8String that is not UTF-8"},
    {"Printable", kPrintableString, "4f4b", "OK"},
    {"Numeric", kNumericString, "3132", "12"},
    {"Ia5", kIa5String, "6140622e63", "a@b.c"},
    {"Visible", kVisibleString, "7e", "~"},
    {"TeletexIsLatin1", kTeletexString, "c4d6dc", "ÄÖÜ"},
    {"Bmp", kBmpString, "00e920ac", "é€"},
    {"BmpOdd", kBmpString, "00e920", "error: UTF-16 text of an odd number of bytes"},
    {"Universal", kUniversalString, "000000e90001f600", "é\xf0\x9f\x98\x80"},
    {"UniversalCut", kUniversalString, "000000", "error: UTF-32 text whose length is no multiple of four"},
    {"Empty", kBmpString, "", ""},
    {"OctetString", kOctetString, "41", "error: a string of tag 0x04"},
    {"Sequence", kSequence, "41", "error: a string of tag 0x30"},
};
INSTANTIATE_TEST_SUITE_P(Der, StringText, testing::ValuesIn(kStrings), [](const auto& row) { return row.param.name; });

/// One call on a cursor over `bytes`: what it gives as text, or what the document says then.
struct CursorCase {
  const char* name;
  const char* bytes;
  std::function<std::string(Cursor&)> read;
  const char* expected;
};
std::string read_boolean(Cursor& in) { return in.boolean("flag") ? "true" : "false"; }
std::string read_integer(Cursor& in) { return text::to_hex(in.integer("number")); }
std::string read_unsigned(Cursor& in) { return std::to_string(in.unsigned_integer("number")); }
std::string read_oid(Cursor& in) { return in.oid("kind"); }
std::string read_octets(Cursor& in) { return text::to_hex(in.octet_string("octets")); }
std::string read_bits(Cursor& in) { return text::to_hex(in.bit_string("bits")); }
std::string read_time(Cursor& in) { return to_text(in.time("date")); }
std::string read_null(Cursor& in) {
  in.null_or_absent();
  return std::to_string(in.rest().size()) + " left";
}
std::string read_optional(Cursor& in) { return in.optional(kInteger, "number") ? "there" : "absent"; }
std::string read_nothing(Cursor& in) {
  in.finish("the value");
  return "finished";
}

class CursorReads : public testing::TestWithParam<CursorCase> {};
TEST_P(CursorReads, TheValueOrFails) {
  const auto bytes = hex(GetParam().bytes);
  Document document(bytes);
  auto in = document.root();
  const auto value = GetParam().read(in);
  EXPECT_EQ(document.status() ? value : status_of(document), GetParam().expected);
  EXPECT_EQ(in.failed(), !document.status());
}
const CursorCase kCursors[] = {
    {"BooleanTrue", "0101ff", read_boolean, "true"},
    {"BooleanFalse", "010100", read_boolean, "false"},
    {"BooleanAsOpensslTakesIt", "010101", read_boolean, "true"},
    {"BooleanEmpty", "0100", read_boolean, "damaged: flag is not a boolean at offset 0"},
    {"BooleanTooLong", "0102ffff", read_boolean, "damaged: flag is not a boolean at offset 0"},
    {"IntegerZero", "020100", read_integer, "00"},
    {"IntegerWithSignOctet", "02020080", read_integer, "0080"},
    {"IntegerNegative", "0201ff", read_integer, "ff"},
    {"IntegerNegativeOfTwo", "0202ff7f", read_integer, "ff7f"},
    {"IntegerEmpty", "0200", read_integer, "damaged: number is not a DER integer at offset 0"},
    {"IntegerPadded", "02020001", read_integer, "damaged: number is not a DER integer at offset 0"},
    {"IntegerPaddedNegative", "0202ff80", read_integer, "damaged: number is not a DER integer at offset 0"},
    {"IntegerOfAnotherTag", "0401ff", read_integer, "damaged: number should have tag 0x02, has 0x04 at offset 0"},
    {"IntegerMissing", "", read_integer, "damaged: number should have tag 0x02, nothing is left at offset 0"},
    {"UnsignedMost", "02087fffffffffffffff", read_unsigned, "9223372036854775807"},
    {"UnsignedOneMore", "0209008000000000000000", read_unsigned,
     "damaged: number is negative or beyond 63 bits at offset 2"},
    {"UnsignedNegative", "0201ff", read_unsigned, "damaged: number is negative or beyond 63 bits at offset 2"},
    {"UnsignedNegativeOf64Bits", "02088000000000000000", read_unsigned,
     "damaged: number is negative or beyond 63 bits at offset 2"},
    {"UnsignedZero", "020100", read_unsigned, "0"},
    {"Oid", "06022a03", read_oid, "1.2.3"},
    {"OidEmpty", "0600", read_oid, "damaged: kind is not an object identifier we can hold at offset 0"},
    {"Octets", "0402aabb", read_octets, "aabb"},
    {"OctetsConstructed", "24040402aabb", read_octets, "damaged: octets should have tag 0x04, has 0x24 at offset 0"},
    {"OctetsCut", "0403aabb", read_octets, "damaged: octets is not DER at offset 0"},
    {"Bits", "030300aabb", read_bits, "aabb"},
    {"BitsNone", "030100", read_bits, ""},
    {"BitsUnused", "030204f0", read_bits, "damaged: bits is not a bit string of whole octets at offset 0"},
    {"BitsEmpty", "0300", read_bits, "damaged: bits is not a bit string of whole octets at offset 0"},
    {"Null", "0500", read_null, "0 left"},
    {"NullAbsent", "020105", read_null, "3 left"},
    {"NullAtTheEnd", "", read_null, "0 left"},
    {"NullWithContent", "050100", read_null, "damaged: a NULL with content at offset 0"},
    {"OptionalThere", "020105", read_optional, "there"},
    {"OptionalAbsent", "0500", read_optional, "absent"},
    {"OptionalBroken", "0203", read_optional, "damaged: number is not DER at offset 0"},
    {"FinishedAtTheEnd", "", read_nothing, "finished"},
    {"FinishedEarly", "0500", read_nothing, "damaged: 2 bytes too many in the value at offset 0"},
    {"UtcTime2049", "170d3439313233313233353935395a", read_time, "2049-12-31T23:59:59Z"},
    {"UtcTime1950", "170d3530303130313030303030305a", read_time, "1950-01-01T00:00:00Z"},
    {"UtcTime2000", "170d3030303232393132303030305a", read_time, "2000-02-29T12:00:00Z"},
    {"GeneralizedTime", "180f32303530303130313030303030305a", read_time, "2050-01-01T00:00:00Z"},
    {"GeneralizedTimeLast", "180f39393939313233313233353935395a", read_time, "9999-12-31T23:59:59Z"},
    {"GeneralizedTimeFirst", "180f30303030303130313030303030305a", read_time, "0000-01-01T00:00:00Z"},
    {"UtcTimeWithoutSeconds", "170b343931323331323335395a", read_time,
     "damaged: date is not a time as RFC 5280 wants it at offset 0"},
    {"UtcTimeWithOffset", "17113439313233313233353935392b30303030", read_time,
     "damaged: date is not a time as RFC 5280 wants it at offset 0"},
    {"GeneralizedTimeWithFraction", "181132303530303130313030303030302e355a", read_time,
     "damaged: date is not a time as RFC 5280 wants it at offset 0"},
    {"TimeOfNoZone", "170c343931323331323335393539", read_time,
     "damaged: date is not a time as RFC 5280 wants it at offset 0"},
    {"TimeOf30February", "170d3439303233303233353935395a", read_time,
     "damaged: date is not a time as RFC 5280 wants it at offset 0"},
    {"TimeOfMonth0", "170d3439303030313233353935395a", read_time,
     "damaged: date is not a time as RFC 5280 wants it at offset 0"},
    {"TimeOfHour24", "170d3439303130313234303030305a", read_time,
     "damaged: date is not a time as RFC 5280 wants it at offset 0"},
    {"TimeOfSecond60", "170d3439313233313233353936305a", read_time,
     "damaged: date is not a time as RFC 5280 wants it at offset 0"},
    {"TimeOfSigns", "170d2b312d312d302d312d312d315a", read_time,
     "damaged: date is not a time as RFC 5280 wants it at offset 0"},
    {"TimeEmpty", "1700", read_time, "damaged: date is not a time as RFC 5280 wants it at offset 0"},
    {"TimeOfAnotherTag", "160d3439313233313233353935395a", read_time,
     "damaged: date is not a time as RFC 5280 wants it at offset 0"},
};
INSTANTIATE_TEST_SUITE_P(Der, CursorReads, testing::ValuesIn(kCursors), [](const auto& row) { return row.param.name; });

TEST(Cursor, ReadsAStructureStraightThrough) {
  const auto der = sequence({integer(3), oid("1.2.3"), explicit_context(0, octet_string(hex("aabb"))), null()});
  Document document(der);
  auto root = document.root();
  auto in = root.sequence("record");
  EXPECT_EQ(in.unsigned_integer("version"), 3U);
  EXPECT_EQ(in.oid("type"), "1.2.3");
  EXPECT_TRUE(in.next_is(context_constructed(0)));
  EXPECT_FALSE(in.next_is(kNull));
  auto inner = in.inside(context_constructed(0), "content");
  EXPECT_EQ(text::to_hex(inner.octet_string("octets")), "aabb");
  inner.finish("content");
  in.null_or_absent();
  in.finish("record");
  root.finish("file");
  EXPECT_EQ(status_of(document), "ok");
}

TEST(Cursor, GivesEmptyThingsAfterAFailure) {
  const auto der = sequence({integer(3), integer(4), oid("1.2.3")});
  Document document(der);
  auto root = document.root();
  auto in = root.sequence("record");
  EXPECT_EQ(in.octet_string("octets").size(), 0U);
  EXPECT_TRUE(in.failed());
  EXPECT_TRUE(root.failed()) << "all cursors of a document fail together";
  EXPECT_TRUE(in.at_end());
  EXPECT_FALSE(in.next_is(kInteger));
  EXPECT_EQ(in.unsigned_integer("number"), 0U);
  EXPECT_EQ(in.integer("number").size(), 0U);
  EXPECT_EQ(in.oid("kind"), "");
  EXPECT_EQ(in.any("anything").whole.size(), 0U);
  EXPECT_FALSE(in.boolean("flag"));
  EXPECT_EQ(in.bit_string("bits").size(), 0U);
  EXPECT_EQ(in.time("date"), Time{});
  EXPECT_FALSE(in.optional(kInteger, "number"));
  EXPECT_TRUE(in.sequence("inner").at_end());
  in.fail(Errc::limit, "a second failure");
  in.finish("record");
  EXPECT_EQ(status_of(document), "damaged: octets should have tag 0x04, has 0x02 at offset 2");
}

TEST(Cursor, NamesTheOffsetInTheWholeDocument) {
  const auto der = sequence({integer(3), sequence({integer(4), hex("0202") /* cut */})});
  Document document(der);
  auto in = document.root().sequence("record");
  in.unsigned_integer("version");
  auto inner = in.sequence("inner");
  inner.unsigned_integer("first");
  inner.unsigned_integer("second");
  EXPECT_EQ(status_of(document), "damaged: second is not DER at offset 10");
}

Bytes nested(std::size_t levels) {
  Bytes der;
  for (; levels > 0; --levels) der = sequence({der});
  return der;
}

std::string descend(ByteView der, const Limits& limits) {
  Document document(der, limits);
  auto in = document.root();
  while (!in.at_end()) in = in.sequence("level");
  return status_of(document);
}

TEST(Cursor, AllowsTheDepthAndNoLevelMore) {
  EXPECT_EQ(descend(nested(32), {}), "ok");
  EXPECT_EQ(descend(nested(33), {}), "limit: level is nested deeper than 32 at offset 64");
  EXPECT_EQ(descend(nested(1), {.depth = 1}), "ok");
  EXPECT_EQ(descend(nested(2), {.depth = 1}), "limit: level is nested deeper than 1 at offset 2");
}

TEST(Cursor, StepsIntoAValueTakenBefore) {
  const auto der = sequence({sequence({integer(7)}), integer(8)});
  Document document(der);
  auto in = document.root().sequence("record");
  const auto first = in.any("first");
  EXPECT_EQ(in.unsigned_integer("second"), 8U);
  EXPECT_EQ(in.into(first, "first").unsigned_integer("number"), 7U);
  EXPECT_EQ(status_of(document), "ok");
}

TEST(Cursor, TakesTimeLinearInTheNumberOfValues) {
  const auto numbers = [](std::size_t count) {
    Bytes nulls;
    for (std::size_t i = 0; i < count; ++i) append(nulls, null());
    return sequence_of(nulls);
  };
  const auto read = [](const Bytes& der) {
    Document document(der);
    auto in = document.root().sequence("numbers");
    while (!in.at_end()) in.any("number");
    EXPECT_TRUE(document.status());
  };
  EXPECT_LT(test::growth(500'000, numbers, read), test::kLinear);
}

TEST(LongOidText, TakesTimeLinearInTheNumberOfArcs) {
  const auto arcs = [](std::size_t count) { return Bytes(count, 0x01); };
  const auto read = [](const Bytes& oid) { EXPECT_EQ(oid_text(oid)->size(), oid.size() * 2 + 1); };
  EXPECT_LT(test::growth(500'000, arcs, read), test::kLinear);
}

}  // namespace
}  // namespace ks::asn1
