#include "model/certificate_shape.h"

#include <gtest/gtest.h>
#include <openssl/x509.h>

#include <filesystem>
#include <memory>

#include "crypto/libcrypto.h"
#include "support/pem.h"
#include "support/testdata.h"

namespace ks::model {
namespace {

bool can_be_read(ByteView der) {
  const crypto::ErrorMark mark;
  const auto* at = der.data();
  const std::unique_ptr<X509, crypto::Deleter<X509_free>> read(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  return read != nullptr && at == der.data() + der.size();
}

TEST(CertificateShape, IsThatOfEveryCertificate) {
  std::size_t count = 0;
  for (const auto& file : std::filesystem::directory_iterator(test::testdata("pki"))) {
    if (file.path().extension() != ".crt") continue;
    ++count;
    EXPECT_TRUE(has_shape_of_certificate(test::pem_blocks(file.path()).at(0))) << file.path();
  }
  EXPECT_GT(count, 30U);
}

/// What has the shape, libcrypto reads: no byte can be changed so that only we take it.
TEST(CertificateShape, IsEnoughForLibcrypto) {
  for (const std::string name : {"server", "all-names", "bmp-name", "v1"}) {
    const auto whole = test::testdata_pem("pki/" + name + ".crt");
    for (std::size_t at = 0; at < whole.size(); ++at) {
      for (const unsigned flip : {0x01U, 0x20U, 0xffU}) {
        auto bent = whole;
        bent[at] = static_cast<std::uint8_t>(bent[at] ^ flip);
        EXPECT_TRUE(!has_shape_of_certificate(bent) || can_be_read(bent)) << name << " byte " << at << " flip " << flip;
      }
    }
  }
}

}  // namespace
}  // namespace ks::model
