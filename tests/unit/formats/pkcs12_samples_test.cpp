#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "ks/formats/pkcs12.h"
#include "support/listing.h"
#include "support/testdata.h"

namespace ks::test {

void PrintTo(const Sample& sample, std::ostream* out) { *out << sample.path.filename().string(); }

namespace {

class Pkcs12Samples : public testing::TestWithParam<Sample> {};

TEST_P(Pkcs12Samples, AreWhatWentIn) {
  const auto file = testdata_bytes("pkcs12/" + GetParam().path.filename().string());
  EXPECT_TRUE(pkcs12::kFormat.looks_like(file));
  const auto store = pkcs12::kFormat.decode(file, decode_options(GetParam()));
  EXPECT_EQ(listing(store), GetParam().expected) << (store ? "" : store.error().message);
}

TEST_P(Pkcs12Samples, AreTheSameAgainWhenWritten) {
  const auto file = testdata_bytes("pkcs12/" + GetParam().path.filename().string());
  const auto options = decode_options(GetParam());
  const auto store = pkcs12::kFormat.decode(file, options);
  if (!store) return;  // the other test tells whether it should be an error
  const auto password = options.password ? options.password : share(Secret("for keys only"));
  const Protection quick{.iterations = 1};
  const auto encoded = pkcs12::kFormat.encode(*store, {.password = password,
                                                       .key_password = options.key_password,
                                                       .key_passwords = options.key_passwords,
                                                       .keys = quick,
                                                       .certificates = quick,
                                                       .mac = Mac{.iterations = 1}});
  if (!encoded && encoded.error().code == Errc::wrong_key_password) {
    EXPECT_NE(listing(*store).find("  locked\n"), std::string::npos) << encoded.error().alias;
    return;  // a key cannot be encrypted anew while its password is wrong
  }
  ASSERT_TRUE(encoded) << encoded.error().message;
  for (const auto& loss : encoded->losses) EXPECT_EQ(loss.weight, Loss::Weight::detail) << to_text(loss);
  auto again_options = options;
  again_options.password = password;
  const auto again = pkcs12::kFormat.decode(encoded->bytes, again_options);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(listing(*again), listing(*store));
}

Result<Store> decoded(const std::string& name, DecodeOptions options) {
  return pkcs12::kFormat.decode(testdata_bytes("pkcs12/" + name), options);
}

TEST(Pkcs12SamplesOfOurRules, PlainKeysWhereEncryptedOnesBelong) {
  const auto store = decoded("gnutls-plain.p12", {.password = share(Secret("changeit"))});
  EXPECT_NE(listing(store).find("  private key  -  EC 256  87709d6c7423e4c4\n"), std::string::npos) << listing(store);
}

TEST(Pkcs12SamplesOfOurRules, TwoPasswords) {
  const auto store = decoded("bc-two-passwords.p12",
                             {.password = share(Secret("integrity")), .key_password = share(Secret("changeit"))});
  ASSERT_TRUE(store) << store.error().message;
  EXPECT_EQ(store->origin.integrity, Integrity::verified);
  EXPECT_NE(listing(store).find("  private key  -  EC 256  87709d6c7423e4c4\n"), std::string::npos) << listing(store);
}

TEST(Pkcs12SamplesOfOurRules, CopiesOfAChainAreShownOnce) {
  EXPECT_EQ(listing(decoded("duplicates.p12", {.password = share(Secret("changeit"))})),
            "web  private key  -  RSA 2048  133b830222725f39\n"
            "  CN=server.example  9fd41bb48e37b62c\n"
            "  CN=Intermediate CA  cbeac9603a0d8746\n"
            "  CN=Root CA  ad453e9ffee110b1\n");
}

std::string test_name(const testing::TestParamInfo<Sample>& info) {
  return test::test_name(info.param.path.stem().string());
}

INSTANTIATE_TEST_SUITE_P(Files, Pkcs12Samples, testing::ValuesIn(samples("pkcs12")), test_name);

}  // namespace
}  // namespace ks::test
