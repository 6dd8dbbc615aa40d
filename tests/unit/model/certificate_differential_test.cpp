// What our parser says about every certificate at hand is what OpenSSL and Botan say about it.

#include <botan/build.h>
#include <botan/x509_ext.h>
#include <botan/x509cert.h>
#include <gtest/gtest.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <time.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "asn1/der_reader.h"
#include "crypto/libcrypto.h"
#include "ks/base/text.h"
#include "ks/model/certificate.h"
#include "support/pem.h"
#include "support/testdata.h"

namespace ks {
namespace {

using crypto::Deleter;
using X509Ptr = std::unique_ptr<X509, Deleter<X509_free>>;

/// What a library says about a certificate: field → text.
using View = std::map<std::string, std::string>;

struct Sample {
  std::string label;
  Bytes der;
};

/// Wherever a system keeps its roots.
std::filesystem::path system_bundle() {
  for (const char* path : {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                           "/etc/ssl/cert.pem", "/etc/ssl/ca-bundle.pem"}) {
    if (std::filesystem::exists(path)) return path;
  }
  return {};
}

const std::vector<Sample>& system_roots() {
  static const auto roots = [] {
    std::vector<Sample> all;
    for (auto& der : test::pem_blocks(system_bundle())) all.push_back({"root " + std::to_string(all.size()), der});
    return all;
  }();
  return roots;
}

const std::vector<Sample>& all_samples() {
  static const auto samples = [] {
    auto all = system_roots();
    for (const auto& file : std::filesystem::directory_iterator(test::testdata("pki"))) {
      if (file.path().extension() != ".crt") continue;
      for (auto& der : test::pem_blocks(file.path())) all.push_back({file.path().filename().string(), der});
    }
    return all;
  }();
  return samples;
}

template <class T>
std::string count(const T& time) {
  return std::to_string(time.time_since_epoch() / std::chrono::seconds(1));
}

std::string joined(std::vector<std::string> parts) {
  std::string text;
  for (const auto& part : parts) text += part + "\n";
  return text;
}

// Ours.

std::string kind_text(GeneralName::Kind kind) { return std::to_string(static_cast<int>(kind)); }

std::string our_names(const std::vector<GeneralName>& names) {
  std::vector<std::string> parts;
  for (const auto& name : names) parts.push_back(kind_text(name.kind) + " " + text::to_hex(name.value));
  return joined(parts);
}

std::string our_extensions(const std::vector<Extension>& extensions) {
  std::vector<std::string> parts;
  for (const auto& one : extensions) parts.push_back(one.oid + (one.critical ? " ! " : " ") + text::to_hex(one.value));
  return joined(parts);
}

std::string our_constraints(const CertificateFields& fields) {
  if (!fields.basic_constraints) return "absent";
  const auto& path_length = fields.basic_constraints->path_length;
  return (fields.basic_constraints->ca ? "ca " : "no ca ") + (path_length ? std::to_string(*path_length) : "");
}

View our_view(const Certificate& certificate) {
  const auto& fields = certificate.fields();
  if (!fields) return {{"error", fields.error().message}};
  return {
      {"version", std::to_string(fields->version)},
      {"serial", text::to_hex(fields->serial)},
      {"signature algorithm", fields->signature_algorithm},
      {"issuer", text::to_hex(fields->issuer.der())},
      {"issuer text", fields->issuer.text()},
      {"subject", text::to_hex(fields->subject.der())},
      {"subject text", fields->subject.text()},
      {"not before", count(fields->not_before)},
      {"not after", count(fields->not_after)},
      {"public key", text::to_hex(fields->spki)},
      {"key bits", std::to_string(fields->key.bits)},
      {"alternative names", our_names(fields->subject_alternative_names)},
      {"key usage", fields->key_usage ? std::to_string(*fields->key_usage) : "absent"},
      {"extended key usage", joined(fields->extended_key_usage)},
      {"basic constraints", our_constraints(*fields)},
      {"subject key id", fields->subject_key_id ? text::to_hex(*fields->subject_key_id) : "absent"},
      {"authority key id", fields->authority_key_id ? text::to_hex(*fields->authority_key_id) : "absent"},
      {"extensions", our_extensions(fields->extensions)},
      {"sha256", text::to_hex(certificate.sha256())},
  };
}

// OpenSSL's.

ByteView view_of(const ASN1_STRING* string) {
  return {ASN1_STRING_get0_data(string), static_cast<std::size_t>(ASN1_STRING_length(string))};
}

std::string hex_or_absent(const ASN1_STRING* string) {
  return string == nullptr ? "absent" : text::to_hex(view_of(string));
}

template <class T>
Bytes der_of(const T* value, int (*encode)(const T*, unsigned char**)) {
  unsigned char* out = nullptr;
  const int size = encode(value, &out);
  const std::unique_ptr<unsigned char, Deleter<[](void* p) { OPENSSL_free(p); }>> owned(out);
  return size < 0 ? Bytes{} : Bytes(out, out + size);
}

std::string oid_of(const ASN1_OBJECT* object) {
  char text[256];
  OBJ_obj2txt(text, sizeof text, object, 1);
  return text;
}

std::string openssl_time(const ASN1_TIME* time) {
  struct tm parts {};
  return ASN1_TIME_to_tm(time, &parts) == 1 ? std::to_string(timegm(&parts)) : "unreadable";
}

/// RFC 4514 in UTF-8, its hexadecimal in lower case as ours is.
std::string openssl_name(const X509_NAME* name) {
  const std::unique_ptr<BIO, Deleter<BIO_free>> out(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB));
  char* data = nullptr;
  const auto size = BIO_get_mem_data(out.get(), &data);
  std::string text(data, static_cast<std::size_t>(size));
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    const bool hex_pair = text[i] == '\\' && std::isxdigit(static_cast<unsigned char>(text[i + 1])) != 0;
    for (std::size_t at = i + 1; hex_pair && at <= i + 2; ++at) {
      text[at] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[at])));
    }
  }
  return text;
}

Bytes general_name_value(const GENERAL_NAME* name) {
  switch (name->type) {
    case GEN_EMAIL:
    case GEN_DNS:
    case GEN_URI: return to_bytes(view_of(name->d.ia5));
    case GEN_IPADD: return to_bytes(view_of(name->d.ip));
    case GEN_RID: return {OBJ_get0_data(name->d.rid), OBJ_get0_data(name->d.rid) + OBJ_length(name->d.rid)};
    case GEN_DIRNAME: return der_of<X509_NAME>(name->d.dirn, i2d_X509_NAME);
    default: break;
  }
  // The whole name under its context tag; what is inside is the value.
  const auto der = der_of<GENERAL_NAME>(name, i2d_GENERAL_NAME);
  return {der.begin() + 2, der.end()};
}

std::string openssl_names(X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, Deleter<GENERAL_NAMES_free>> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> parts;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const auto* name = sk_GENERAL_NAME_value(names.get(), i);
    parts.push_back(std::to_string(name->type) + " " + text::to_hex(general_name_value(name)));
  }
  return joined(parts);
}

/// OpenSSL numbers the bits of each octet from its top, as they stand in the DER.
std::string openssl_key_usage(X509* certificate) {
  const auto usage = X509_get_key_usage(certificate);
  if (usage == UINT32_MAX) return "absent";
  unsigned ours = 0;
  for (unsigned bit = 0; bit < 9; ++bit) {
    const auto theirs = bit < 8 ? 0x80U >> bit : 0x8000U;
    if ((usage & theirs) != 0) ours |= 1U << bit;
  }
  return std::to_string(ours);
}

std::string openssl_purposes(X509* certificate) {
  const std::unique_ptr<EXTENDED_KEY_USAGE, Deleter<EXTENDED_KEY_USAGE_free>> purposes(
      static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr)));
  std::vector<std::string> parts;
  for (int i = 0; i < sk_ASN1_OBJECT_num(purposes.get()); ++i) {
    parts.push_back(oid_of(sk_ASN1_OBJECT_value(purposes.get(), i)));
  }
  return joined(parts);
}

std::string openssl_constraints(X509* certificate) {
  const std::unique_ptr<BASIC_CONSTRAINTS, Deleter<BASIC_CONSTRAINTS_free>> constraints(
      static_cast<BASIC_CONSTRAINTS*>(X509_get_ext_d2i(certificate, NID_basic_constraints, nullptr, nullptr)));
  if (!constraints) return "absent";
  const auto* path_length = constraints->pathlen;
  return (constraints->ca != 0 ? "ca " : "no ca ") +
         (path_length == nullptr ? "" : std::to_string(ASN1_INTEGER_get(path_length)));
}

std::string openssl_extensions(const X509* certificate) {
  std::vector<std::string> parts;
  for (int i = 0; i < X509_get_ext_count(certificate); ++i) {
    auto* one = X509_get_ext(certificate, i);
    parts.push_back(oid_of(X509_EXTENSION_get_object(one)) + (X509_EXTENSION_get_critical(one) != 0 ? " ! " : " ") +
                    text::to_hex(view_of(X509_EXTENSION_get_data(one))));
  }
  return joined(parts);
}

/// We count Ed25519 and its kin by the length of their encoding, OpenSSL by the order of their group.
int openssl_key_bits(X509* certificate) {
  const auto* key = X509_get0_pubkey(certificate);
  if (key == nullptr) return 0;
  return EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519 ? 256 : EVP_PKEY_get_bits(key);
}

std::string openssl_sha256(const X509* certificate) {
  unsigned char digest[32];
  X509_digest(certificate, EVP_sha256(), digest, nullptr);
  return text::to_hex(digest);
}

X509Ptr parse_with_openssl(ByteView der) {
  const auto* at = der.data();
  return X509Ptr(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

View openssl_view(ByteView der) {
  const auto certificate = parse_with_openssl(der);
  if (!certificate) return {{"error", "OpenSSL cannot parse it"}};
  auto* x509 = certificate.get();
  const auto serial = der_of<ASN1_INTEGER>(X509_get0_serialNumber(x509), i2d_ASN1_INTEGER);
  const X509_ALGOR* algorithm = nullptr;
  X509_get0_signature(nullptr, &algorithm, x509);
  return {
      {"version", std::to_string(X509_get_version(x509) + 1)},
      {"serial", text::to_hex(ByteView(serial).subspan(2))},
      {"signature algorithm", oid_of(algorithm->algorithm)},
      {"issuer", text::to_hex(der_of<X509_NAME>(X509_get_issuer_name(x509), i2d_X509_NAME))},
      {"issuer text", openssl_name(X509_get_issuer_name(x509))},
      {"subject", text::to_hex(der_of<X509_NAME>(X509_get_subject_name(x509), i2d_X509_NAME))},
      {"subject text", openssl_name(X509_get_subject_name(x509))},
      {"not before", openssl_time(X509_get0_notBefore(x509))},
      {"not after", openssl_time(X509_get0_notAfter(x509))},
      {"public key", text::to_hex(der_of<X509_PUBKEY>(X509_get_X509_PUBKEY(x509), i2d_X509_PUBKEY))},
      {"key bits", std::to_string(openssl_key_bits(x509))},
      {"alternative names", openssl_names(x509)},
      {"key usage", openssl_key_usage(x509)},
      {"extended key usage", openssl_purposes(x509)},
      {"basic constraints", openssl_constraints(x509)},
      {"subject key id", hex_or_absent(X509_get0_subject_key_id(x509))},
      {"authority key id", hex_or_absent(X509_get0_authority_key_id(x509))},
      {"extensions", openssl_extensions(x509)},
      {"sha256", openssl_sha256(x509)},
  };
}

// Botan's: what its interface gives without interpretation.

unsigned botan_key_usage(const Botan::X509_Certificate& certificate) {
#if BOTAN_VERSION_MAJOR >= 3
  const unsigned usage = certificate.constraints().value();
#else
  const unsigned usage = certificate.constraints();
#endif
  unsigned ours = 0;
  for (unsigned bit = 0; bit < 9; ++bit) {
    if ((usage & (0x8000U >> bit)) != 0) ours |= 1U << bit;
  }
  return ours;
}

std::string botan_purposes(const Botan::X509_Certificate& certificate) {
  std::vector<std::string> parts;
  for (const auto& oid : certificate.extended_key_usage()) parts.push_back(oid.to_string());
  return joined(parts);
}

View botan_view_or_throw(ByteView der) {
  const Botan::X509_Certificate certificate(der.data(), der.size());
  auto fingerprint = certificate.fingerprint("SHA-256");
  std::erase(fingerprint, ':');
  std::ranges::transform(fingerprint, fingerprint.begin(), [](unsigned char c) { return std::tolower(c); });
  return {
      {"version", std::to_string(certificate.x509_version())},
      {"issuer", text::to_hex(certificate.raw_issuer_dn())},
      {"subject", text::to_hex(certificate.raw_subject_dn())},
      {"not before", count(certificate.not_before().to_std_timepoint())},
      {"not after", count(certificate.not_after().to_std_timepoint())},
      {"inside of public key", text::to_hex(certificate.subject_public_key_bits())},
      {"magnitude of serial", text::to_hex(certificate.serial_number())},
      {"key usage or 0", std::to_string(botan_key_usage(certificate))},
      {"extended key usage", botan_purposes(certificate)},
      {"ca", certificate.is_CA_cert() ? "yes" : "no"},
      {"subject key id or nothing", text::to_hex(certificate.subject_key_id())},
      {"authority key id or nothing", text::to_hex(certificate.authority_key_id())},
      {"sha256", fingerprint},
  };
}

View botan_view(ByteView der) try { return botan_view_or_throw(der); } catch (const Botan::Exception& refusal) {
  return {{"error", refusal.what()}};
}

/// Without sign and leading zeros, as Botan has serial numbers.
Bytes magnitude(Bytes serial) {
  if (!serial.empty() && serial[0] >= 0x80) {
    unsigned carry = 1;
    for (auto octet = serial.rbegin(); octet != serial.rend(); ++octet) {
      const auto sum = static_cast<std::uint8_t>(~*octet) + carry;
      *octet = static_cast<std::uint8_t>(sum);
      carry = sum >> 8;
    }
  }
  while (!serial.empty() && serial[0] == 0) serial.erase(serial.begin());
  return serial;
}

/// Ours in the words of botan_view().
View our_view_as_botan(const Certificate& certificate) {
  auto ours = our_view(certificate);
  const auto& fields = certificate.fields();
  if (!fields) return ours;
  const auto may_sign = 1U << 5;  // Botan's is_CA_cert() asks for keyCertSign, too
  const bool signs = !fields->key_usage || (*fields->key_usage & may_sign) != 0;
  const bool ca = fields->basic_constraints && fields->basic_constraints->ca && signs;
  View view;
  for (const char* same : {"version", "issuer", "subject", "not before", "not after", "extended key usage", "sha256"}) {
    view[same] = ours[same];
  }
  view["inside of public key"] = text::to_hex(asn1::peek_value(fields->spki).value().content);
  view["magnitude of serial"] = text::to_hex(magnitude(fields->serial));
  view["key usage or 0"] = std::to_string(fields->key_usage.value_or(0));
  view["ca"] = ca ? "yes" : "no";
  view["subject key id or nothing"] = text::to_hex(fields->subject_key_id.value_or(Bytes{}));
  view["authority key id or nothing"] = text::to_hex(fields->authority_key_id.value_or(Bytes{}));
  return view;
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts{""};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escaped = i > 0 && text[i - 1] == '\\';
    if (text[i] == separator && !escaped) parts.emplace_back();
    else parts.back() += text[i];
  }
  return parts;
}

/// The attributes of one RDN are a set: OpenSSL prints them in the other order.
std::string in_one_order(const std::string& name) {
  auto rdns = split(name, ',');
  for (auto& rdn : rdns) {
    auto attributes = split(rdn, '+');
    std::ranges::sort(attributes);
    rdn = joined(attributes);
  }
  return joined(rdns);
}

/// The fields that are not the same, or nothing.
std::string differences(const View& ours, const View& theirs) {
  std::string text;
  for (const auto& [field, theirs_says] : theirs) {
    const auto found = ours.find(field);
    const auto ours_says = found == ours.end() ? "nothing" : found->second;
    if (ours_says != theirs_says) text += field + ": we say " + ours_says + ", they say " + theirs_says + "\n";
  }
  return text;
}

TEST(CertificateDifferential, FindsTheRootsOfThisSystem) { EXPECT_GT(system_roots().size(), 50U); }

TEST(CertificateDifferential, AgreesWithOpenSsl) {
  for (const auto& [label, der] : all_samples()) {
    SCOPED_TRACE(label);
    auto ours = our_view(Certificate::from_der(der).value());
    auto theirs = openssl_view(der);
    for (const char* name : {"issuer text", "subject text"}) {
      ours[name] = in_one_order(ours[name]);
      theirs[name] = in_one_order(theirs[name]);
    }
    if (ours["key bits"] == "0") theirs.erase("key bits");  // a key we only carry (ML-DSA), which OpenSSL 3.5 knows
    EXPECT_EQ(differences(ours, theirs), "");
  }
}

/// Botan 2 takes an RSASSA-PSS key without parameters (RFC 4055, 1.2) for one that contradicts its RSA signature.
bool is_beyond_botan(const std::string& label, const View& theirs) {
  return label == "rsapss.crt" && theirs.contains("error");
}

TEST(CertificateDifferential, AgreesWithBotan) {
  for (const auto& [label, der] : all_samples()) {
    SCOPED_TRACE(label);
    const auto theirs = botan_view(der);
    if (is_beyond_botan(label, theirs)) continue;
    EXPECT_EQ(differences(our_view_as_botan(Certificate::from_der(der).value()), theirs), "");
  }
}

TEST(CertificateDifferential, FindsNoProblemInRootsThatPeopleTrust) {
  for (const auto& [label, der] : system_roots()) {
    const auto certificate = Certificate::from_der(der).value();
    EXPECT_EQ(certificate.fields().value().problems, std::vector<std::string>{}) << certificate.describe();
  }
}

/// Every two names of the system's roots match for us if and only if X509_NAME_cmp says so.
TEST(CertificateDifferential, MatchesNamesAsOpenSslDoes) {
  std::vector<Certificate> ours;
  std::vector<X509Ptr> theirs;
  for (const auto& sample : all_samples()) {
    ours.push_back(Certificate::from_der(sample.der).value());
    theirs.push_back(parse_with_openssl(sample.der));
  }
  for (std::size_t a = 0; a < ours.size(); ++a) {
    for (std::size_t b = 0; b < ours.size(); ++b) {
      const bool match = ours[a].fields()->subject.matches(ours[b].fields()->issuer);
      const bool same =
          X509_NAME_cmp(X509_get_subject_name(theirs[a].get()), X509_get_issuer_name(theirs[b].get())) == 0;
      ASSERT_EQ(match, same) << ours[a].describe() << " / " << ours[b].describe();
    }
  }
}

}  // namespace
}  // namespace ks
