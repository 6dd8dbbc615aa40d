#include "formats/pem_blocks.h"

#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>
#include <string_view>

#include "ks/base/text.h"
#include "support/linear.h"

namespace ks::pem {
namespace {

using namespace std::literals;

/// Spaces and line ends out, so that expectations are short.
std::string without_white(std::string_view text) {
  std::string rest;
  for (const char c : text) {
    if (std::string_view(" \t\r\n").find(c) == std::string_view::npos) rest += c;
  }
  return rest;
}

/// One line a block: "LABEL AAAA" and whatever else there is to say.
std::string listing(std::string_view text) {
  std::string all;
  Blocks blocks(text);
  while (const auto block = blocks.next()) {
    all += std::string(block->label) + " " + without_white(block->base64);
    if (block->encrypted) all += " encrypted(" + without_white(block->dek_info) + ")";
    if (block->end_label != block->label) all += " end(" + std::string(block->end_label) + ")";
    if (!block->fault.empty()) all += " " + std::string(block->fault);
    all += "\n";
  }
  return all;
}

struct SplitCase {
  std::string name;
  std::string text;
  std::string expected;
};

void PrintTo(const SplitCase& one, std::ostream* out) { *out << one.name; }

const SplitCase kCases[] = {
    {"Nothing", "", ""},
    {"NoBlock", "some text\n-----\n---- BEGIN A ----\nBEGIN A\n", ""},
    {"OneBlock", "-----BEGIN A-----\nAAAA\n-----END A-----\n", "A AAAA\n"},
    {"NoLineEndAtTheEnd", "-----BEGIN A-----\nAAAA\n-----END A-----", "A AAAA\n"},
    {"TwoBlocks", "-----BEGIN A-----\nAAAA\n-----END A-----\n-----BEGIN B C-----\nBBBB\n-----END B C-----\n",
     "A AAAA\nB C BBBB\n"},
    {"CarriageReturns", "-----BEGIN A-----\rAAAA\rAAAA\r-----END A-----\r", "A AAAAAAAA\n"},
    {"Windows", "-----BEGIN A-----\r\nAAAA\r\n-----END A-----\r\n", "A AAAA\n"},
    {"OneLine", "-----BEGIN A-----AAAA-----END A-----", "A AAAA\n"},
    {"OneLineWithSpaces", "-----BEGIN A----- AAAA AAAA -----END A-----", "A AAAAAAAA\n"},
    {"Indented", "\t-----BEGIN A-----\n\t AAAA\n\t-----END A-----\n", "A AAAA\n"},
    {"InsideOfALine", "\xef\xbb\xbfk: \"-----BEGIN A-----\nAAAA\n-----END A-----\"\n", "A AAAA\n"},
    {"Empty", "-----BEGIN A-----\n-----END A-----\n", "A \n"},
    {"EmptyOnOneLine", "-----BEGIN A----------END A-----\n", "A \n"},
    {"NoLabel", "-----BEGIN -----\nAAAA\n-----END -----\n", " AAAA\n"},
    {"SpacesAroundTheLabel", "-----BEGIN  A -----\nAAAA\n-----END A-----\n", "A AAAA\n"},
    {"DashesInTheLabel", "-----BEGIN A-B--C-----\nAAAA\n-----END A-B--C-----\n", "A-B--C AAAA\n"},
    {"OtherLabelAtTheEnd", "-----BEGIN A-----\nAAAA\n-----END B-----\n", "A AAAA end(B)\n"},
    {"NoEnd", "-----BEGIN A-----\nAAAA\n", "A  end() has no END line\n"},
    {"NoEndBeforeTheNext", "-----BEGIN A-----\nAAAA\n-----BEGIN B-----\nBBBB\n-----END B-----\n",
     "A  end() has no END line\nB BBBB\n"},
    {"DashesInside", "-----BEGIN A-----\nAAAA\n-----\n-----END A-----\n",
     "A  end() has no END line\n  end(A) has no BEGIN line\n"},
    {"EndIsCut", "-----BEGIN A-----\nAAAA\n-----END A", "A AAAA end() has an END line that is cut\n"},
    {"BeginIsCut", "-----BEGIN A\nAAAA\n-----END A-----\n", "  end(A) has no BEGIN line\n"},
    {"BeginAloneAtTheEnd", "-----BEGIN A", ""},
    {"EndWithoutBegin", "AAAA\n-----END A-----\n-----BEGIN A-----\nAAAA\n-----END A-----\n",
     "  end(A) has no BEGIN line\nA AAAA\n"},
    {"MoreDashesBefore", "--------BEGIN A-----\nAAAA\n-----END A-----\n", "A AAAA\n"},
    {"ProcTypeAndDekInfo",
     "-----BEGIN K-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-CBC,0123\n\nAAAA\n-----END K-----\n",
     "K AAAA encrypted(DES-CBC,0123)\n"},
    {"HeadersWithoutABlankLine",
     "-----BEGIN K-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-CBC,0123\nAAAA\n-----END K-----\n",
     "K AAAA encrypted(DES-CBC,0123)\n"},
    {"HeadersOnOneLine", "-----BEGIN K----- Proc-Type: 4,ENCRYPTED DEK-Info: DES-CBC,0123 AAAA -----END K-----",
     "K AAAA encrypted(DES-CBC,0123)\n"},
    {"IndentedHeaders",
     "\t-----BEGIN K-----\n\tProc-Type: 4,ENCRYPTED\n\tDEK-Info: DES-CBC,0123\n\n\tAAAA\n\t-----END K-----\n",
     "K AAAA encrypted(DES-CBC,0123)\n"},
    {"FoldedHeaders", "-----BEGIN K-----\nProc-Type: 4,\n ENCRYPTED\nDEK-Info:DES-CBC, 0123\n\nAAAA\n-----END K-----\n",
     "K AAAA encrypted(DES-CBC,0123)\n"},
    {"DekInfoAlone", "-----BEGIN K-----\nDEK-Info: DES-CBC,0123\n\nAAAA\n-----END K-----\n",
     "K AAAA encrypted(DES-CBC,0123)\n"},
    {"ProcTypeAlone", "-----BEGIN K-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END K-----\n", "K AAAA encrypted()\n"},
    {"NotEncryptedAfterAll", "-----BEGIN K-----\nProc-Type: 4,MIC-CLEAR\n\nAAAA\n-----END K-----\n", "K AAAA\n"},
    {"OtherHeaders", "-----BEGIN A-----\noriginFile: a b.pem\nX-Y: https://example.org\n\nAAAA\n-----END A-----\n",
     "A AAAA\n"},
    {"HeadersOnly", "-----BEGIN A-----\nX: y\n-----END A-----\n", "A \n"},
    {"ZeroBytes", "\0\0-----BEGIN A-----\nAAAA\n-----END A-----\n\0"s, "A AAAA\n"},
};

class Split : public testing::TestWithParam<SplitCase> {};

TEST_P(Split, FindsTheBlocks) { EXPECT_EQ(listing(GetParam().text), GetParam().expected); }

INSTANTIATE_TEST_SUITE_P(Pem, Split, testing::ValuesIn(kCases), [](const auto& one) { return one.param.name; });

TEST(Split, GivesOffsetsHeadersAndTheTextBefore) {
  constexpr auto text =
      "one\n-----BEGIN A-----\nAAAA\n-----END A-----\ntwo\n-----BEGIN B-----\nX: y\n\nBBBB\n-----END B-----\n"sv;
  Blocks blocks(text);
  const auto a = blocks.next();
  ASSERT_TRUE(a);
  EXPECT_EQ(a->offset, 4U);
  EXPECT_EQ(a->before, "one\n");
  EXPECT_EQ(a->headers, "");
  const auto b = blocks.next();
  ASSERT_TRUE(b);
  EXPECT_EQ(b->offset, text.find("-----BEGIN B"));
  EXPECT_EQ(b->before, "\ntwo\n");
  EXPECT_EQ(without_white(b->headers), "X:y");
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

struct HostileCase {
  std::string name;
  std::function<std::string()> text;  // megabytes, made only where they are read
  std::size_t blocks;
};

void PrintTo(const HostileCase& one, std::ostream* out) { *out << one.name; }

/// Texts that made others quadratic or worse. Each takes some milliseconds when it takes linear time.
const HostileCase kHostile[] = {
    {"EmptyBlocks", [] { return repeated("-----BEGIN A-----\n-----END A-----\n", 50'000); }, 50'000},
    {"LabelOfAMegabyte", [] { return "-----BEGIN " + std::string(1 << 20, 'A') + "-----\n-----END A-----\n"; }, 1},
    {"LabelOfAMegabyteThatNeverEnds", [] { return "-----BEGIN " + std::string(1 << 20, 'A'); }, 0},
    {"LabelOfSingleDashes", [] { return "-----BEGIN " + repeated("-A", 1 << 20); }, 0},
    {"BeginsOnly", [] { return repeated("-----BEGIN ", 200'000); }, 100'000},
    {"BeginsWithoutEnd", [] { return repeated("-----BEGIN A-----\n", 100'000); }, 100'000},
    {"EndsOnly", [] { return repeated("-----END A-----\n", 100'000); }, 100'000},
    {"DashesOnly", [] { return std::string(4 << 20, '-'); }, 0},
    {"DashesAfterBegin", [] { return "-----BEGIN A-----" + std::string(4 << 20, '-'); }, 1},
    {"HeadersOnly", [] { return "-----BEGIN A-----\n" + repeated("X: y\n", 500'000) + "-----END A-----\n"; }, 1},
    {"ColonsOnly", [] { return "-----BEGIN A-----\n" + repeated(": ", 1 << 20) + "-----END A-----\n"; }, 1},
    {"CommasOnly", [] { return "-----BEGIN A-----\nDEK-Info: " + repeated(", ", 1 << 20) + "-----END A-----\n"; }, 1},
};

class SplitHostile : public testing::TestWithParam<HostileCase> {};

TEST_P(SplitHostile, TakesLinearTime) {
  const auto text = GetParam().text();
  const auto start = test::cpu_seconds();
  std::size_t count = 0;
  Blocks blocks(text);
  while (blocks.next()) ++count;
  EXPECT_EQ(count, GetParam().blocks);
  EXPECT_LT(test::cpu_seconds() - start, 2);
}

INSTANTIATE_TEST_SUITE_P(Pem, SplitHostile, testing::ValuesIn(kHostile),
                         [](const auto& one) { return one.param.name; });

std::string utf16(std::string_view utf8, bool little) {
  const auto big = text::to_utf16be(utf8).value();
  std::string text = little ? "\xff\xfe" : "\xfe\xff";
  for (std::size_t i = 0; i < big.size(); i += 2) {
    text += static_cast<char>(big[little ? i + 1 : i]);
    text += static_cast<char>(big[little ? i : i + 1]);
  }
  return text;
}

TEST(FromUtf16, GivesUtf8InEitherByteOrder) {
  constexpr auto text = "-----BEGIN A-----\r\n\u00e9 \u4e16 \U0001f600"sv;
  for (const bool little : {true, false}) {
    const auto utf8 = from_utf16(as_bytes(utf16(text, little)));
    ASSERT_TRUE(utf8);
    EXPECT_EQ(as_text(utf8->reveal()), text);
  }
}

TEST(FromUtf16, ReplacesHalfCharactersAndDropsAnOddByte) {
  const auto utf8 = from_utf16(as_bytes("\xfe\xff\xd8\x01\x00\x41\xdc\x01\x42"sv));
  ASSERT_TRUE(utf8);
  EXPECT_EQ(as_text(utf8->reveal()), "\ufffdA\ufffd");
}

TEST(FromUtf16, LeavesOtherTextAlone) {
  EXPECT_FALSE(from_utf16(as_bytes("-----BEGIN A-----")));
  EXPECT_FALSE(from_utf16(as_bytes("\xff")));
  EXPECT_FALSE(from_utf16({}));
}

TEST(FromEscaped, MakesLineEndsOfBackslashes) {
  const auto text = from_escaped(R"({"key": "-----BEGIN A-----\nAAAA\r\nAAAA\n-----END A-----\n"})");
  ASSERT_TRUE(text);
  EXPECT_EQ(listing(as_text(text->reveal())), "A AAAAAAAA\n");
}

TEST(FromEscaped, LeavesOrdinaryTextAlone) {
  EXPECT_FALSE(from_escaped("friendlyName: a\\nb\n-----BEGIN A-----\nAAAA\n-----END A-----\n"));
  EXPECT_FALSE(from_escaped("a\\nb"));
}

}  // namespace
}  // namespace ks::pem
