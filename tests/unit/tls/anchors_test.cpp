#include "ks/tls/anchors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "handshake.h"
#include "support/pem.h"
#include "tls/anchor_index.h"
#include "tls/anchor_store.h"

namespace ks::tls {
namespace {

using test::crt;
using test::trusting;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using StoreContextPtr = std::unique_ptr<X509_STORE_CTX, Deleter<X509_STORE_CTX_free>>;

X509Ptr native(const std::string& name) { return to_x509(crt(name).der()); }

/// X509_V_OK or the error of verifying `leaf` with `others` beside it.
int verify(X509_STORE* store, const std::string& leaf, const std::vector<std::string>& others = {}) {
  const auto certificate = native(leaf);
  const CertificateStack untrusted(sk_X509_new_null());
  for (const auto& other : others) sk_X509_push(untrusted.get(), native(other).release());
  const StoreContextPtr context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store, certificate.get(), untrusted.get());
  return X509_verify_cert(context.get()) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(context.get());
}

int verify(const Anchors& anchors, const std::string& leaf, const std::vector<std::string>& others = {},
           int purpose = 0) {
  const auto store = store_over(anchors.index());
  if (purpose != 0) X509_STORE_set_purpose(store.get(), purpose);
  return verify(store.get(), leaf, others);
}

Entry trusted(const std::string& alias, const std::string& name, std::vector<std::string> trusted_for = {}) {
  return {.alias = Alias(alias),
          .value = TrustedCertificateEntry{.certificate = crt(name), .trusted_for = std::move(trusted_for)}};
}
Entry plain(const std::string& name) { return {.alias = Alias(name), .value = CertificateEntry{crt(name)}}; }
Entry with_key(const std::string& name) {
  auto key = PrivateKey::from_pkcs8(Secret(test::testdata_pem("pki/" + name + ".key"))).value();
  return {.alias = Alias(name), .value = PrivateKeyEntry{.key = std::move(key), .chain = {crt(name)}}};
}

Store store_of(std::vector<Entry> entries) {
  Store store;
  for (auto& entry : entries) EXPECT_TRUE(store.add(std::move(entry)));
  return store;
}

std::vector<std::string> subjects(const Anchors& anchors) {
  std::vector<std::string> all;
  for (const auto& anchor : anchors.list()) all.push_back(anchor.certificate.describe());
  return all;
}

TEST(Anchors, VerifyWhatTheyIssued) {
  EXPECT_EQ(verify(trusting({"root"}), "server", {"intermediate"}), X509_V_OK);
  EXPECT_EQ(verify(trusting({"other-root"}), "server", {"intermediate"}), X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
  EXPECT_EQ(verify(trusting({"root"}), "server"), X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
  EXPECT_EQ(verify(trusting({"root"}), "expired", {"intermediate"}), X509_V_ERR_CERT_HAS_EXPIRED);
  EXPECT_NE(verify(Anchors(), "server", {"intermediate"}), X509_V_OK);
}

TEST(Anchors, ParseOnlyWhatIsAskedFor) {
  const auto anchors = trusting({"root", "other-root", "intermediate", "issuing", "self-signed"});
  const auto store = store_over(anchors.index());
  EXPECT_EQ(anchors.index()->parsed(), 0U);
  EXPECT_EQ(verify(store.get(), "client", {"issuing"}), X509_V_OK);
  EXPECT_LE(anchors.index()->parsed(), 3U);  // issuing, intermediate, root
  EXPECT_EQ(sk_X509_OBJECT_num(X509_STORE_get0_objects(store.get())), 0);
}

TEST(Anchors, OfOneNameAreAllFound) {
  // Both are "CN=Root CA", and only the key of one signed: whichever comes first, the other has to be tried.
  EXPECT_EQ(verify(trusting({"root-rekeyed", "root"}), "server", {"intermediate"}), X509_V_OK);
  EXPECT_EQ(verify(trusting({"root", "root-rekeyed"}), "server", {"intermediate"}), X509_V_OK);
  EXPECT_NE(verify(trusting({"root-rekeyed"}), "server", {"intermediate"}), X509_V_OK);
}

TEST(Anchors, NeedNotBeRootsUnlessThatIsAskedFor) {
  const AnchorOptions roots_only{.partial_chain = PartialChain::refuse};
  EXPECT_EQ(verify(trusting({"intermediate"}), "server"), X509_V_OK);
  EXPECT_EQ(verify(trusting({"server"}), "server"), X509_V_OK);
  EXPECT_NE(verify(trusting({"intermediate"}, roots_only), "server"), X509_V_OK);
  EXPECT_EQ(verify(trusting({"root", "intermediate"}, roots_only), "server"), X509_V_OK);
}

TEST(Anchors, WorkBesideCertificatesThatAreAdded) {
  const auto anchors = trusting({"root-rekeyed"});
  const auto store = store_over(anchors.index());
  EXPECT_NE(verify(store.get(), "server", {"intermediate"}), X509_V_OK);
  X509_STORE_add_cert(store.get(), native("root").get());
  EXPECT_EQ(verify(store.get(), "server", {"intermediate"}), X509_V_OK);
}

TEST(Anchors, AreFoundByThoseWhoLookForThemselves) {
  const auto anchors = trusting({"root-rekeyed", "root", "other-root"});
  const auto store = store_over(anchors.index());
  const StoreContextPtr context(X509_STORE_CTX_new());
  const auto intermediate = native("intermediate");
  X509_STORE_CTX_init(context.get(), store.get(), intermediate.get(), nullptr);
  X509* issuer = nullptr;
  ASSERT_EQ(X509_STORE_CTX_get1_issuer(&issuer, context.get(), intermediate.get()), 1);
  const X509Ptr owned(issuer);
  EXPECT_EQ(X509_cmp(issuer, native("root").get()), 0);
}

/// With a hashed folder, a thread that finds one of two authorities of one name asks no further and fails now and then.
TEST(Anchors, OfOneNameAreAllFoundByEveryThread) {
  for (int round = 0; round < 100; ++round) {
    const auto anchors = trusting({"root-rekeyed", "root"});
    const auto store = store_over(anchors.index());
    std::vector<int> verdicts(8, -1);
    std::vector<std::thread> threads;
    for (auto& verdict : verdicts) {
      threads.emplace_back([&] { verdict = verify(store.get(), "server", {"intermediate"}); });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_THAT(verdicts, testing::Each(X509_V_OK));
  }
}

TEST(AnchorsFromDer, NamesTheOneThatIsNone) {
  auto bytes = to_bytes(crt("root").der());
  append(bytes, Bytes{0x30, 3, 2, 1, 1});
  const auto anchors = Anchors::from_der(bytes);
  ASSERT_FALSE(anchors);
  EXPECT_EQ(anchors.error().code, Errc::damaged);
  EXPECT_THAT(anchors.error().message, HasSubstr("certificate 2"));
}

TEST(AnchorsFromDer, RefusesEveryTruncation) {
  const auto whole = to_bytes(crt("ec256").der());
  for (std::size_t size = 1; size < whole.size(); ++size) {
    EXPECT_FALSE(Anchors::from_der(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)))) << size;
  }
}

/// What is framed like a certificate and broken inside would be no anchor once a handshake asks for it.
TEST(AnchorsFromDer, AreRefusedIfTheyAreBrokenInside) {
  auto bytes = to_bytes(crt("root").der());
  auto broken = to_bytes(crt("other-root").der());
  const auto algorithm = std::ranges::find(broken, 0x06);  // the first object identifier
  ASSERT_NE(algorithm, broken.end());
  *algorithm = 0x05;
  append(bytes, broken);
  const auto anchors = Anchors::from_der(bytes);
  ASSERT_FALSE(anchors);
  EXPECT_THAT(anchors.error().message, HasSubstr("certificate 2"));
}

TEST(AnchorsFromStore, AreItsTrustedCertificates) {
  const auto store = store_of({trusted("a", "root"), plain("other-root"), with_key("server")});
  EXPECT_THAT(subjects(Anchors::from_store(store).value()), ElementsAre("CN=Root CA"));
}

TEST(AnchorsFromStore, AreAllOfABundle) {
  const auto store = store_of({plain("root"), plain("other-root")});
  EXPECT_THAT(subjects(Anchors::from_store(store).value()), ElementsAre("CN=Root CA", "CN=Other Root CA"));
  EXPECT_THAT(subjects(Anchors::from_store(store_of({plain("root"), with_key("server")})).value()), IsEmpty());
}

/// K3: a server's own keystore as the truststore of its clients.
TEST(AnchorsFromStore, AreAllOfABundleOfPemBesideATrustedCertificate) {
  auto store = store_of({trusted("a", "root"), plain("other-root")});
  EXPECT_THAT(subjects(Anchors::from_store(store).value()), ElementsAre("CN=Root CA"));
  store.origin.format = "pem";
  EXPECT_THAT(subjects(Anchors::from_store(store).value()), ElementsAre("CN=Root CA", "CN=Other Root CA"));
}

TEST(AnchorsFromStore, AreLeavesOfKeysIfAskedFor) {
  const auto store = store_of({with_key("server")});
  EXPECT_EQ(Anchors::from_store(store)->size(), 0U);
  const auto anchors = Anchors::from_store(store, {.key_entries = KeyEntries::trust_leaf}).value();
  EXPECT_EQ(verify(anchors, "server"), X509_V_OK);
  EXPECT_NE(verify(anchors, "ec256", {"intermediate"}), X509_V_OK);
}

TEST(AnchorsFromStore, KeepWhatTheyAreTrustedFor) {
  constexpr auto kEmail = "1.3.6.1.5.5.7.3.4", kServer = "1.3.6.1.5.5.7.3.1", kAny = "2.5.29.37.0";
  const auto verdict = [](std::vector<std::string> oids) {
    const auto anchors = Anchors::from_store(store_of({trusted("a", "root", std::move(oids))})).value();
    return verify(anchors, "server", {"intermediate"}, X509_PURPOSE_SSL_SERVER);
  };
  EXPECT_EQ(verdict({}), X509_V_OK);
  EXPECT_EQ(verdict({kServer}), X509_V_OK);
  EXPECT_EQ(verdict({kAny}), X509_V_OK);
  EXPECT_NE(verdict({kEmail}), X509_V_OK);
}

TEST(AnchorsMerged, AreThereOnceWithEveryOrigin) {
  const auto a = trusting({"root", "other-root"}, {.origin = "a"});
  const auto b = trusting({"self-signed", "root"}, {.origin = "b"});
  const auto both = (a | b).list();
  ASSERT_EQ(both.size(), 3U);
  EXPECT_THAT(both[0].origins, ElementsAre("a", "b"));
  EXPECT_THAT(both[1].origins, ElementsAre("a"));
  EXPECT_THAT(both[2].origins, ElementsAre("b"));
  EXPECT_EQ(verify(a | b, "server", {"intermediate"}), X509_V_OK);
}

/// Whoever trusts one for anything, does; whoever rejects one, too.
TEST(AnchorsMerged, AreTrustedForWhatEitherSays) {
  constexpr auto kEmail = "1.3.6.1.5.5.7.3.4", kServer = "1.3.6.1.5.5.7.3.1";
  const auto of = [](std::vector<std::string> trusted_for, std::vector<std::string> rejected_for = {}) {
    auto entry = trusted("a", "root", std::move(trusted_for));
    std::get<TrustedCertificateEntry>(entry.value).rejected_for = std::move(rejected_for);
    return Anchors::from_store(store_of({std::move(entry)})).value();
  };
  const auto both = [](const Anchors& a, const Anchors& b) {
    EXPECT_EQ(a | b, b | a);
    return (a | b).list().at(0);
  };
  EXPECT_THAT(both(of({kEmail}), of({kServer})).trusted_for, ElementsAre(kServer, kEmail));
  EXPECT_THAT(both(of({kEmail}), of({})).trusted_for, IsEmpty());
  EXPECT_THAT(both(of({}), of({}, {kServer})).rejected_for, ElementsAre(kServer));
  EXPECT_THAT(both(of({}, {kEmail}), of({}, {kServer})).rejected_for, ElementsAre(kServer, kEmail));
  EXPECT_NE(verify(of({}) | of({}, {kServer}), "server", {"intermediate"}, X509_PURPOSE_SSL_SERVER), X509_V_OK);
}

/// H3: the same trust is equal, however it was spelled.
TEST(AnchorsFingerprint, IsOfTheSetAndItsSettings) {
  EXPECT_EQ(trusting({"root", "other-root"}), trusting({"other-root", "root"}, {.origin = "elsewhere"}));
  EXPECT_EQ(trusting({"root"}) | trusting({"other-root"}), trusting({"root", "other-root", "root"}));
  EXPECT_FALSE(trusting({"root"}) == trusting({"other-root"}));
  EXPECT_FALSE(trusting({"root"}) == trusting({"root"}, {.partial_chain = PartialChain::refuse}));
  EXPECT_FALSE(Anchors() == trusting({"root"}));
}

}  // namespace
}  // namespace ks::tls
