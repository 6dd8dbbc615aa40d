#include "ks/base/reader.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "ks/base/text.h"
#include "ks/base/writer.h"

namespace ks {
namespace {

std::string status_of(const Reader& in) {
  const auto status = in.status();
  return status ? "ok" : std::string(name(status.error().code)) + ": " + status.error().message;
}

TEST(Reader, ReadsBigEndianNumbers) {
  const auto bytes = text::from_hex("01 0203 04050607 08090a0b0c0d0e0f ffffffffffffffff").value();
  Reader in(bytes);
  EXPECT_EQ(in.u8("a"), 0x01);
  EXPECT_EQ(in.u16("b"), 0x0203);
  EXPECT_EQ(in.u32("c"), 0x04050607U);
  EXPECT_EQ(in.u64("d"), 0x08090a0b0c0d0e0fU);
  EXPECT_EQ(in.offset(), 15U);
  EXPECT_EQ(in.left(), 8U);
  EXPECT_EQ(in.u64("e"), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(in.left(), 0U);
  EXPECT_EQ(status_of(in), "ok");
}

TEST(Reader, GivesViewsIntoItsSource) {
  const Bytes bytes = {1, 2, 3, 4};
  Reader in(bytes);
  const auto first = in.bytes(3, "first");
  EXPECT_EQ(first.data(), bytes.data());
  EXPECT_EQ(first.size(), 3U);
  EXPECT_EQ(in.bytes(0, "nothing").size(), 0U);
  EXPECT_EQ(in.bytes(1, "last").data(), bytes.data() + 3);
  EXPECT_EQ(in.bytes(0, "nothing").size(), 0U);
  EXPECT_EQ(status_of(in), "ok");
}

TEST(Reader, SaysWhatDoesNotFit) {
  const Bytes bytes(5);
  Reader in(bytes);
  in.u32("tag");
  EXPECT_EQ(in.u16("alias length"), 0U);
  EXPECT_EQ(status_of(in), "damaged: alias length needs 2 bytes, 1 left at offset 4");
}

TEST(Reader, RefusesLengthsThatWouldOverflow) {
  const Bytes bytes(5);
  Reader in(bytes);
  in.u8("tag");
  EXPECT_EQ(in.bytes(std::numeric_limits<std::uint64_t>::max(), "content").size(), 0U);
  EXPECT_EQ(status_of(in), "damaged: content needs 18446744073709551615 bytes, 4 left at offset 1");
}

TEST(Reader, GivesZerosAfterItsFirstFailure) {
  const Bytes bytes(16, 0xff);
  Reader in(bytes);
  EXPECT_EQ(in.u8("first"), 0xff);
  in.fail(Errc::unsupported_format, "a strange tag");
  EXPECT_TRUE(in.failed());
  EXPECT_EQ(in.u8("a"), 0U);
  EXPECT_EQ(in.u16("b"), 0U);
  EXPECT_EQ(in.u32("c"), 0U);
  EXPECT_EQ(in.u64("d"), 0U);
  EXPECT_EQ(in.bytes(1, "e").size(), 0U);
  EXPECT_EQ(in.count(1, "f"), 0U);
  EXPECT_EQ(in.offset(), 1U);
  in.fail(Error{.code = Errc::limit, .message = "a second failure"});
  EXPECT_EQ(status_of(in), "unsupported_format: a strange tag");
}

TEST(Reader, CountsWhatCanFitAndNoRecordMore) {
  for (const auto& [records, smallest, fits] : {std::tuple(0U, 10U, true),
                                                {2U, 10U, true},
                                                {3U, 10U, false},
                                                {20U, 1U, true},
                                                {21U, 1U, false},
                                                {0xffffffffU, 10U, false},
                                                {1U, 20U, true},
                                                {1U, 21U, false}}) {
    Writer out;
    out.u32(records);
    out.bytes(Bytes(20));
    Reader in(out.view());
    EXPECT_EQ(in.count(smallest, "entries"), fits ? records : 0U);
    EXPECT_EQ(
        status_of(in),
        fits ? "ok" : "damaged: entries is " + std::to_string(records) + " at offset 0, more than 20 bytes can hold");
  }
}

TEST(Reader, ReadsNothingOfNothing) {
  Reader in({});
  EXPECT_EQ(in.left(), 0U);
  EXPECT_EQ(in.bytes(0, "nothing").size(), 0U);
  EXPECT_FALSE(in.failed());
  EXPECT_EQ(in.u8("tag"), 0U);
  EXPECT_EQ(status_of(in), "damaged: tag needs 1 bytes, 0 left at offset 0");
}

TEST(Writer, WritesBigEndianNumbers) {
  Writer out;
  out.u16(0x0102);
  out.u32(0x03040506);
  out.u64(0x0708090a0b0c0d0e);
  out.bytes(Bytes{0xff});
  EXPECT_EQ(text::to_hex(out.view()), "0102030405060708090a0b0c0d0eff");
  EXPECT_EQ(std::move(out).take().size(), 15U);
}

}  // namespace
}  // namespace ks
