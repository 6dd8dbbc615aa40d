// The plain functions are deprecated in favour of EVP, which has to be started first: see private_context().
#define OPENSSL_SUPPRESS_DEPRECATED

#include "crypto/digest.h"

#include <openssl/md4.h>
#include <openssl/md5.h>
#include <openssl/ripemd.h>
#include <openssl/sha.h>
#include <openssl/whrlpool.h>

#include <algorithm>
#include <array>
#include <new>
#include <string>

#include "crypto/hash.h"
#include "crypto/hmac.h"
#include "crypto/libcrypto.h"
#include "ks/base/secret.h"

namespace ks::crypto {
namespace {

/// A digest that libcrypto exports as plain functions.
struct PlainFunctions {
  void (*start)(void* state);
  void (*update)(void* state, ByteView bytes);
  void (*finish)(void* state, std::uint8_t* out);
};

template <class Context, auto Start, auto Update, auto Finish>
constexpr PlainFunctions kPlain = {
    .start =
        [](void* state) {
          static_assert(sizeof(Context) <= kHashStateSize);
          Start(static_cast<Context*>(state));
        },
    .update = [](void* state, ByteView bytes) { Update(static_cast<Context*>(state), bytes.data(), bytes.size()); },
    .finish = [](void* state, std::uint8_t* out) { Finish(out, static_cast<Context*>(state)); },
};

/// SHA-512/t is SHA-512 from another start, cut off (FIPS 180-4, 5.3.6); libcrypto exports no functions for it.
int start_sha512_with(SHA512_CTX* context, const std::array<std::uint64_t, 8>& words) {
  SHA512_Init(context);
  std::ranges::copy(words, context->h);
  return 1;
}

int start_sha512_224(SHA512_CTX* context) {
  return start_sha512_with(context, {0x8c3d37c819544da2, 0x73e1996689dcd4d6, 0x1dfab7ae32ff9c82, 0x679dd514582f9fcf,
                                     0x0f6d2b697bd44da8, 0x77e36f7304c48942, 0x3f9d85a86a1d36c8, 0x1112e6ad91d692a1});
}

int start_sha512_256(SHA512_CTX* context) {
  return start_sha512_with(context, {0x22312194fc2bf72c, 0x9f555fa3c84c64c2, 0x2393b86b6f53b151, 0x963877195940eabd,
                                     0x96283ee2a88effe3, 0xbe5e1e2553863992, 0x2b0199fc2c85b8aa, 0x0eb72ddc81c52ca2});
}

}  // namespace

struct Digest::Row {
  std::string_view name;
  std::size_t size, block_size;
  const PlainFunctions* plain;  ///< Null where libcrypto has it through EVP only, by the same name.
};

namespace {

constexpr Digest::Row kRows[] = {
#ifndef OPENSSL_NO_MD4
    {"md4", 16, 64, &kPlain<MD4_CTX, MD4_Init, MD4_Update, MD4_Final>},
#endif
    {"md5", 16, 64, &kPlain<MD5_CTX, MD5_Init, MD5_Update, MD5_Final>},
    {"sha1", 20, 64, &kPlain<SHA_CTX, SHA1_Init, SHA1_Update, SHA1_Final>},
    {"sha224", 28, 64, &kPlain<SHA256_CTX, SHA224_Init, SHA224_Update, SHA224_Final>},
    {"sha256", 32, 64, &kPlain<SHA256_CTX, SHA256_Init, SHA256_Update, SHA256_Final>},
    {"sha384", 48, 128, &kPlain<SHA512_CTX, SHA384_Init, SHA384_Update, SHA384_Final>},
    {"sha512", 64, 128, &kPlain<SHA512_CTX, SHA512_Init, SHA512_Update, SHA512_Final>},
    {"sha512-224", 28, 128, &kPlain<SHA512_CTX, start_sha512_224, SHA512_Update, SHA512_Final>},
    {"sha512-256", 32, 128, &kPlain<SHA512_CTX, start_sha512_256, SHA512_Update, SHA512_Final>},
#ifndef OPENSSL_NO_RMD160
    {"ripemd160", 20, 64, &kPlain<RIPEMD160_CTX, RIPEMD160_Init, RIPEMD160_Update, RIPEMD160_Final>},
#endif
#ifndef OPENSSL_NO_WHIRLPOOL
    {"whirlpool", 64, 64, &kPlain<WHIRLPOOL_CTX, WHIRLPOOL_Init, WHIRLPOOL_Update, WHIRLPOOL_Final>},
#endif
    {"sha3-224", 28, 144, nullptr},
    {"sha3-256", 32, 136, nullptr},
    {"sha3-384", 48, 104, nullptr},
    {"sha3-512", 64, 72, nullptr},
    {"blake2b512", 64, 128, nullptr},
    {"blake2s256", 32, 64, nullptr},
    {"sm3", 32, 64, nullptr},
};

constexpr const Digest::Row* find(std::string_view name) noexcept {
  const auto* row = std::ranges::find(kRows, name, &Digest::Row::name);
  return row == std::end(kRows) ? nullptr : row;
}

consteval const Digest::Row& row_named(std::string_view name) { return *find(name); }

using EvpTable = std::array<EVP_MD*, std::size(kRows)>;

EvpTable fetch_all() {
  EvpTable table{};
  const ErrorMark mark;
  for (std::size_t i = 0; i < std::size(kRows); ++i) {
    if (kRows[i].plain == nullptr) table[i] = EVP_MD_fetch(private_context(), kRows[i].name.data(), nullptr);
  }
  return table;
}

/// Null where this libcrypto was built without it.
const EVP_MD* evp(const Digest::Row& row) {
  static const EvpTable kTable = fetch_all();  // lives as long as private_context()
  return kTable[static_cast<std::size_t>(&row - kRows)];
}

void check(int done) {
  if (done != 1) throw std::bad_alloc();  // nothing else can fail once a digest was fetched
}

}  // namespace

Result<Digest> Digest::named(std::string_view name) {
  const auto* row = find(name);
  if (row == nullptr || (row->plain == nullptr && evp(*row) == nullptr)) {
    return failure(Errc::unsupported_algorithm, "no digest " + std::string(name) + " here");
  }
  return Digest(row);
}

Digest Digest::md5() { return Digest(&row_named("md5")); }
Digest Digest::sha1() { return Digest(&row_named("sha1")); }
Digest Digest::sha256() { return Digest(&row_named("sha256")); }
Digest Digest::sha512() { return Digest(&row_named("sha512")); }

std::string_view Digest::name() const noexcept { return row_->name; }
std::size_t Digest::size() const noexcept { return row_->size; }
std::size_t Digest::block_size() const noexcept { return row_->block_size; }

Bytes Digest::of(std::initializer_list<ByteView> parts) const {
  Hash hash(*this);
  for (const auto part : parts) hash.update(part);
  Bytes out(size());
  hash.finish(out);
  return out;
}

Bytes Digest::hmac(ByteView key, ByteView message) const {
  Bytes out(size());
  Hmac(*this, key).of({message}, out);
  return out;
}

Hash::Hash(Digest digest) : row_(&digest.row()) {
  if (row_->plain != nullptr) {
    row_->plain->start(state_.data());
    return;
  }
  evp_.reset(EVP_MD_CTX_new());
  check(evp_ != nullptr ? EVP_DigestInit_ex2(evp_.get(), evp(*row_), nullptr) : 0);
}

Hash::Hash(const Hash& other) : row_(other.row_) { *this = other; }

Hash& Hash::operator=(const Hash& other) {
  if (this == &other) return *this;
  row_ = other.row_;
  state_ = other.state_;
  if (other.evp_ == nullptr) {
    evp_.reset();
    return *this;
  }
  if (evp_ == nullptr) evp_.reset(EVP_MD_CTX_new());
  check(evp_ != nullptr ? EVP_MD_CTX_copy_ex(evp_.get(), other.evp_.get()) : 0);
  return *this;
}

Hash::~Hash() { wipe(state_); }

void Hash::update(ByteView bytes) {
  if (row_->plain != nullptr) return row_->plain->update(state_.data(), bytes);
  check(EVP_DigestUpdate(evp_.get(), bytes.data(), bytes.size()));
}

void Hash::finish(std::span<std::uint8_t> out) {
  if (row_->plain == nullptr) return check(EVP_DigestFinal_ex(evp_.get(), out.data(), nullptr));
  std::array<std::uint8_t, kMaxDigestSize> full;  // SHA-512/t is cut off by us
  row_->plain->finish(state_.data(), full.data());
  std::copy_n(full.begin(), row_->size, out.begin());
  wipe(full);
}

}  // namespace ks::crypto
