#include <gtest/gtest.h>

#include <string>

#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "ks/base/text.h"
#include "ks/model/certificate.h"
#include "support/pem.h"

namespace ks {
namespace {

using asn1::algorithm_identifier;
using asn1::sequence;

std::string text_of(const Result<KeyInfo>& info) {
  if (!info) return "error: " + std::string(name(info.error().code));
  return info->algorithm + (info->curve.empty() ? "" : " " + info->curve) + " " + std::to_string(info->bits);
}

struct FileCase {
  const char* file;
  const char* expected;
};
void PrintTo(const FileCase& c, std::ostream* out) { *out << c.file; }
class KeyInfoOfFile : public testing::TestWithParam<FileCase> {};
TEST_P(KeyInfoOfFile, NamesAlgorithmCurveAndBits) {
  EXPECT_EQ(text_of(public_key_info(test::testdata_pem("pki/" + std::string(GetParam().file) + ".key"))),
            GetParam().expected);
}
const FileCase kFiles[] = {
    {"server", "RSA 2048"},
    {"rsapss", "RSASSA-PSS 2048"},
    {"dsa", "DSA 2048"},
    {"dh", "DH 2048"},
    {"ec256", "EC P-256 256"},
    {"ec384", "EC P-384 384"},
    {"ec521", "EC P-521 521"},
    {"secp256k1", "EC secp256k1 256"},
    {"brainpool", "EC brainpoolP256r1 256"},
    {"ed25519", "Ed25519 256"},
    {"ed448", "Ed448 456"},
    {"x25519", "X25519 256"},
    {"x448", "X448 448"},
    {"ec-explicit", "EC explicit 256"},
};
INSTANTIATE_TEST_SUITE_P(Pkcs8, KeyInfoOfFile, testing::ValuesIn(kFiles), [](const auto& one) {
  std::string text = one.param.file;
  std::ranges::replace(text, '-', '_');
  return text;
});

struct DerCase {
  const char* name;
  Bytes der;
  std::string expected;
};
void PrintTo(const DerCase& c, std::ostream* out) { *out << c.name; }
class KeyInfoOfDer : public testing::TestWithParam<DerCase> {};
TEST_P(KeyInfoOfDer, NamesWhatItCanRead) { EXPECT_EQ(text_of(public_key_info(GetParam().der)), GetParam().expected); }

Bytes spki(ByteView algorithm, ByteView key = {}) { return sequence({algorithm, asn1::bit_string(key)}); }

/// `bits` bits, the top one set.
Bytes number(std::size_t bits) {
  Bytes magnitude((bits + 7) / 8);
  magnitude[0] = static_cast<std::uint8_t>(1U << (bits + 7) % 8);
  return asn1::integer(ByteView(magnitude));
}

Bytes rsa(std::size_t bits) {
  return spki(algorithm_identifier(oids::kRsa, asn1::null()),
              sequence({number(bits), asn1::integer(std::uint64_t{3})}));
}

Bytes explicit_curve(ByteView field) {
  return spki(algorithm_identifier(oids::kEc, sequence({asn1::integer(std::uint64_t{1}), field})));
}

const DerCase kDers[] = {
    {"Rsa1", rsa(1), "RSA 1"},
    {"Rsa1023", rsa(1023), "RSA 1023"},
    {"Rsa1024", rsa(1024), "RSA 1024"},
    {"Rsa16385", rsa(16385), "RSA 16385"},
    {"RsaOfX509", spki(algorithm_identifier("2.5.8.1.1"), sequence({number(512)})), "RSA 512"},
    {"Dsa", spki(algorithm_identifier(oids::kDsa, sequence({number(1024)}))), "DSA 1024"},
    {"DsaInheritsItsParameters", spki(algorithm_identifier(oids::kDsa)), "DSA 0"},
    {"DhX942", spki(algorithm_identifier(oids::kDhX942, sequence({number(3072)}))), "DH 3072"},
    {"Sm2", spki(algorithm_identifier(oids::kEc, asn1::oid("1.2.156.10197.1.301"))), "EC SM2 256"},
    {"Binary", spki(algorithm_identifier(oids::kEc, asn1::oid("1.3.132.0.27"))), "EC B-233 233"},
    {"UnknownCurve", spki(algorithm_identifier(oids::kEc, asn1::oid("1.2.3.4"))), "EC 1.2.3.4 0"},
    {"ImplicitCurve", spki(algorithm_identifier(oids::kEc, asn1::null())), "EC 0"},
    {"ExplicitPrime", explicit_curve(sequence({asn1::oid(oids::kPrimeField), number(224)})), "EC explicit 224"},
    {"ExplicitBinary",
     explicit_curve(
         sequence({asn1::oid(oids::kCharacteristicTwoField), sequence({asn1::integer(std::uint64_t{163})})})),
     "EC explicit 163"},
    {"Gost2012", spki(algorithm_identifier(oids::kGost2012With512, sequence({}))), "GOST R 34.10-2012-512 512"},
    {"MlKem", spki(algorithm_identifier("2.16.840.1.101.3.4.4.2")), "ML-KEM-768 0"},
    {"SlhDsa", spki(algorithm_identifier("2.16.840.1.101.3.4.3.20")), "SLH-DSA-SHA2-128s 0"},
    {"Unknown", spki(algorithm_identifier("1.2.3.4")), "1.2.3.4 0"},
    {"EcWithItsCurveInside",
     sequence({asn1::integer(std::uint64_t{0}), algorithm_identifier(oids::kEc),
               asn1::octet_string(sequence({asn1::integer(std::uint64_t{1}), asn1::octet_string(Bytes(32)),
                                            asn1::explicit_context(0, asn1::oid("1.3.132.0.34"))}))}),
     "EC P-384 384"},
    {"Nothing", {}, "error: damaged"},
    {"NoKey", sequence({algorithm_identifier(oids::kRsa)}), "error: damaged"},
    {"NoAlgorithm", sequence({asn1::bit_string(Bytes(4))}), "error: damaged"},
    {"RsaWithoutModulus", spki(algorithm_identifier(oids::kRsa), sequence({})), "error: damaged"},
    {"RsaThatIsNoSequence", spki(algorithm_identifier(oids::kRsa), Bytes(10)), "error: damaged"},
    {"UnusedBits", sequence({algorithm_identifier(oids::kEd25519), asn1::wrap(asn1::kBitString, Bytes{1, 2})}),
     "error: damaged"},
};
INSTANTIATE_TEST_SUITE_P(ByHand, KeyInfoOfDer, testing::ValuesIn(kDers), testing::PrintToStringParamName());

}  // namespace
}  // namespace ks
