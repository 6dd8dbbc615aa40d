#include "ks/formats/jks.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "asn1/der_reader.h"
#include "asn1/oids.h"
#include "crypto/digest.h"
#include "formats/java_names.h"
#include "ks/base/reader.h"
#include "ks/base/text.h"
#include "ks/base/writer.h"
#include "model/password.h"

namespace ks::jks {
namespace {

constexpr std::uint32_t kMagic = 0xfeedfeed;
constexpr std::uint32_t kPrivateKeyTag = 1, kTrustedCertificateTag = 2, kSecretKeyTag = 3;
constexpr std::string_view kCertificateType = "X.509";
constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD
constexpr std::size_t kDigestSize = 20;
constexpr std::size_t kSmallestEntry = 4 + 2 + 8 + 4;  // tag, alias, time, length of a version 1 certificate
constexpr std::size_t kSmallestCertificate = 4 + 2;    // length and an empty SEQUENCE, version 1
constexpr std::size_t kLargestValue = std::numeric_limits<std::int32_t>::max();  // lengths are Java ints

/// Source: JavaKeyStore.getPreKeyedHash; the words in the middle are its, to make a digest that is nobody else's.
Bytes digest_of(ByteView content, const Secret& password_bytes) {
  return crypto::Digest::sha1().of({password_bytes.reveal(), as_bytes("Mighty Aphrodite"), content});
}

// Reading.

/// The file being read: what its header says, and how many more entries and certificates it may hold.
struct File {
  Reader in;
  const DecodeOptions& options;
  std::uint32_t version = 0;
  std::uint64_t left = options.limits.entries;
  std::vector<std::string> warnings{};

  std::uint32_t count(std::size_t smallest, std::string_view what) {
    const auto records = in.count(smallest, what);
    if (records > left) {
      in.fail(Error{.code = Errc::limit,
                    .message = std::string(what) + " is " + std::to_string(records) + ", over the limit of " +
                               std::to_string(options.limits.entries) + " entries and certificates in a file",
                    .hint = "--limit entries=N allows more"});
      return 0;
    }
    left -= records;
    return records;
  }
};

std::string utf8_or_fail(Reader& in, ByteView modified, std::string_view what) {
  auto utf8 = text::from_modified_utf8(modified);
  if (!utf8) in.fail(within(what, std::move(utf8).error()));
  return std::move(utf8).value_or("");
}

std::string read_text(Reader& in, std::string_view what) {
  const auto modified = in.bytes(in.u16(what), what);
  return utf8_or_fail(in, modified, what);
}

Result<Certificate> read_certificate(File& file) {
  auto& in = file.in;
  if (file.version > 1) {
    const auto type = read_text(in, "certificate type");
    if (type != kCertificateType) in.fail(Errc::unsupported_format, "a certificate of type \"" + type + "\"");
  }
  const auto at = in.offset();
  const auto der = in.bytes(in.u32("certificate length"), "certificate");
  KS_TRY(in.status());
  return Certificate::from_der(der).map_error(
      [at](Error error) { return within("certificate at offset " + std::to_string(at), std::move(error)); });
}

Result<Entry::Value> read_private_key(File& file, const std::string& alias) {
  const auto key = file.in.bytes(file.in.u32("key length"), "key");
  const auto count = file.count(kSmallestCertificate, "length of the chain");
  KS_TRY(file.in.status());
  if (!asn1::is_one_sequence(key)) return failure(Errc::damaged, "its key is not an EncryptedPrivateKeyInfo");
  std::vector<Certificate> chain;
  for (std::uint32_t i = 0; i < count; ++i) {
    KS_TRY(auto certificate, read_certificate(file));
    chain.push_back(std::move(certificate));
  }
  LockedKey locked{.form = LockedKey::Form::encrypted_pkcs8, .bytes = to_bytes(key), .dek_info = {}, .label = {}};
  return PrivateKeyEntry{
      .key = PrivateKey::from_locked(std::move(locked), file.options.password_for(alias), file.options.limits),
      .chain = std::move(chain)};
}

Result<Entry::Value> read_trusted_certificate(File& file) {
  KS_TRY(auto certificate, read_certificate(file));
  return TrustedCertificateEntry{.certificate = std::move(certificate)};
}

Result<Entry::Value> read_value(File& file, std::uint32_t tag, const std::string& alias) {
  switch (tag) {
    case kPrivateKeyTag: return read_private_key(file, alias);
    case kTrustedCertificateTag: return read_trusted_certificate(file);
    case kSecretKeyTag: return failure(Errc::unsupported_format, "a secret key (entry tag 3), which only JCEKS has");
    default: return failure(Errc::unsupported_format, "entry tag " + std::to_string(tag));
  }
}

std::size_t replacements(std::string_view utf8) {
  std::size_t count = 0;
  for (auto at = utf8.find(kReplacement); at != utf8.npos; at = utf8.find(kReplacement, at + 1)) ++count;
  return count;
}

/// A surrogate without its other half, which Java writes as readily as it reads it, is no character in any Unicode text.
std::string read_alias(File& file) {
  auto& in = file.in;
  const auto modified = as_text(in.bytes(in.u16("alias"), "alias"));
  auto alias = utf8_or_fail(in, as_bytes(modified), "alias");
  if (replacements(alias) > replacements(modified)) {
    file.warnings.push_back("alias " + alias +
                            " has half a character in the file (a lone surrogate), here U+FFFD; a file "
                            "written from it will not have the same alias");
  }
  return alias;
}

Result<Entry> read_entry(File& file) {
  const auto tag = file.in.u32("entry tag");
  auto alias = read_alias(file);
  const Time created(milliseconds(static_cast<std::int64_t>(file.in.u64("creation time"))));
  KS_TRY(file.in.status());
  auto value = read_value(file, tag, alias);
  if (!value) {
    auto error = std::move(value).error();
    error.alias = std::move(alias);
    return failure(std::move(error));
  }
  return Entry{.alias = Alias(std::move(alias)), .created = created, .value = *std::move(value)};
}

Result<std::vector<Entry>> read_entries(File& file) {
  auto& in = file.in;
  (void)in.u32("magic");
  file.version = in.u32("version");
  if (!in.failed() && file.version != 1 && file.version != 2) {
    in.fail(Errc::unsupported_format, "version " + std::to_string(file.version) + "; 1 and 2 are known");
  }
  const auto count = file.count(kSmallestEntry, "number of entries");
  KS_TRY(in.status());
  std::vector<Entry> entries;
  entries.reserve(std::min<std::size_t>(count, 4096));  // it may still lie
  for (std::uint32_t i = 0; i < count; ++i) {
    auto entry = read_entry(file);
    if (!entry) return failure(within("entry " + std::to_string(i + 1), std::move(entry).error()));
    entries.push_back(*std::move(entry));
  }
  return entries;
}

/// Reads the digest of `bytes`, of which all before it has been read, and checks it if there is a password to do so.
/// Java without a password does not even look whether it is there.
Result<Integrity> read_digest(File& file, ByteView bytes) {
  auto& in = file.in;
  const auto content = bytes.first(in.offset());
  const bool check = file.options.password != nullptr && file.options.check_integrity;
  if (!check && in.left() < kDigestSize) {
    file.warnings.push_back("the file ends before its digest, so nobody can tell whether it is whole");
    return Integrity::absent;
  }
  const auto digest = in.bytes(kDigestSize, "digest");
  KS_TRY(in.status());
  if (in.left() > 0) file.warnings.push_back(std::to_string(in.left()) + " bytes after the digest are ignored");
  if (!check) return Integrity::unchecked;
  const auto forms = pbe::password_forms(pbe::PasswordUse::jks, *file.options.password);
  const auto matches = [&](const pbe::PasswordBytes& form) {
    return equal_in_constant_time(digest, digest_of(content, form.bytes));
  };
  if (std::ranges::none_of(forms, matches)) {
    return failure(Errc::wrong_password, "the digest does not match: the password is wrong or the bytes were changed",
                   "if the password is the right one, the file is damaged");
  }
  return Integrity::verified;
}

/// A Store of `entries`. Where an alias repeats the last one has it, as JavaKeyStore.engineLoad puts each over the one
/// before; the others, which Java loses, come last under free names.
Result<void> fill(Store& store, std::vector<Entry> entries) {
  store.reserve(entries.size());
  std::unordered_set<std::string_view> seen;  // of aliases that stay where they are until all were seen
  std::vector<bool> is_last(entries.size());
  for (auto i = entries.size(); i-- > 0;) is_last[i] = seen.insert(entries[i].alias.text()).second;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (is_last[i]) KS_TRY(store.add(std::move(entries[i])));
  }
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (is_last[i]) continue;
    const auto alias = entries[i].alias.text();
    store.add_renamed(std::move(entries[i]));
    store.origin.warnings.push_back("alias " + alias + " occurs again and Java sees only the last; this one is now " +
                                    store.entries().back().alias.text());
  }
  return {};
}

bool is_private_key(const Entry& entry) { return std::holds_alternative<PrivateKeyEntry>(entry.value); }

Result<Store> read_file(ByteView bytes, const DecodeOptions& options) {
  File file{.in = Reader(bytes), .options = options};
  KS_TRY(auto entries, read_entries(file));
  Store store;
  store.origin.format = kFormat.name;
  if (std::ranges::any_of(entries, is_private_key)) {
    store.origin.keys = Protection{.scheme = Protection::Scheme::jks, .cipher = {}, .prf = {}, .iterations = 1};
  }
  KS_TRY(store.origin.integrity, read_digest(file, bytes));
  store.origin.warnings = std::move(file.warnings);
  KS_TRY(fill(store, std::move(entries)));
  return store;
}

// Writing.

Error in_entry(const Entry& entry, Error error) {
  error.alias = entry.alias.text();
  return within(error.alias.substr(0, 64), std::move(error));  // its length may be what is wrong
}

void lose(std::vector<Loss>& losses, Loss::Weight weight, const Entry& entry, std::string what) {
  losses.push_back({.weight = weight, .alias = entry.alias.text(), .what = std::move(what)});
}

void lose_attributes(std::vector<Loss>& losses, const Entry& entry, const Attributes& attributes, std::string_view of) {
  std::string named;
  for (const auto& attribute : attributes) {
    // localKeyId only ties a key to its certificates, which a JKS entry holds together anyway.
    if (attribute.oid != oids::kLocalKeyId) named += " " + attribute.oid;
  }
  if (!named.empty()) lose(losses, Loss::Weight::detail, entry, std::string(of) + " are not kept:" + named);
}

/// Whether an entry of this kind has a place in a JKS file at all; says what is lost, of it or with it.
struct HasPlace {
  const Entry& entry;
  std::vector<Loss>& losses;

  bool operator()(const PrivateKeyEntry& key) const {
    // keytool lists such a key as a secret key, and KeyStore.getEntry throws.
    if (key.chain.empty()) {
      lose(losses, Loss::Weight::detail, entry, "has no certificate, without which Java cannot use its key");
    }
    for (const auto& attributes : key.chain_attributes) {
      lose_attributes(losses, entry, attributes, "attributes of its certificates");
    }
    return true;
  }
  bool operator()(const TrustedCertificateEntry& trusted) const {
    // An explicit distrust must never turn into trust; a narrower trust may widen if the user accepts that.
    if (!trusted.rejected_for.empty()) {
      lose(losses, Loss::Weight::content, entry, "is left out: it is distrusted for a purpose, which JKS cannot say");
      return false;
    }
    if (!trusted.trusted_for.empty()) {
      lose(losses, Loss::Weight::content, entry, "is trusted only for some purposes, in JKS it is for all");
    }
    return true;
  }
  bool operator()(const SecretKeyEntry&) const {
    lose(losses, Loss::Weight::content, entry, "is left out: JKS holds no secret keys");
    return false;
  }
  bool operator()(const CertificateEntry&) const {
    lose(losses, Loss::Weight::content, entry, "is left out: JKS holds certificates only as trusted ones");
    return false;
  }
};

std::vector<const Entry*> entries_with_a_place(const Store& store, std::vector<Loss>& losses) {
  std::vector<const Entry*> kept;
  for (const auto& entry : store) {
    if (!std::visit(HasPlace{.entry = entry, .losses = losses}, entry.value)) continue;
    lose_attributes(losses, entry, entry.attributes, "attributes");
    kept.push_back(&entry);
  }
  for (const auto& bag : store.opaque) {
    losses.push_back({Loss::Weight::content, "", "a bag of type " + bag.oid + " is left out: JKS has no place for it"});
  }
  if (const auto crls = store.crls.size(); crls > 0) {
    const auto lists = crls == 1 ? "a revocation list is" : std::to_string(crls) + " revocation lists are";
    losses.push_back({Loss::Weight::content, "", lists + " left out: JKS holds none"});
  }
  return kept;
}

bool is_locked_as_jks(const LockedKey& locked) {
  if (locked.form != LockedKey::Form::encrypted_pkcs8) return false;
  asn1::Document document(locked.bytes);
  return document.root().sequence("key").sequence("algorithm").oid("algorithm") == oids::kJksProtector;
}

/// `key` as this file has it, encrypted under `password`. Bytes that are so already are kept, so that rewriting a file
/// does not change it; so are those whose password nobody knows.
Result<Bytes> locked_bytes(const Entry& entry, const PrivateKey& key, const Secret& password, OldLocks locks,
                           std::vector<Loss>& losses) {
  const Protection protection{.scheme = Protection::Scheme::jks};
  const auto lock_again = [&](const PrivateKey& plain) {
    return lock(plain, password, protection).map([](LockedKey locked) { return std::move(locked.bytes); });
  };
  if (key.plain()) return lock_again(key);
  const auto& locked = key.locked_bytes();
  const bool as_jks = is_locked_as_jks(locked);
  if (as_jks && (locks == OldLocks::kept || key.unlock(password))) return locked.bytes;
  const auto plain = key.unlock();
  if (plain) return lock_again(*plain);
  if (as_jks) {
    lose(losses, Loss::Weight::detail, entry, "its key stays locked under the password it has");
    return locked.bytes;
  }
  auto error = plain.error();
  if (error.code == Errc::wrong_key_password && error.hint.empty()) {
    error.hint = "JKS encrypts keys in its own way, so the key's password is needed to convert it";
  }
  return failure(std::move(error));
}

Result<void> write_bytes(Writer& out, ByteView bytes, std::string_view what) {
  if (bytes.size() > kLargestValue) {
    return failure(Errc::cannot_represent, std::string(what) + " takes more than the 2 GiB that JKS has for it");
  }
  out.u32(static_cast<std::uint32_t>(bytes.size()));
  out.bytes(bytes);
  return {};
}

Result<void> write_text(Writer& out, std::string_view utf8, std::string_view what) {
  const auto bytes = text::to_modified_utf8(utf8);
  if (!bytes) return failure(Errc::cannot_represent, std::string(what) + " is not UTF-8");
  if (bytes->size() > std::numeric_limits<std::uint16_t>::max()) {
    return failure(Errc::cannot_represent,
                   std::string(what) + " takes " + std::to_string(bytes->size()) + " bytes, JKS has room for 65535");
  }
  out.u16(static_cast<std::uint16_t>(bytes->size()));
  out.bytes(*bytes);
  return {};
}

Result<void> write_certificate(Writer& out, const Certificate& certificate) {
  KS_TRY(write_text(out, kCertificateType, "certificate type"));
  return write_bytes(out, certificate.der(), "certificate");
}

Result<void> write_private_key(Writer& out, const Entry& entry, const PrivateKeyEntry& value,
                               const EncodeOptions& options, std::vector<Loss>& losses) {
  const auto own = options.password_for(entry.alias.text());
  KS_TRY(const auto key, locked_bytes(entry, value.key, own ? *own : *options.password, options.locks, losses));
  KS_TRY(write_bytes(out, key, "key"));
  out.u32(static_cast<std::uint32_t>(value.chain.size()));
  for (const auto& certificate : value.chain) KS_TRY(write_certificate(out, certificate));
  return {};
}

Result<void> write_entry(Writer& out, const Entry& entry, const std::string& name, const EncodeOptions& options,
                         std::vector<Loss>& losses) {
  const auto* key = std::get_if<PrivateKeyEntry>(&entry.value);
  out.u32(key != nullptr ? kPrivateKeyTag : kTrustedCertificateTag);
  KS_TRY(write_text(out, name, "alias"));
  out.u64(static_cast<std::uint64_t>(entry.created.value_or(options.now).time_since_epoch().count()));
  if (key == nullptr) return write_certificate(out, std::get<TrustedCertificateEntry>(entry.value).certificate);
  return write_private_key(out, entry, *key, options, losses);
}

Result<Encoded> write_file(const Store& store, const EncodeOptions& options) {
  if (!options.password) {
    return failure(Errc::usage, "a JKS file cannot be written without a password",
                   "--out-password gives one; Java's habit is changeit, and the empty password is one too");
  }
  Encoded encoded;
  const auto entries = entries_with_a_place(store, encoded.losses);
  JavaNames names(entries);
  Writer out;
  out.u32(kMagic);
  out.u32(2);
  out.u32(static_cast<std::uint32_t>(entries.size()));
  for (const auto* entry : entries) {
    const auto name = names.next(*entry, encoded.losses);
    const auto written = write_entry(out, *entry, name, options, encoded.losses);
    if (!written) return failure(in_entry(*entry, written.error()));
    encoded.holds_secrets |= is_private_key(*entry);
  }
  out.bytes(digest_of(out.view(), pbe::password_forms(pbe::PasswordUse::jks, *options.password).front().bytes));
  encoded.bytes = std::move(out).take();
  return encoded;
}

constexpr std::array<std::string_view, 2> kExtensions = {".jks", ".ks"};

}  // namespace

bool looks_like(ByteView bytes) noexcept {
  constexpr std::array<std::uint8_t, 4> magic = {0xfe, 0xed, 0xfe, 0xed};
  return starts_with(bytes, magic);
}

Result<Store> decode(ByteView bytes, const DecodeOptions& options) {
  if (!looks_like(bytes)) return failure(Errc::not_a_store, "jks: the first four bytes are not those of a JKS file");
  return read_file(bytes, options).map_error([](Error error) { return within("jks", std::move(error)); });
}

Result<Encoded> encode(const Store& store, const EncodeOptions& options) {
  return write_file(store, options).map_error([](Error error) { return within("jks", std::move(error)); });
}

const Format kFormat = {
    .name = "jks",
    .title = "Java KeyStore",
    .extensions = kExtensions,
    .looks_like = looks_like,
    .decode = decode,
    .encode = encode,
    .has_password = true,
    .needs_password = true,
    .encrypts_keys = true,
    .marks_trust = true,
    .keeps_aliases = true,
    .folds_aliases = true,
};

}  // namespace ks::jks
