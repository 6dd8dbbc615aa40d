#include "ks/formats/profiles.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <variant>

namespace ks {
namespace {

/// What a reader of PKCS#12 files has to know, a bit each.
using Features = unsigned;
constexpr Features kTripleDes = 1U << 0;   ///< SHA-1 and 3DES under the PKCS#12 derivation
constexpr Features kRc2 = 1U << 1;         ///< the same with RC2
constexpr Features kAes = 1U << 2;         ///< PBES2 with PBKDF2-HMAC-SHA256 and AES-CBC
constexpr Features kOtherPbes2 = 1U << 3;  ///< PBES2 with anything else
constexpr Features kSha1Mac = 1U << 4;
constexpr Features kSha2Mac = 1U << 5;
constexpr Features kPbmac1 = 1U << 6;    ///< RFC 9579
constexpr Features kOtherMac = 1U << 7;  ///< MD5, SHA-3 and the like
constexpr Features kNoMac = 1U << 8;
constexpr Features kPlainKeys = 1U << 9;  ///< keys that are not encrypted at all

struct NamedFeature {
  Features feature;
  std::string_view title;
};
constexpr std::array kFeatureTitles = {
    NamedFeature{kTripleDes, "3DES encryption"},
    NamedFeature{kRc2, "RC2 encryption"},
    NamedFeature{kAes, "PBES2 encryption"},
    NamedFeature{kOtherPbes2, "PBES2 with another cipher or PRF than AES-CBC and HMAC-SHA256"},
    NamedFeature{kSha1Mac, "a SHA-1 MAC"},
    NamedFeature{kSha2Mac, "a SHA-2 MAC"},
    NamedFeature{kPbmac1, "a PBMAC1 MAC"},
    NamedFeature{kOtherMac, "a MAC with neither SHA-1 nor SHA-2"},
    NamedFeature{kNoMac, "a file without a MAC"},
    NamedFeature{kPlainKeys, "keys that are not encrypted"},
};

/// A reader, or everything that reads the files of an era.
struct ReaderRow {
  std::string_view name;
  std::string_view readers;
  Features reads;
  std::uint64_t iterations = 100'000;
};

constexpr Features kOldAlgorithms = kTripleDes | kRc2 | kSha1Mac;
constexpr Features kCurrent = kTripleDes | kAes | kSha1Mac | kSha2Mac;
constexpr Features kOpenSsl3 = kCurrent | kOtherPbes2 | kOtherMac | kNoMac | kPlainKeys;

// Sources: OpenJDK's release notes (JDK-8267880, JDK-8343232), openssl/openssl #27035 (Server 2016), strongswan-docs #5
// (Android up to 13), kornelski/rust-security-framework #216 (macOS), and files of every kind given to keytool 17 and
// OpenSSL 3.0.
constexpr std::array kReaders = {
    ReaderRow{"default", "Java since 8u301, OpenSSL since 1.0.2, Windows since 10 1709, current macOS", kCurrent},
    ReaderRow{"modern", "the same, for a password that must hold out longer", kCurrent, 600'000},
    ReaderRow{"java8", "every Java 8, also before update 301", kOldAlgorithms | kNoMac},
    ReaderRow{"java17", "Java since 17", kOldAlgorithms | kAes | kSha2Mac | kNoMac},
    ReaderRow{"windows2016", "Windows Server 2016 and older", kOldAlgorithms},
    ReaderRow{"macos", "macOS and iOS of any age", kOldAlgorithms},
    ReaderRow{"openssl1", "OpenSSL 1.0.2 and 1.1", kOldAlgorithms | kAes | kOtherPbes2 | kSha2Mac | kPlainKeys},
    ReaderRow{"openssl3", "OpenSSL since 3.0, without its legacy provider", kOpenSsl3},
    ReaderRow{"android", "Android of any age; up to 13 it knows no PBES2", kOldAlgorithms},
    ReaderRow{"node", "Node.js since 17", kOpenSsl3},
    ReaderRow{"fips", "OpenSSL since 3.4 and Java since 26, in FIPS mode", kAes | kPbmac1},
    ReaderRow{"2016", "what was current in 2016", kOldAlgorithms},
    ReaderRow{"2023", "what was current in 2023", kCurrent},
    ReaderRow{"2026", "OpenSSL since 3.4, Java since 26, NSS since 3.101", kCurrent | kPbmac1},
};

struct Encoding {
  Features needs;
  Protection protection;
  Mac mac;
};

/// What we write, strongest first.
const std::array<Encoding, 3>& encodings() {
  const Protection aes{.scheme = Protection::Scheme::pbes2, .cipher = "aes-256-cbc", .prf = "sha256"};
  const Protection triple_des{.scheme = Protection::Scheme::pkcs12_pbe, .cipher = "des-ede3-cbc"};
  static const std::array<Encoding, 3> kAll = {
      Encoding{kAes | kPbmac1, aes, {.scheme = Mac::Scheme::pbmac1, .digest = "sha256"}},
      Encoding{kAes | kSha2Mac, aes, {.scheme = Mac::Scheme::pkcs12_kdf, .digest = "sha256"}},
      Encoding{kTripleDes | kSha1Mac, triple_des, {.scheme = Mac::Scheme::pkcs12_kdf, .digest = "sha1"}},
  };
  return kAll;
}

const Encoding* strongest_read(Features features) {
  const auto found = std::ranges::find_if(encodings(), [&](const auto& e) { return (e.needs & ~features) == 0; });
  return found == encodings().end() ? nullptr : &*found;
}

Profile profile_of(const ReaderRow& reader, const Encoding& encoding, std::uint64_t iterations) {
  Profile profile{.name = reader.name,
                  .readers = reader.readers,
                  .keys = encoding.protection,
                  .certificates = encoding.protection,
                  .mac = encoding.mac,
                  .iterations_with_keys = iterations};
  profile.keys.iterations = profile.certificates.iterations = profile.mac.iterations = iterations;
  return profile;
}

Result<const ReaderRow*> reader_named(std::string_view name) {
  const auto found = std::ranges::find(kReaders, name, &ReaderRow::name);
  if (found != kReaders.end()) return &*found;
  std::string known;
  for (const auto& reader : kReaders) known += (known.empty() ? "" : " ") + std::string(reader.name);
  return failure(Errc::usage, "no profile is called " + std::string(name), "the profiles are: " + known);
}

using Readers = std::span<const ReaderRow* const>;

/// Names two of `readers` that have nothing in common; today no three disagree of which any two agree.
tl::unexpected<Error> nothing_in_common(Readers readers) {
  for (const auto* a : readers) {
    for (const auto* b : readers) {
      if (strongest_read(a->reads & b->reads) != nullptr) continue;
      return failure(Errc::cannot_represent,
                     "no encoding is read by both " + std::string(a->name) + " and " + std::string(b->name),
                     "write one file for each");
    }
  }
  return failure(Errc::cannot_represent, "no encoding is read by all of these", "write one file for each");
}

/// The first of `readers` that reads nothing stronger than `encoding`.
const ReaderRow& deciding(Readers readers, const Encoding& encoding) {
  const auto found =
      std::ranges::find_if(readers, [&](const auto* r) { return strongest_read(r->reads) == &encoding; });
  return found == readers.end() ? *readers.front() : **found;
}

Features features_of(const Protection& protection) {
  switch (protection.scheme) {
    case Protection::Scheme::pkcs12_pbe: return protection.cipher.starts_with("rc2") ? kRc2 : kTripleDes;
    case Protection::Scheme::pbes2:
      return protection.cipher.starts_with("aes-") && protection.prf == "sha256" ? kAes : kOtherPbes2;
    case Protection::Scheme::none:
    case Protection::Scheme::jks:
    case Protection::Scheme::jceks: break;
  }
  return 0;
}

Features features_of(const Mac& mac) {
  switch (mac.scheme) {
    case Mac::Scheme::none: return kNoMac;
    case Mac::Scheme::pbmac1: return kPbmac1;
    case Mac::Scheme::pkcs12_kdf: break;
  }
  if (mac.digest == "sha1") return kSha1Mac;
  return mac.digest == "sha256" || mac.digest == "sha384" || mac.digest == "sha512" ? kSha2Mac : kOtherMac;
}

Features features_of(const Origin& origin) {
  Features features = 0;
  if (origin.keys) {
    features |= origin.keys->scheme == Protection::Scheme::none ? kPlainKeys : features_of(*origin.keys);
  }
  if (origin.certificates) features |= features_of(*origin.certificates);
  if (origin.mac) features |= features_of(*origin.mac);
  return features;
}

}  // namespace

std::span<const Profile> profiles() noexcept {
  static const auto kAll = [] {
    std::vector<Profile> made;
    for (const auto& reader : kReaders) {
      made.push_back(profile_of(reader, *strongest_read(reader.reads), reader.iterations));
    }
    return made;
  }();
  return kAll;
}

Result<Profile> profile_named(std::string_view name) {
  KS_TRY(const auto* reader, reader_named(name));
  return profile_of(*reader, *strongest_read(reader->reads), reader->iterations);
}

Result<Profile> strongest_for(std::span<const std::string> names) {
  if (names.empty()) return profiles().front();
  std::vector<const ReaderRow*> readers;
  Features common = ~0U;
  std::uint64_t iterations = 0;
  for (const auto& name : names) {
    KS_TRY(const auto* reader, reader_named(name));
    readers.push_back(reader);
    common &= reader->reads;
    iterations = std::max(iterations, reader->iterations);
  }
  const auto* encoding = strongest_read(common);
  if (encoding == nullptr) return nothing_in_common(readers);
  return profile_of(deciding(readers, *encoding), *encoding, iterations);
}

void apply(const Profile& profile, bool holds_keys, EncodeOptions& options) {
  const auto iterations = holds_keys ? profile.iterations_with_keys : profile.iterations_without_keys;
  options.keys = profile.keys;
  options.certificates = profile.certificates;
  options.mac = profile.mac;
  options.keys->iterations = options.certificates->iterations = options.mac->iterations = iterations;
}

bool holds_keys(const Store& store) {
  return std::ranges::any_of(store, [](const Entry& entry) {
    return std::holds_alternative<PrivateKeyEntry>(entry.value) || std::holds_alternative<SecretKeyEntry>(entry.value);
  });
}

std::vector<Reading> who_reads(const Origin& origin) {
  const Features needed = features_of(origin);
  std::vector<Reading> all;
  for (const auto& reader : kReaders) {
    Reading reading{.name = reader.name, .readers = reader.readers, .obstacle = {}};
    for (const auto& feature : kFeatureTitles) {
      if ((needed & feature.feature & ~reader.reads) == 0) continue;
      reading.obstacle += (reading.obstacle.empty() ? "" : ", ") + std::string(feature.title);
    }
    all.push_back(std::move(reading));
  }
  return all;
}

}  // namespace ks
