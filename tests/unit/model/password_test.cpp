#include "model/password.h"

#include <gtest/gtest.h>

#include <string>

#include "ks/base/text.h"

namespace ks::pbe {
namespace {

std::string_view short_name(PasswordForm form) {
  switch (form) {
    case PasswordForm::as_given: return "given";
    case PasswordForm::latin1: return "latin1";
    case PasswordForm::bmp: return "bmp";
    case PasswordForm::bmp_terminated: return "bmp0";
    case PasswordForm::bytes_widened: return "widened";
    case PasswordForm::none: return "none";
  }
  return "?";
}

std::string listed(const std::vector<PasswordBytes>& forms) {
  std::string text;
  for (const auto& [form, bytes] : forms) {
    text += (text.empty() ? "" : " ") + std::string(short_name(form)) + ":" + text::to_hex(bytes.reveal());
  }
  return text;
}

struct FormCase {
  const char* name;
  PasswordUse use;
  std::string_view password;
  std::string_view expected;
};
void PrintTo(const FormCase& c, std::ostream* out) { *out << c.name; }
class PasswordForms : public testing::TestWithParam<FormCase> {};
TEST_P(PasswordForms, AreTriedInThisOrder) {
  EXPECT_EQ(listed(password_forms(GetParam().use, Secret(GetParam().password))), GetParam().expected);
}

using enum PasswordUse;
const FormCase kForms[] = {
    // RFC 7292, B.1 has no terminator for no password, and OpenSSL one for an empty one.
    {"Pkcs12Empty", pkcs12, "", "bmp0:0000 none:"},
    {"Pkcs12Ascii", pkcs12, "ab", "bmp0:006100620000"},
    {"Pkcs12Umlaut", pkcs12, "\xc3\xa4", "bmp0:00e40000 widened:00c300a40000"},
    {"Pkcs12BeyondLatin1", pkcs12, "\xe2\x82\xac", "bmp0:20ac0000 widened:00e2008200ac0000"},
    {"Pkcs12BeyondBmp", pkcs12, "\xf0\x9f\x98\x80", "bmp0:d83dde000000 widened:00f0009f009800800000"},
    {"Pkcs12Latin1Given", pkcs12, "\xe4", "widened:00e40000"},
    {"Pkcs12Nul", pkcs12, std::string_view("a\0b", 3), "bmp0:0061000000620000"},
    {"Pkcs5Empty", pkcs5, "", "given: bmp0:0000"},
    {"Pkcs5Ascii", pkcs5, "ab", "given:6162 bmp0:006100620000"},
    {"Pkcs5Umlaut", pkcs5, "\xc3\xa4", "given:c3a4 latin1:e4 bmp0:00e40000"},
    {"Pkcs5BeyondLatin1", pkcs5, "\xe2\x82\xac", "given:e282ac bmp0:20ac0000"},
    {"Pkcs5NotUtf8", pkcs5, "\xe4", "given:e4"},
    {"JksEmpty", jks, "", "bmp:"},
    {"JksBeyondBmp", jks, "\xf0\x9f\x98\x80", "bmp:d83dde00 widened:00f0009f00980080"},
    {"JksNotUtf8", jks, "\xe4", "widened:00e4"},
    {"JceksAscii", jceks, "ab", "given:6162"},
    {"JceksUmlaut", jceks, "\xc3\xa4", "given:c3a4 latin1:e4"},
};
INSTANTIATE_TEST_SUITE_P(EachUse, PasswordForms, testing::ValuesIn(kForms), testing::PrintToStringParamName());

TEST(PasswordForms, PutTheOneThatWorkedBeforeFirst) {
  auto forms = password_forms(pkcs5, Secret(std::string_view("\xc3\xa4")));
  try_first(forms, PasswordForm::bmp_terminated);
  EXPECT_EQ(listed(forms), "bmp0:00e40000 given:c3a4 latin1:e4");
  try_first(forms, PasswordForm::none);
  EXPECT_EQ(listed(forms), "bmp0:00e40000 given:c3a4 latin1:e4");
}

}  // namespace
}  // namespace ks::pbe
