#include "fuzz/seeds.h"

#include <algorithm>
#include <iterator>
#include <random>
#include <string>
#include <utility>
#include <variant>

#include "asn1/der_reader.h"
#include "fuzz/round_trip.h"
#include "ks/formats/format.h"
#include "ks/model/key.h"
#include "support/testdata.h"

namespace ks::fuzz {
namespace {

/// A sample as it is, and the Store in it, if it can be read.
struct Known {
  Bytes bytes;
  std::string folder;
  Store store;
};

const std::vector<Known>& all_known() {
  static const auto known = [] {
    std::vector<Known> all;
    for (const auto& format : formats()) {
      const std::string folder(format.name);
      for (const auto& sample : test::samples(folder)) {
        auto bytes = test::testdata_bytes(sample.path.lexically_relative(test::testdata("")).string());
        auto store = decode(bytes, test::decode_options(sample)).value_or(Store{});
        all.push_back({.bytes = std::move(bytes), .folder = folder, .store = std::move(store)});
      }
    }
    return all;
  }();
  return known;
}

std::vector<Bytes> of_format(const Format& format) {
  std::vector<Bytes> all;
  for (const auto& known : all_known()) {
    if (known.folder == format.name) all.push_back(known.bytes);
    if (known.store.empty()) continue;
    if (auto encoded = format.encode(known.store, encode_options())) all.push_back(std::move(encoded->bytes));
  }
  return all;
}

std::vector<Bytes> of_every_format() {
  std::vector<Bytes> all;
  for (const auto& format : formats()) {
    auto more = of_format(format);
    std::ranges::move(more, std::back_inserter(all));
  }
  return all;
}

/// The SafeContents of a PFX without encryption, which is what our own encoding is without protection.
void add_safes(std::vector<Bytes>& all, ByteView pfx) {
  asn1::Document document(pfx);
  auto outer = document.root().sequence("PFX");
  (void)outer.integer("version");
  auto info = outer.sequence("authSafe");
  (void)info.oid("type");
  asn1::Document inner(info.inside(asn1::context_constructed(0), "content").octet_string("safes"));
  auto safes = inner.root().sequence("safes");
  while (!safes.at_end()) {
    auto safe = safes.sequence("safe");
    (void)safe.oid("type");
    all.push_back(to_bytes(safe.inside(asn1::context_constructed(0), "content").octet_string("bags")));
  }
}

std::vector<Bytes> safe_contents() {
  auto options = encode_options();
  options.certificates = Protection{.scheme = Protection::Scheme::none};
  options.mac = Mac{.scheme = Mac::Scheme::none};
  std::vector<Bytes> all;
  for (const auto& known : all_known()) {
    if (const auto pfx = encode("pkcs12", known.store, options)) add_safes(all, pfx->bytes);
  }
  return all;
}

std::vector<Bytes> certificates() {
  std::vector<Bytes> all;
  for (const auto& known : all_known()) {
    for (const auto& entry : known.store) {
      for (const auto& certificate : entry.certificates()) all.push_back(to_bytes(certificate.der()));
    }
  }
  return all;
}

/// Keys as the samples lock them, and locked anew in every way that we write.
void add_locked(std::vector<Bytes>& all, const PrivateKey& key) {
  if (!key.plain()) all.push_back(key.locked_bytes().bytes);
  const auto plain = key.unlock();
  if (!plain) return;
  using enum Protection::Scheme;
  for (const auto scheme : {pbes2, pkcs12_pbe, jks, jceks}) {
    Protection protection{.scheme = scheme, .iterations = 1};
    if (scheme == pkcs12_pbe) protection.cipher = "des-ede3-cbc";
    if (auto locked = lock(*plain, Secret(kPassword), protection)) all.push_back(std::move(locked->bytes));
  }
}

std::vector<Bytes> locked_keys() {
  std::vector<Bytes> all;
  for (const auto& known : all_known()) {
    for (const auto& entry : known.store) {
      if (const auto* value = std::get_if<PrivateKeyEntry>(&entry.value)) add_locked(all, value->key);
    }
  }
  return all;
}

/// Aliases and names under every codec: the first byte chooses it.
std::vector<Bytes> texts() {
  std::vector<Bytes> all;
  const auto add = [&all](ByteView text) {
    for (std::uint8_t codec = 0; codec < 9; ++codec) {
      Bytes seed{codec};
      append(seed, text);
      all.push_back(std::move(seed));
    }
  };
  for (const auto& known : all_known()) {
    for (const auto& entry : known.store) add(as_bytes(entry.alias.text()));
  }
  for (const std::string_view text :
       {"2024-05-01T12:00:00.250Z", "aGVsbG8gd29ybGQ=", "00:ff:Ab", "\xed\xa0\xbd\xed\xb8\x80"}) {
    add(as_bytes(text));
  }
  for (const auto& der : certificates()) {
    if (const auto certificate = Certificate::from_der(der); certificate && certificate->fields()) {
      add(certificate->fields()->subject.der());
    }
  }
  return all;
}

/// Bytes without a meaning, the same each time.
std::vector<Bytes> choices() {
  std::mt19937 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): it is to be predictable
  std::vector<Bytes> all(64, Bytes(128));
  for (auto& seed : all) {
    for (auto& byte : seed) byte = static_cast<std::uint8_t>(random());
  }
  return all;
}

}  // namespace

std::vector<Bytes> seeds(std::string_view name) {
  if (const auto format = format_named(name)) return of_format(**format);
  if (name == "pkcs12_bags") return safe_contents();
  if (name == "certificate") return certificates();
  if (name == "pbe") return locked_keys();
  if (name == "text") return texts();
  if (name == "store") return choices();
  return of_every_format();
}

}  // namespace ks::fuzz
