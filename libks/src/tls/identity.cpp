#include "ks/tls/identity.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "crypto/digest.h"
#include "tls/native_identity.h"

namespace ks::tls {
namespace {

constexpr std::size_t kLongestChain = 32;

using Pkcs8Ptr = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Deleter<PKCS8_PRIV_KEY_INFO_free>>;

Result<KeyPtr> to_native(const PrivateKey& plain) {
  const crypto::ErrorMark mark;
  const auto pkcs8 = plain.pkcs8();
  const auto* at = pkcs8.data();
  const Pkcs8Ptr info(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(pkcs8.size())));
  KeyPtr key(info ? EVP_PKCS82PKEY(info.get()) : nullptr);
  if (key) return key;
  const auto kind = plain.info();
  return failure(Errc::unsupported_algorithm,
                 "libssl cannot use this key" + (kind ? " of algorithm " + kind->algorithm : std::string()));
}

Bytes public_key_of(const EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  if (size <= 0) return {};
  Bytes bytes(der, der + size);
  OPENSSL_free(der);
  return bytes;
}

/// The same public key may be encoded in more ways than one: explicit curves, parameters that are left out.
bool belongs(const Certificate& certificate, EVP_PKEY* key, ByteView public_key) {
  const auto& fields = certificate.fields();
  if (fields && equal(fields->spki, public_key)) return true;
  const crypto::ErrorMark mark;
  const auto native = to_x509(certificate.der());
  return native && X509_check_private_key(native.get(), key) == 1;
}

/// From `leaf` up by issuers among `others`, each at most once.
std::vector<Certificate> chain_from(const Certificate& leaf, const std::vector<Certificate>& others) {
  std::vector<Certificate> chain{leaf};
  while (chain.size() < kLongestChain) {
    const auto& last = chain.back();
    if (const auto& fields = last.fields(); !fields || fields->self_issued()) break;
    const auto next = std::ranges::find_if(others, [&](const Certificate& other) {
      return may_have_issued(other, last) && std::ranges::find(chain, other) == chain.end();
    });
    if (next == others.end()) break;
    chain.push_back(*next);
  }
  return chain;
}

Fingerprint fingerprint_of(const std::vector<Certificate>& chain) {
  Bytes joined;
  for (const auto& certificate : chain) append(joined, certificate.sha256());
  Fingerprint fingerprint{};
  std::ranges::copy(crypto::Digest::sha256().of({joined}), fingerprint.begin());
  return fingerprint;
}

Result<CertificateStack> issuers_of(const std::vector<Certificate>& chain) {
  CertificateStack stack(sk_X509_new_null());
  for (std::size_t i = 1; i < chain.size(); ++i) {
    auto native = to_x509(chain[i].der());
    if (!native) return failure(Errc::damaged, "libcrypto cannot read a certificate of its chain");
    if (sk_X509_push(stack.get(), native.get()) > 0) (void)native.release();  // the stack owns it from here
  }
  return stack;
}

Result<std::shared_ptr<const Identity::Native>> make_native(const PrivateKey& key,
                                                            const std::vector<Certificate>& certificates) {
  KS_TRY(const auto plain, key.unlock());
  KS_TRY(auto native_key, to_native(plain));
  const auto public_key = public_key_of(native_key.get());
  const auto leaf = std::ranges::find_if(
      certificates, [&](const Certificate& one) { return belongs(one, native_key.get(), public_key); });
  if (leaf == certificates.end()) {
    return failure(Errc::not_found, certificates.empty() ? "this key has no certificate"
                                                         : "none of its certificates belongs to this key");
  }
  auto native = std::make_shared<Identity::Native>();
  native->chain = chain_from(*leaf, certificates);
  native->leaf = to_x509(leaf->der());
  if (!native->leaf) return failure(Errc::damaged, "libcrypto cannot read its certificate");
  KS_TRY(native->issuers, issuers_of(native->chain));
  native->key = std::move(native_key);
  native->fingerprint = fingerprint_of(native->chain);
  return native;
}

}  // namespace

Result<Identity> Identity::make(std::string alias, const PrivateKey& key,
                                const std::vector<Certificate>& certificates) {
  auto native = make_native(key, certificates);
  if (native) return Identity(std::move(alias), *std::move(native));
  auto error = within("identity", std::move(native).error());
  error.alias = std::move(alias);
  return failure(std::move(error));
}

Result<Identity> Identity::from_entry(const Entry& entry) {
  if (const auto* key = std::get_if<PrivateKeyEntry>(&entry.value)) {
    return make(entry.alias.text(), key->key, key->chain);
  }
  Error error{.code = Errc::usage, .message = "identity: not a private key entry", .alias = entry.alias.text()};
  return failure(std::move(error));
}

Result<std::vector<Identity>> Identity::all_of(const Store& store) {
  std::vector<Identity> all;
  for (const auto& entry : store) {
    if (!std::holds_alternative<PrivateKeyEntry>(entry.value)) continue;
    KS_TRY(auto identity, from_entry(entry));
    all.push_back(std::move(identity));
  }
  if (all.empty()) return failure(Errc::not_found, "identity: no private key entry in this store");
  return all;
}

const std::vector<Certificate>& Identity::chain() const noexcept { return native_->chain; }

std::string why_not_valid(const Identity& identity, Time now) {
  const auto& fields = identity.leaf().fields();
  if (!fields) return "its certificate cannot be read: " + fields.error().message;
  if (now < fields->not_before) return "not valid before " + to_text(fields->not_before);
  if (now > fields->not_after) return "expired " + to_text(fields->not_after);
  return {};
}

}  // namespace ks::tls
