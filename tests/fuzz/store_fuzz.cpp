#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "fuzz/round_trip.h"
#include "fuzz/targets.h"
#include "ks/formats/format.h"
#include "ks/model/protection.h"
#include "support/pem.h"

namespace ks::fuzz {
namespace {

using namespace std::literals;

/// Names that one format or another has to change, and some that look like each other.
constexpr std::array kNames = {
    ""sv,         "web"sv,        "Web"sv,        "web-2"sv,          "key"sv,  "certificate"sv,
    " padded "sv, "two\nlines"sv, "nul\0"sv,      "a\0b"sv,           "\xff"sv, "\\u{41}"sv,
    "\xc3\xa4"sv, "İ"sv,          "-----BEGIN"sv, "server.example"sv, "CN=x"sv, "\xf0\x9f\x94\x91"sv};

constexpr std::array kPurposes = {"1.3.6.1.5.5.7.3.1"sv, "1.3.6.1.5.5.7.3.2"sv, "1.2.3"sv};

Certificate certificate(const std::string& name) {
  return Certificate::from_der(test::testdata_pem("pki/" + name + ".crt")).value();
}

PrivateKey key(const std::string& name) {
  return PrivateKey::from_pkcs8(Secret(ByteView(test::testdata_pem("pki/" + name + ".key")))).value();
}

const std::vector<Certificate>& certificates() {
  static const auto all = [] {
    std::vector<Certificate> some;
    for (const auto* name : {"server", "intermediate", "root", "client", "issuing", "server-renewed", "self-signed",
                             "intermediate-cross", "other-root", "root-rekeyed", "ec256", "empty-subject"}) {
      some.push_back(certificate(name));
    }
    some.push_back(Certificate::from_der(asn1::sequence({asn1::null()})).value());  // nothing anybody can read
    return some;
  }();
  return all;
}

PrivateKey locked(const PrivateKey& plain, std::string_view password, Protection protection) {
  return PrivateKey::from_locked(lock(plain, Secret(password), protection).value());
}

const std::vector<PrivateKey>& private_keys() {
  static const auto all = [] {
    const auto offered = decode_options().password;
    const Protection pbes2{.iterations = 1};
    const Protection jks{.scheme = Protection::Scheme::jks};
    std::vector<PrivateKey> some;
    for (const auto* name : {"server", "client", "ec256", "ml-dsa-65"}) {
      const auto plain = key(name);
      some.push_back(plain);
      some.push_back(locked(plain, kPassword, pbes2).offer(offered));
      some.push_back(locked(plain, "another", pbes2).offer(offered));
      some.push_back(locked(plain, kPassword, pbes2));
      some.push_back(locked(plain, "another", pbes2));
      some.push_back(locked(plain, kPassword, jks).offer(offered));
      some.push_back(locked(plain, "another", jks));
    }
    some.push_back(PrivateKey::from_locked({.form = LockedKey::Form::dek_info,
                                            .bytes = Bytes(64, 7),
                                            .dek_info = "AES-256-CBC,00112233445566778899AABBCCDDEEFF",
                                            .label = "RSA PRIVATE KEY"}));
    return some;
  }();
  return all;
}

const std::vector<SecretKey>& secret_keys() {
  static const auto all = [] {
    const auto plain = SecretKey::from_raw("2.16.840.1.101.3.4.1", Secret("0123456789abcdef"sv));
    const auto locked = lock(plain, Secret(kPassword), {.iterations = 1}).value();
    return std::vector{plain, SecretKey::from_locked(locked),
                       SecretKey::from_locked(locked, decode_options().password)};
  }();
  return all;
}

const Attributes& attributes() {
  static const Attributes all = {
      {.oid = std::string(oids::kLocalKeyId), .values = {asn1::octet_string(Bytes{1, 2, 3})}},
      {.oid = std::string(oids::kLocalKeyId), .values = {asn1::octet_string(Bytes{9})}},
      {.oid = std::string(oids::kLocalKeyId), .values = {asn1::octet_string({})}},
      {.oid = std::string(oids::kLocalKeyId), .values = {asn1::octet_string(as_bytes("Time 12345"))}},
      {.oid = std::string(oids::kLocalKeyId), .values = {asn1::null()}},
      {.oid = std::string(oids::kLocalKeyId), .values = {}},
      {.oid = std::string(oids::kFriendlyName), .values = {asn1::bmp_string(Bytes{0, 'f', 0, 'n'})}},
      {.oid = std::string(oids::kFriendlyName), .values = {asn1::bmp_string(Bytes{0, 'w', 0, 'e', 0, 'b'})}},
      {.oid = std::string(oids::kFriendlyName), .values = {asn1::null()}},
      {.oid = std::string(oids::kMicrosoftCspName), .values = {asn1::bmp_string(Bytes{0, 'c', 0, ' '})}},
      {.oid = std::string(oids::kMicrosoftCspName), .values = {asn1::null(), asn1::null()}},
      {.oid = std::string(oids::kMicrosoftLocalKeySet), .values = {}},
      {.oid = std::string(oids::kMicrosoftLocalKeySet), .values = {asn1::null()}},
      {.oid = std::string(oids::kOracleTrustedKeyUsage), .values = {asn1::null()}},
      {.oid = std::string(oids::kOracleTrustedKeyUsage), .values = {asn1::oid(kPurposes[0])}},
      {.oid = std::string(oids::kOracleTrustedKeyUsage), .values = {}},
      {.oid = "1.2.3.4", .values = {asn1::utf8_string("hi"), asn1::null()}},
      {.oid = "1.2.3.4", .values = {}},
  };
  return all;
}

const std::vector<Bytes>& crls() {
  static const std::vector<Bytes> all = {test::testdata_pem("pki/root.crl"), test::testdata_pem("pki/root.crt"),
                                         asn1::sequence({asn1::null()}), Bytes{1, 2, 3}};
  return all;
}

/// What the bytes choose; the first of everything once they have ended.
class Choices {
 public:
  explicit Choices(ByteView bytes) : bytes_(bytes) {}
  std::size_t below(std::size_t count) {
    if (bytes_.empty()) return 0;
    const auto chosen = bytes_.front() % count;
    bytes_ = bytes_.subspan(1);
    return chosen;
  }
  template <class All>
  const auto& one_of(const All& all) {
    return all[below(std::size(all))];
  }

 private:
  ByteView bytes_;
};

/// Makes a store of the parts above. It holds nothing that no file could: a purpose that means any of them, or a leaf with
/// a name in an entry that nobody named.
class Maker {
 public:
  explicit Maker(ByteView bytes) : choices_(bytes) {}

  Store store() {
    Store made;
    for (auto count = choices_.below(8); count > 0; --count) {
      auto next = entry();
      if (!made.add(next)) made.add_renamed(std::move(next));
    }
    if (choices_.below(8) == 1) made.crls.push_back({.der = choices_.one_of(crls())});
    if (choices_.below(8) == 1) made.opaque.push_back(opaque());
    return made;
  }

 private:
  Alias alias() {
    const bool suggested = choices_.below(4) == 0;
    std::string name(choices_.one_of(kNames));
    return suggested ? Alias::suggested(std::move(name)) : Alias(std::move(name));
  }

  std::optional<Time> time() {
    constexpr std::array<std::int64_t, 5> kTimes = {0, 12345, 1'714'564'800'000, -1, INT64_MIN};
    const auto chosen = choices_.below(kTimes.size() * 2);
    return chosen < kTimes.size() ? std::optional(Time(milliseconds(kTimes.at(chosen)))) : std::nullopt;
  }

  Attributes some_attributes() {
    Attributes some;
    const auto count = choices_.below(8);
    for (std::size_t i = 5; i < count; ++i) some.push_back(choices_.one_of(attributes()));
    return some;
  }

  OpaqueBag opaque() { return {.oid = "1.2.3", .value = asn1::null(), .attributes = some_attributes()}; }

  std::vector<std::string> purposes() {
    std::vector<std::string> some;
    for (auto count = choices_.below(3); count > 0; --count) some.emplace_back(choices_.one_of(kPurposes));
    return some;
  }

  Entry entry() {
    Entry made{.alias = alias(), .created = time(), .attributes = some_attributes(), .value = value()};
    if (made.alias.is_suggested()) drop_name_of_leaf(made);
    return made;
  }

  /// It would be the alias.
  static void drop_name_of_leaf(Entry& entry) {
    auto* identity = std::get_if<PrivateKeyEntry>(&entry.value);
    if (identity == nullptr || identity->chain_attributes.empty()) return;
    std::erase_if(identity->chain_attributes.front(),
                  [](const Attribute& one) { return one.oid == oids::kFriendlyName; });
  }

  Entry::Value value() {
    switch (choices_.below(5)) {
      case 0: return TrustedCertificateEntry{.certificate = choices_.one_of(certificates())};
      case 1: return CertificateEntry{.certificate = choices_.one_of(certificates())};
      case 2: return SecretKeyEntry{.key = choices_.one_of(secret_keys())};
      case 3:
        return TrustedCertificateEntry{
            .certificate = choices_.one_of(certificates()), .trusted_for = purposes(), .rejected_for = purposes()};
      default: return identity();
    }
  }

  PrivateKeyEntry identity() {
    PrivateKeyEntry made{.key = choices_.one_of(private_keys())};
    for (auto count = choices_.below(5); count > 0; --count) made.chain.push_back(choices_.one_of(certificates()));
    if (choices_.below(2) == 0) return made;
    bool any = false;
    for (std::size_t i = 0; i < made.chain.size(); ++i) {
      made.chain_attributes.push_back(some_attributes());
      any = any || !made.chain_attributes.back().empty();
    }
    if (!any) made.chain_attributes.clear();
    return made;
  }

  Choices choices_;
};

}  // namespace

/// A store whose parts the bytes choose, written as every format: combinations that mutated files seldom come to.
int fuzz_store(const std::uint8_t* data, std::size_t size) {
  const auto store = Maker({data, size}).store();
  for (const auto& format : formats()) write_and_compare(format, store);
  return 0;
}

}  // namespace ks::fuzz
