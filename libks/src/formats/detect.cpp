#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "asn1/der_reader.h"
#include "ks/base/text.h"
#include "ks/formats/format.h"

/// What a file is by its content. Besides the formats of the table we know a good many others by sight, so that whoever
/// gives us one learns what it is and what to do, not only that it will not do.
namespace ks {
namespace {

using namespace std::literals;

/// Something that is none of our formats.
struct Stranger {
  std::string_view what;  ///< "a JCEKS keystore"
  bool (*is)(ByteView) noexcept;
  std::string_view hint;
};

template <std::size_t N>
bool begins(ByteView bytes, const char (&magic)[N]) noexcept {
  return starts_with(bytes, as_bytes({magic, N - 1}));
}

/// The text at the start of a file, past a byte order mark and white space.
std::string_view opening(ByteView bytes) noexcept {
  auto text = as_text(bytes);
  if (text.starts_with("\xef\xbb\xbf"sv)) text.remove_prefix(3);
  const auto first = text.find_first_not_of(" \t\r\n\f"sv);
  return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

template <std::size_t N>
bool opens_with(ByteView bytes, const char (&words)[N]) noexcept {
  const std::string_view wanted(words, N - 1);
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(opening(bytes).substr(0, wanted.size()), wanted, {}, lower, lower);
}

template <std::size_t N>
bool contains(ByteView bytes, const char (&words)[N]) noexcept {
  return as_text(bytes).find(std::string_view(words, N - 1)) != std::string_view::npos;
}

/// Source: sun.security.provider.JavaKeyStore and com.sun.crypto.provider.JceKeyStore differ in these four bytes.
bool is_jceks(ByteView bytes) noexcept { return begins(bytes, "\xce\xce\xce\xce"); }

std::uint64_t u32_at(ByteView bytes, std::size_t offset) noexcept {
  std::uint64_t value = 0;
  for (std::size_t i = offset; i < offset + 4; ++i) value = value << 8 | (i < bytes.size() ? bytes[i] : 0U);
  return value;
}

/// Version 0 to 2, a salt, a number of rounds: how BKS and UBER files begin, and few others.
bool is_bouncy_castle(ByteView bytes) noexcept {
  const auto salt = u32_at(bytes, 4);
  if (u32_at(bytes, 0) > 2 || salt < 8 || salt > 64) return false;
  const auto rounds = u32_at(bytes, 8 + salt);
  return rounds >= 1 && rounds <= 5'000'000;
}

/// SEQUENCE { SEQUENCE { SEQUENCE { id-PBES2: an encrypted ObjectStoreData has one level more than an encrypted key.
bool is_bcfks(ByteView bytes) noexcept {
  constexpr std::array<std::uint8_t, 11> pbes2 = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d};
  for (int level = 0; level < 3; ++level) {
    const auto value = asn1::peek_value(bytes);
    if (!value || value->tag != asn1::kSequence) return false;
    bytes = value->content;
  }
  return starts_with(bytes, pbes2);
}

bool is_ibm_kdb(ByteView bytes) noexcept {
  return begins(bytes, "\x37\x48") && bytes.size() > 16 && starts_with(bytes.subspan(8), as_bytes("X509KEY"));
}

/// SQLite holds cert9.db and key4.db; before 2012 it was Berkeley DB 1.85, whose hash files begin with this number.
bool is_nss_database(ByteView bytes) noexcept {
  return (begins(bytes, "SQLite format 3\0") && (contains(bytes, "nssPublic") || contains(bytes, "nssPrivate"))) ||
         begins(bytes, "\x00\x06\x15\x61") || begins(bytes, "\x61\x15\x06\x00");
}

/// An old-format public or secret key packet of version 3 or 4 (RFC 4880, 4.2 and 5.5.2).
bool is_binary_pgp(ByteView bytes) noexcept {
  return bytes.size() > 3 && (bytes[0] == 0x99 || bytes[0] == 0x95) && (bytes[3] == 3 || bytes[3] == 4);
}

bool is_tar(ByteView bytes) noexcept {
  return bytes.size() > 262 && starts_with(bytes.subspan(257), as_bytes("ustar"));
}

bool is_packed(ByteView bytes) noexcept {
  return begins(bytes, "\x1f\x8b") || begins(bytes, "BZh") || begins(bytes, "\xfd\x37zXZ\0") ||
         begins(bytes, "\x28\xb5\x2f\xfd") || begins(bytes, "7z\xbc\xaf\x27\x1c");
}

bool is_zero(ByteView bytes) noexcept {
  return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

bool is_text(ByteView bytes) noexcept {
  return std::ranges::all_of(bytes.first(std::min<std::size_t>(bytes.size(), 4096)), [](std::uint8_t byte) {
    return byte >= 0x20 ? byte != 0x7f : byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f';
  });
}

constexpr std::string_view kUnpack = "unpack it and give the files inside";
constexpr std::string_view kBouncyHint =
    "KeyStore Explorer, or keytool with BouncyCastle's provider, converts it to PKCS#12";

/// Stores and keys that others read; what is PEM, PEM knows better. The first go before our formats, since DER would
/// claim them.
constexpr Stranger kKnownFirst[] = {
    {"a JCEKS keystore", is_jceks, "keytool -importkeystore -srcstoretype jceks -deststoretype pkcs12 converts it"},
    {"a BouncyCastle FIPS keystore (BCFKS)", is_bcfks, kBouncyHint},
};

constexpr Stranger kKnown[] = {
    {"a BouncyCastle keystore (BKS or UBER)", is_bouncy_castle, kBouncyHint},
    {"an IBM key database (KDB)", is_ibm_kdb, "IBM's gskcapicmd -cert -export -target_type pkcs12 converts it"},
    {"an NSS database", is_nss_database, "pk12util -o OUT.p12 -n NAME -d FOLDER exports a key and its certificates"},
    {"a macOS keychain", [](ByteView b) noexcept { return begins(b, "kych"); },
     "security export -t identities -f pkcs12 -k FILE -o OUT.p12 converts it"},
    {"a Windows serialized store (SST)", [](ByteView b) noexcept { return begins(b, "\0\0\0\0CERT"); },
     "certutil -split -dump FILE takes it apart on Windows"},
    {"a Microsoft private key (PVK)", [](ByteView b) noexcept { return begins(b, "\x1e\xf1\xb5\xb0"); },
     "openssl rsa -inform PVK -outform PEM converts it"},
    {"a PuTTY private key", [](ByteView b) noexcept { return opens_with(b, "PuTTY-User-Key-File-"); },
     "puttygen FILE -O private-openssh converts it, then ssh-keygen -p -m PKCS8 -f COPY"},
};

constexpr Stranger kOther[] = {
    {"an empty file", [](ByteView b) noexcept { return b.empty(); }, "whatever was to write it may have failed"},
    {"nothing but zero bytes", is_zero, "the disk or a copy of the file may be damaged"},
    {"white space", [](ByteView b) noexcept { return opening(b).empty(); }, ""},
    {"an OpenPGP message or key", is_binary_pgp, "OpenPGP keys have no X.509 certificates"},
    {"an SSH public key",
     [](ByteView b) noexcept {
       return opens_with(b, "ssh-") || opens_with(b, "ecdsa-sha2-") || opens_with(b, "sk-ssh-") ||
              opens_with(b, "---- BEGIN SSH2 ");
     },
     "SSH public keys are no certificates; give the certificate that belongs to the private key"},
    {"an age key or file", [](ByteView b) noexcept { return opens_with(b, "age-") || opens_with(b, "# created: 20"); },
     ""},
    {"a serialized Java object", [](ByteView b) noexcept { return begins(b, "\xac\xed\x00\x05"); },
     "Java objects are never deserialized here; store the key in a keystore with Java first"},
    {"a Git LFS pointer", [](ByteView b) noexcept { return opens_with(b, "version https://git-lfs"); },
     "git lfs pull fetches the file itself"},
    {"a ZIP or JAR archive", [](ByteView b) noexcept { return begins(b, "PK\x03\x04") || begins(b, "PK\x05\x06"); },
     kUnpack},
    {"a tar archive", is_tar, kUnpack},
    {"a compressed file", is_packed, kUnpack},
    {"an SQLite database", [](ByteView b) noexcept { return begins(b, "SQLite format 3\0"); }, ""},
    {"a program", [](ByteView b) noexcept { return begins(b, "\x7f\x45LF") || begins(b, "\xca\xfe\xba\xbe"); }, ""},
    {"a PDF document", [](ByteView b) noexcept { return begins(b, "%PDF-"); }, ""},
    {"UTF-16 text", [](ByteView b) noexcept { return begins(b, "\xff\xfe") || begins(b, "\xfe\xff"); },
     "save it as UTF-8 (in PowerShell: -Encoding ascii)"},
    {"an HTML page", [](ByteView b) noexcept { return opens_with(b, "<!doctype") || opens_with(b, "<html"); },
     "a download may have brought an error page or a login form instead of the file"},
    {"XML", [](ByteView b) noexcept { return opens_with(b, "<"); }, ""},
    {"JSON", [](ByteView b) noexcept { return opens_with(b, "{") || opens_with(b, "["); },
     "if a value inside is a store in base64, decode that and give it"},
    {"a Kubernetes manifest",
     [](ByteView b) noexcept { return opens_with(b, "apiVersion:") || contains(b, "\napiVersion:"); },
     "the values under data are base64: decode them and give those"},
    {"plain text", is_text, "PEM has lines that begin with -----BEGIN"},
};

const Stranger* recognise(ByteView bytes, std::span<const Stranger> strangers) noexcept {
  const auto found = std::ranges::find_if(strangers, [&](const Stranger& stranger) { return stranger.is(bytes); });
  return found == strangers.end() ? nullptr : &*found;
}

tl::unexpected<Error> known(const Stranger& stranger) {
  return failure(Errc::unsupported_format, "this is " + std::string(stranger.what) + ", which is not supported",
                 std::string(stranger.hint));
}

tl::unexpected<Error> not_a_store(std::string_view what, std::string_view hint) {
  return failure(Errc::not_a_store, "this is not a store of any known kind: it looks like " + std::string(what),
                 std::string(hint));
}

}  // namespace

Result<const Format*> detect(ByteView bytes) {
  if (const auto* stranger = recognise(bytes, kKnownFirst)) return known(*stranger);
  for (const auto& format : formats()) {
    if (format.looks_like(bytes)) return &format;
  }
  if (const auto* stranger = recognise(bytes, kKnown)) return known(*stranger);
  if (const auto* stranger = recognise(bytes, kOther)) return not_a_store(stranger->what, stranger->hint);
  return not_a_store(
      "binary data that begins with " + text::to_hex(bytes.first(std::min<std::size_t>(bytes.size(), 8))), "");
}

}  // namespace ks
