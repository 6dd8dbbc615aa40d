#include "formats/pieces_shape.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "asn1/der_writer.h"
#include "ks/base/text.h"
#include "support/pem.h"
#include "support/testdata.h"

namespace ks::pieces {
namespace {

using asn1::algorithm_identifier;
using asn1::bit_string;
using asn1::explicit_context;
using asn1::integer;
using asn1::null;
using asn1::octet_string;
using asn1::oid;
using asn1::sequence;

struct SampleShape {
  std::string file;
  Shape shape;
};

void PrintTo(const SampleShape& one, std::ostream* out) { *out << one.file; }

const SampleShape kSamples[] = {
    {"der/root.crt", Shape::certificate},
    {"der/v1.crt", Shape::certificate},
    {"der/empty-subject.crt", Shape::certificate},
    {"der/ml-dsa-65.crt", Shape::certificate},
    {"der/root.crl", Shape::crl},
    {"der/other-root.crl", Shape::crl},
    {"der/pkcs8-server.key", Shape::private_key_info},
    {"der/pkcs8-ed25519.key", Shape::private_key_info},
    {"der/pkcs8-ec-explicit.key", Shape::private_key_info},
    {"der/version-2-attributes.key", Shape::private_key_info},
    {"der/pbes2-aes-256-cbc.key", Shape::encrypted_private_key_info},
    {"der/pbes1-PBE-MD5-DES.key", Shape::encrypted_private_key_info},
    {"der/scrypt.key", Shape::encrypted_private_key_info},
    {"der/pkcs1.key", Shape::rsa_private_key},
    {"der/sec1-ec256.key", Shape::ec_private_key},
    {"der/sec1-ec-explicit.key", Shape::ec_private_key},
    {"der/traditional-dsa.key", Shape::dsa_private_key},
    {"der/public-key.der", Shape::public_key},
    {"der/request.der", Shape::request},
    {"der/cut.crt", Shape::unknown},
    {"pkcs7/openssl-der.p7b", Shape::signed_data},
    {"pkcs7/enveloped.p7b", Shape::other_content_info},
    {"pkcs7/data.p7b", Shape::other_content_info},
    {"pkcs12/default.p12", Shape::pfx},
};

class ShapeOfSample : public testing::TestWithParam<SampleShape> {};

TEST_P(ShapeOfSample, IsToldByStructure) {
  EXPECT_EQ(describe(shape_of(test::testdata_bytes(GetParam().file))), describe(GetParam().shape));
}

INSTANTIATE_TEST_SUITE_P(Testdata, ShapeOfSample, testing::ValuesIn(kSamples));

struct MadeShape {
  std::string name;
  Bytes der;
  Shape shape;
};

void PrintTo(const MadeShape& one, std::ostream* out) { *out << one.name; }

const Bytes kNumber = integer(5);
const Bytes kModulus = integer(Bytes(64, 0x7f));
const Bytes kAlgorithm = algorithm_identifier("1.2.840.113549.1.1.11", null());

Bytes signed_thing(const Bytes& what) { return sequence({what, kAlgorithm, bit_string(Bytes{1})}); }

const MadeShape kMade[] = {
    {"Nothing", {}, Shape::unknown},
    {"EmptySequence", sequence({}), Shape::unknown},
    {"Text", to_bytes("-----BEGIN"), Shape::unknown},
    {"NamedCurve", oid("1.2.840.10045.3.1.7"), Shape::parameters},
    {"DhParameters", sequence({kModulus, kNumber}), Shape::public_key},
    {"DhParametersTheWayAround", sequence({kNumber, kModulus}), Shape::parameters},
    {"DsaParameters", sequence({kModulus, kModulus, kModulus}), Shape::parameters},
    {"RsaPublicKey", sequence({kModulus, kNumber}), Shape::public_key},
    {"ExplicitCurve",
     sequence({kNumber, algorithm_identifier("1.2.840.10045.1.1", kModulus), sequence({}), octet_string(Bytes{4})}),
     Shape::parameters},
    {"RsaWithMorePrimes",
     sequence({kNumber, kModulus, kModulus, kModulus, kModulus, kModulus, kModulus, kModulus, kModulus, sequence({})}),
     Shape::rsa_private_key},
    {"EightIntegers", sequence({kNumber, kNumber, kNumber, kNumber, kNumber, kNumber, kNumber, kNumber}),
     Shape::unknown},
    {"EcKeyAlone", sequence({kNumber, octet_string(Bytes{1})}), Shape::ec_private_key},
    {"EncryptedKeyAndMore", sequence({kAlgorithm, octet_string(Bytes{1}), null()}), Shape::unknown},
    {"SignedNothing", signed_thing(sequence({})), Shape::unknown},
    {"AttributeCertificate", signed_thing(sequence({kNumber, sequence({}), explicit_context(0, kNumber)})),
     Shape::attribute_certificate},
    {"ContentOfAnotherKind", sequence({oid("1.2.3"), explicit_context(0, null())}), Shape::unknown},
    {"SomethingBehind",
     [] {
       auto der = sequence({kNumber, octet_string(Bytes{1})});
       der.push_back(0);
       return der;
     }(),
     Shape::unknown},
};

class ShapeOfMade : public testing::TestWithParam<MadeShape> {};

TEST_P(ShapeOfMade, IsToldByStructure) { EXPECT_EQ(describe(shape_of(GetParam().der)), describe(GetParam().shape)); }

INSTANTIATE_TEST_SUITE_P(Pieces, ShapeOfMade, testing::ValuesIn(kMade), [](const auto& one) { return one.param.name; });

TEST(CertificateView, FindsNamesAndKey) {
  const auto der = test::testdata_pem("pki/server.crt");
  const auto view = view_of(der);
  ASSERT_TRUE(view);
  EXPECT_EQ(common_name(view->subject), "server.example");
  EXPECT_EQ(common_name(view->issuer), "Intermediate CA");
  EXPECT_EQ(describe(shape_of(view->spki)), describe(Shape::public_key));
}

TEST(CertificateView, IsNoneForOtherThings) {
  EXPECT_FALSE(view_of({}));
  EXPECT_FALSE(view_of(test::testdata_bytes("der/root.crl")));
  EXPECT_FALSE(view_of(test::testdata_bytes("der/request.der")));
}

Bytes name_of(std::initializer_list<std::string> common_names) {
  Bytes rdns;
  for (const auto& one : common_names) {
    const auto attribute = sequence({oid("2.5.4.3"), asn1::utf8_string(one)});
    append(rdns, asn1::set_in_given_order({attribute}));
  }
  return asn1::sequence_of(rdns);
}

TEST(CommonName, IsTheLastOneThatCanBeRead) {
  EXPECT_EQ(common_name(name_of({})), "");
  EXPECT_EQ(common_name(name_of({"a"})), "a");
  EXPECT_EQ(common_name(name_of({"a", "b"})), "b");
  EXPECT_EQ(common_name(name_of({"a", "\xff"})), "a");
  EXPECT_EQ(common_name(to_bytes("junk")), "");
}

Bytes ec_key(const Bytes& point) {
  return sequence({algorithm_identifier("1.2.840.10045.2.1", oid("1.2.840.10045.3.1.7")), bit_string(point)});
}

TEST(ComparableKey, IsTheSameForEveryFormOfAPoint) {
  const Bytes even = {0x04, 1, 2, 3, 4};
  const Bytes odd = {0x04, 1, 2, 3, 5};
  EXPECT_EQ(comparable_key(ec_key(even)), comparable_key(ec_key({0x02, 1, 2})));
  EXPECT_EQ(comparable_key(ec_key({0x06, 1, 2, 3, 4})), comparable_key(ec_key({0x02, 1, 2})));
  EXPECT_EQ(comparable_key(ec_key(odd)), comparable_key(ec_key({0x03, 1, 2})));
  EXPECT_NE(comparable_key(ec_key(odd)), comparable_key(ec_key(even)));
}

TEST(ComparableKey, LeavesTheAlgorithmOut) {
  const auto key = bit_string(Bytes{4, 2, 3});
  EXPECT_EQ(comparable_key(sequence({algorithm_identifier("1.2.840.113549.1.1.1", null()), key})),
            comparable_key(sequence({algorithm_identifier("1.2.840.113549.1.1.10"), key})));
}

TEST(ComparableKey, IsEmptyForWhatIsNone) {
  EXPECT_EQ(comparable_key({}), "");
  EXPECT_EQ(comparable_key(ec_key({})), "");
  EXPECT_EQ(comparable_key(sequence({})), "");
}

}  // namespace
}  // namespace ks::pieces
