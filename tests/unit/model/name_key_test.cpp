#include "model/name_key.h"

#include <gtest/gtest.h>
#include <openssl/x509.h>

#include <filesystem>
#include <memory>
#include <vector>

#include "asn1/der_writer.h"
#include "crypto/libcrypto.h"
#include "ks/model/certificate.h"
#include "support/pem.h"
#include "support/testdata.h"

namespace ks::model {
namespace {

using NamePtr = std::unique_ptr<X509_NAME, crypto::Deleter<X509_NAME_free>>;

Bytes rdn(ByteView type, asn1::Tag tag, ByteView text) {
  return asn1::set_in_given_order({asn1::sequence({to_bytes(type), asn1::wrap(tag, text)})});
}

Bytes common_name(asn1::Tag tag, std::string_view text) {
  return asn1::sequence({rdn(asn1::oid("2.5.4.3"), tag, as_bytes(text))});
}

/// Whether libcrypto takes two names for the same.
bool libcrypto_matches(const Bytes& a, const Bytes& b) {
  const auto parsed = [](const Bytes& der) {
    const auto* at = der.data();
    return NamePtr(d2i_X509_NAME(nullptr, &at, static_cast<long>(der.size())));
  };
  return X509_NAME_cmp(parsed(a).get(), parsed(b).get()) == 0;
}

std::vector<Bytes> all_certificates() {
  auto all = test::pem_blocks("/etc/ssl/certs/ca-certificates.crt");
  for (const auto& file : std::filesystem::directory_iterator(test::testdata("pki"))) {
    if (file.path().extension() == ".crt") all.push_back(test::pem_blocks(file.path()).front());
  }
  return all;
}

TEST(SubjectOf, IsWhatTheCertificateSays) {
  const auto all = all_certificates();
  ASSERT_GT(all.size(), 100U);
  for (const auto& der : all) {
    const auto certificate = Certificate::from_der(der).value();
    const auto subject = subject_of(der);
    ASSERT_TRUE(subject);
    if (certificate.fields()) {
      EXPECT_TRUE(equal(*subject, certificate.fields()->subject.der())) << certificate.describe();
    }
  }
}

TEST(SubjectOf, IsNoneOfWhatIsNoCertificate) {
  const auto whole = test::testdata_pem("pki/ec256.crt");
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(subject_of(ByteView(whole).first(size))) << size;
  auto longer = whole;
  longer.push_back(0);
  EXPECT_FALSE(subject_of(longer));
  EXPECT_FALSE(subject_of(test::testdata_pem("pki/ec256.key")));
  EXPECT_FALSE(subject_of(test::testdata_pem("pki/root.crl")));
}

/// Names of one meaning, written in every way that libcrypto overlooks; and one that it does not.
TEST(NameKey, IsTheSameForNamesThatMatch) {
  const std::vector<Bytes> same = {
      common_name(asn1::kUtf8String, "Root CA"),
      common_name(asn1::kPrintableString, "Root CA"),
      common_name(asn1::kPrintableString, "ROOT ca"),
      common_name(asn1::kUtf8String, "  Root   CA "),
      common_name(asn1::kTeletexString, "root CA"),
      common_name(asn1::kIa5String, "Root CA"),
      common_name(asn1::kBmpString, std::string_view("\0R\0o\0o\0t\0 \0C\0A", 14)),
      common_name(asn1::kUniversalString, std::string_view("\0\0\0R\0\0\0o\0\0\0o\0\0\0t\0\0\0 \0\0\0C\0\0\0A", 28)),
  };
  for (const auto& name : same) {
    EXPECT_TRUE(libcrypto_matches(same[0], name));
    EXPECT_EQ(name_key(same[0]), name_key(name));
  }
  const auto other = common_name(asn1::kUtf8String, "Root CB");
  EXPECT_FALSE(libcrypto_matches(same[0], other));
  EXPECT_NE(name_key(same[0]), name_key(other));
}

TEST(NameKey, ToleratesTheOrderWithinAnRdnOnly) {
  const auto attribute = [](std::string_view type, std::string_view text) {
    return asn1::sequence({asn1::oid(type), asn1::wrap(asn1::kUtf8String, as_bytes(text))});
  };
  const auto cn = attribute("2.5.4.3", "a"), ou = attribute("2.5.4.11", "b");
  const auto raw_set = [](const Bytes& first, const Bytes& second) {
    Bytes both = first;
    append(both, second);
    return asn1::sequence({asn1::wrap(asn1::kSet, both)});
  };
  EXPECT_EQ(name_key(raw_set(cn, ou)), name_key(raw_set(ou, cn)));
  EXPECT_NE(name_key(asn1::sequence({asn1::set_in_given_order({cn}), asn1::set_in_given_order({ou})})),
            name_key(asn1::sequence({asn1::set_in_given_order({ou}), asn1::set_in_given_order({cn})})));
}

TEST(NameKey, AgreesWithLibcryptoOnEveryPair) {
  std::vector<Bytes> names;
  for (const auto& der : all_certificates()) names.push_back(to_bytes(*subject_of(der)));
  std::size_t matching = 0;
  for (const auto& a : names) {
    for (const auto& b : names) {
      if (!libcrypto_matches(a, b)) continue;
      ++matching;
      EXPECT_EQ(name_key(a), name_key(b));
    }
  }
  EXPECT_GT(matching, names.size());
}

TEST(NameKey, TakesAnyBytes) {
  for (const Bytes& bytes : {Bytes{}, Bytes{0x30}, Bytes{0x30, 0x80}, Bytes{0x30, 2, 0x31, 5}, Bytes(64, 0xff)}) {
    (void)name_key(bytes);
    EXPECT_FALSE(subject_of(bytes));
  }
}

}  // namespace
}  // namespace ks::model
