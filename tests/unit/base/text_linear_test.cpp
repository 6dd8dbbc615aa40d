// Every text codec takes time linear in its input, on what would be worst for it.
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "ks/base/text.h"
#include "support/linear.h"

namespace ks::text {
namespace {

std::string repeat(std::string_view text, std::size_t times) {
  std::string all;
  for (; times > 0; --times) all += text;
  return all;
}

struct LinearCase {
  const char* name;
  std::string unit;
  std::function<void(const std::string&)> work;
};
class TextCodec : public testing::TestWithParam<LinearCase> {};
TEST_P(TextCodec, TakesLinearTime) {
  const auto text = [](std::size_t size) { return repeat(GetParam().unit, size); };
  EXPECT_LT(test::growth(100'000, text, GetParam().work), test::kLinear);
}
const LinearCase kLinear[] = {
    {"Base64OfSpaces", "A \n", [](const auto& text) { (void)from_base64(text); }},
    {"Base64WithLateError", "AAAA", [](const auto& text) { (void)from_base64(text + "A"); }},
    {"Hex", "a0:", [](const auto& text) { (void)from_hex(text); }},
    {"EscapeOfBrokenBytes", "\xe2\x82", [](const auto& text) { (void)escape(text); }},
    {"Utf8BetweenAscii", "aaaaaaa\xc3\xa9", [](const auto& text) { (void)is_utf8(as_bytes(text)); }},
    {"LoneSurrogates", "\xed\xa0\xbd", [](const auto& text) { (void)from_modified_utf8(as_bytes(text)); }},
    {"LowerCaseOfSigmas", "Σ-", [](const auto& text) { (void)to_lower_as_java(text); }},
    {"LowerCaseOfOneLongWord", "א'", [](const auto& text) { (void)to_lower_as_java("Σ" + text + "Σ"); }},
};
INSTANTIATE_TEST_SUITE_P(Text, TextCodec, testing::ValuesIn(kLinear), [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace ks::text
