#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

#include "ks/base/text.h"
#include "ks/formats/format.h"
#include "support/testdata.h"

namespace ks {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Case {
  std::string name;
  Bytes bytes;
  std::string expected;  // a format's name, or what the message says that it is
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

template <std::size_t N>
Bytes raw(const char (&text)[N]) {
  return to_bytes(std::string_view(text, N - 1));
}

Bytes hex(std::string_view text) { return text::from_hex(text).value(); }

class Detect : public ::testing::TestWithParam<Case> {};

class DetectKnown : public Detect {};
class DetectOther : public Detect {};

std::string bks(std::string_view version, std::string_view salt_length, std::size_t salt, std::string_view rounds) {
  return std::string(version) + std::string(salt_length) + std::string(salt * 2, 'a') + std::string(rounds);
}

TEST_P(DetectKnown, IsUnsupportedByName) {
  const auto format = detect(GetParam().bytes);
  ASSERT_FALSE(format) << (*format)->name;
  EXPECT_EQ(format.error().code, Errc::unsupported_format) << format.error().message;
  EXPECT_EQ(format.error().message, "this is " + GetParam().expected + ", which is not supported");
  EXPECT_THAT(format.error().hint, Not(IsEmpty()));
}

INSTANTIATE_TEST_SUITE_P(
    Stores, DetectKnown,
    ::testing::Values(
        Case{"Jceks", hex("cececece 00000002 00000000"), "a JCEKS keystore"},
        Case{"Bks2", hex(bks("00000002", "00000014", 20, "00000400")), "a BouncyCastle keystore (BKS or UBER)"},
        Case{"Bks1", hex(bks("00000001", "00000014", 20, "000007d0")), "a BouncyCastle keystore (BKS or UBER)"},
        Case{"Bcfks", hex("301d 301b 3019 06092a864886f70d01050d 300c300006082a864886f70d0201"),
             "a BouncyCastle FIPS keystore (BCFKS)"},
        Case{"Kdb", hex("37480206 00000000 583530394b455900 00001388"), "an IBM key database (KDB)"},
        Case{"NssSql", raw("SQLite format 3\0 CREATE TABLE nssPublic (id)"), "an NSS database"},
        Case{"NssBerkeley", hex("00061561 00000002 000004d2 000010e1"), "an NSS database"},
        Case{"Keychain", raw("kych\0\1\0\0\0\0\0\x10"), "a macOS keychain"},
        Case{"Sst", raw("\0\0\0\0CERT\x20\0\0\0"), "a Windows serialized store (SST)"},
        Case{"Pvk", hex("1ef1b5b0 00000000 01000000"), "a Microsoft private key (PVK)"},
        Case{"Putty", raw("PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n"), "a PuTTY private key"}),
    [](const auto& one) { return one.param.name; });

TEST_P(DetectOther, IsNoStoreButSaysWhatItLooksLike) {
  const auto format = detect(GetParam().bytes);
  ASSERT_FALSE(format) << (*format)->name;
  EXPECT_EQ(format.error().code, Errc::not_a_store) << format.error().message;
  EXPECT_EQ(format.error().message, "this is not a store of any known kind: it looks like " + GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Files, DetectOther,
    ::testing::Values(
        Case{"Empty", {}, "an empty file"}, Case{"Zeros", Bytes(512, 0), "nothing but zero bytes"},
        Case{"Blank", raw("\xef\xbb\xbf \r\n\t"), "white space"},
        Case{"PgpBinary", hex("99010d04 5f5e1000 01080000"), "an OpenPGP message or key"},
        Case{"SshPublic", raw("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA me@example\n"), "an SSH public key"},
        Case{"Serialized", hex("aced0005 7372"), "a serialized Java object"},
        Case{"LfsPointer", raw("version https://git-lfs.github.com/spec/v1\noid sha256:00\n"), "a Git LFS pointer"},
        Case{"Zip", raw("PK\3\4\x14\0"), "a ZIP or JAR archive"}, Case{"Gzip", hex("1f8b0800"), "a compressed file"},
        Case{"Tar",
             [] {
               Bytes tar(512, 'x');
               std::ranges::copy(as_bytes("ustar"), tar.begin() + 257);
               return tar;
             }(),
             "a tar archive"},
        Case{"Sqlite", raw("SQLite format 3\0 CREATE TABLE users"), "an SQLite database"},
        Case{"Elf", raw("\x7f\x45LF\2\1\1"), "a program"}, Case{"Pdf", raw("%PDF-1.7\n"), "a PDF document"},
        Case{"Utf16", raw("\xff\xfe-\0-\0-\0"), "UTF-16 text"},
        Case{"Html", raw("\r\n<!DOCTYPE HTML><title>404</title>"), "an HTML page"},
        Case{"Xml", raw("<?xml version=\"1.0\"?><a/>"), "XML"},
        Case{"Json", raw("\xef\xbb\xbf{\"kty\": \"RSA\"}"), "JSON"},
        Case{"Kubernetes", raw("kind: Secret\napiVersion: v1\ndata: {}\n"), "a Kubernetes manifest"},
        Case{"Text", raw("Gr\xc3\xbc\xc3\x9f Gott!\n"), "plain text"},
        Case{"Binary", hex("8081820083848586 87"), "binary data that begins with 8081820083848586"}),
    [](const auto& one) { return one.param.name; });

TEST(Detect, EverySampleIsOfTheFormatOfItsFolder) {
  for (const auto& format : formats()) {
    for (const auto& sample : test::samples(std::string(format.name))) {
      if (sample.expected.starts_with("error:")) continue;
      const auto folder_and_file = sample.path.lexically_relative(test::testdata("")).string();
      const auto named = sample.header.contains("format") ? sample.header.at("format") : std::string(format.name);
      const auto found = detect(test::testdata_bytes(folder_and_file));
      EXPECT_EQ(found ? (*found)->name : found.error().message, named) << folder_and_file;
    }
  }
}

TEST(Detect, HintsSayWhatToDo) {
  EXPECT_THAT(detect(hex("cececece")).error().hint, HasSubstr("-srcstoretype jceks"));
  EXPECT_THAT(detect(raw("{}")).error().hint, HasSubstr("base64"));
}

}  // namespace
}  // namespace ks
