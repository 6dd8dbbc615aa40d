// SHA1_Transform and its kin are deprecated, and nothing else in libcrypto offers the compression function alone.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "crypto/hash_chain.h"

#include <openssl/md5.h>
#include <openssl/sha.h>
#if !defined(__clang__) && __has_include(<sys/platform/x86.h>)  // of glibc 2.33; in C++ only GCC reads it
#include <sys/platform/x86.h>
#endif

#include <algorithm>
#include <cstring>
#include <functional>
#include <string_view>

#include "crypto/compression.h"
#include "crypto/hash.h"
#include "crypto/hmac.h"
#include "ks/base/secret.h"

namespace ks::crypto {
namespace {

using Md5 = Family<MD5_CTX, MD5_Transform, std::uint32_t, 16, 16, std::endian::little>;
using Sha1 = Family<SHA_CTX, SHA1_Transform, std::uint32_t, 20, 20>;
template <std::size_t DigestSize>
using Sha256 = Family<SHA256_CTX, SHA256_Transform, std::uint32_t, 32, DigestSize>;
template <std::size_t DigestSize>
using Sha512 = Family<SHA512_CTX, SHA512_Transform, std::uint64_t, 64, DigestSize>;

template <class F>
DigestBytes<F> load(std::span<const std::uint8_t> value) {
  DigestBytes<F> digest{};
  std::memcpy(digest.data(), value.data(), value.size());
  return digest;
}

template <class F>
void store(std::span<std::uint8_t> value, DigestBytes<F>& digest) {
  std::memcpy(value.data(), digest.data(), value.size());
  wipe({reinterpret_cast<std::uint8_t*>(digest.data()), sizeof(digest)});
}

template <class F, class Swap>
[[gnu::always_inline]] inline bool run_hash_chain(Digest digest, std::span<std::uint8_t> value, ByteView tail,
                                                  std::uint64_t rounds) {
  if (!Block<F>::fits(tail)) return false;
  const Start<F> start{Hash(digest)};
  Start<F> work{Hash(digest)};
  Block<F> block(tail, 0);
  auto u = load<F>(value);
  for (; rounds > 0; --rounds) {
    block.put(u);
    start_from<F>(work.context, start.context);
    F::compress(work.context, block.data());
    u = digest_in<F, Swap>(work.context);
  }
  store<F>(value, u);
  return true;
}

template <class F, class Swap>
[[gnu::always_inline]] inline void run_hmac_chain(Digest digest, ByteView key, std::span<std::uint8_t> value,
                                                  std::uint64_t rounds) {
  const Start<F> inner(hmac_start(digest, key, kInnerPad));
  const Start<F> outer(hmac_start(digest, key, kOuterPad));
  Start<F> work{Hash(digest)};
  Block<F> block({}, F::kBlockBytes);
  auto u = load<F>(value);
  auto sum = u;
  for (; rounds > 0; --rounds) {
    block.put(u);
    start_from<F>(work.context, inner.context);
    F::compress(work.context, block.data());
    block.put(digest_in<F, Swap>(work.context));
    start_from<F>(work.context, outer.context);
    F::compress(work.context, block.data());
    u = digest_in<F, Swap>(work.context);
    for (std::size_t i = 0; i < u.size(); ++i) sum[i] ^= u[i];
  }
  store<F>(value, sum);
}

/// The two loops of one family.
struct Loops {
  bool (*hash_chain)(Digest, std::span<std::uint8_t>, ByteView, std::uint64_t);
  void (*hmac_chain)(Digest, ByteView, std::span<std::uint8_t>, std::uint64_t);
};

template <class F>
constexpr Loops kPortable = {
    .hash_chain = [](Digest digest, std::span<std::uint8_t> value, ByteView tail,
                     std::uint64_t rounds) { return run_hash_chain<F, ByShifts>(digest, value, tail, rounds); },
    .hmac_chain = [](Digest digest, ByteView key, std::span<std::uint8_t> value,
                     std::uint64_t rounds) { run_hmac_chain<F, ByShifts>(digest, key, value, rounds); },
};

#ifdef __x86_64__
template <class F>
[[gnu::target("ssse3")]] bool shuffling_hash_chain(Digest digest, std::span<std::uint8_t> value, ByteView tail,
                                                   std::uint64_t rounds) {
  return run_hash_chain<F, ByShuffle>(digest, value, tail, rounds);
}
template <class F>
[[gnu::target("ssse3")]] void shuffling_hmac_chain(Digest digest, ByteView key, std::span<std::uint8_t> value,
                                                   std::uint64_t rounds) {
  run_hmac_chain<F, ByShuffle>(digest, key, value, rounds);
}
template <class F>
constexpr Loops kShuffling = {.hash_chain = shuffling_hash_chain<F>, .hmac_chain = shuffling_hmac_chain<F>};

// The C library has asked the processor already. GCC's own __builtin_cpu_supports would ask again at every start of
// every program that has this in it, and on a virtual machine each question traps: a tenth of a millisecond in all.
#ifdef CPU_FEATURE_ACTIVE
bool can_shuffle() { return CPU_FEATURE_ACTIVE(SSSE3); }
#else
bool can_shuffle() { return __builtin_cpu_supports("ssse3"); }
#endif
#else
template <class F>
constexpr Loops kShuffling = kPortable<F>;

bool can_shuffle() { return false; }
#endif

struct FastLoops {
  std::string_view digest;
  const Loops *portable, *shuffling;
};

template <class F>
constexpr FastLoops fast(std::string_view digest) {
  return {digest, &kPortable<F>, &kShuffling<F>};
}

constexpr FastLoops kFastLoops[] = {
    fast<Md5>("md5"),
    fast<Sha1>("sha1"),
    fast<Sha256<28>>("sha224"),
    fast<Sha256<32>>("sha256"),
    fast<Sha512<48>>("sha384"),
    fast<Sha512<64>>("sha512"),
    fast<Sha512<28>>("sha512-224"),
    fast<Sha512<32>>("sha512-256"),
};

/// Null where only the general way is left.
const Loops* fast_loops(Digest digest, ChainWay way) {
  const auto* row = std::ranges::find(kFastLoops, digest.name(), &FastLoops::digest);
  if (row == std::end(kFastLoops) || way == ChainWay::general) return nullptr;
  return way == ChainWay::quickest && can_shuffle() ? row->shuffling : row->portable;
}

}  // namespace

void hash_chain(Digest digest, std::span<std::uint8_t> value, ByteView tail, std::uint64_t rounds, ChainWay way) {
  const auto* loops = fast_loops(digest, way);
  if (loops != nullptr && loops->hash_chain(digest, value, tail, rounds)) return;
  const Hash start(digest);
  Hash hash(digest);
  for (; rounds > 0; --rounds) {
    hash = start;
    hash.update(value);
    hash.update(tail);
    hash.finish(value);
  }
}

void hmac_chain(Digest digest, ByteView key, std::span<std::uint8_t> value, std::uint64_t rounds, ChainWay way) {
  if (const auto* loops = fast_loops(digest, way)) return loops->hmac_chain(digest, key, value, rounds);
  Hmac hmac(digest, key);
  Secret u{ByteView(value)};
  for (; rounds > 0; --rounds) {
    hmac.of({u.reveal()}, u.reveal_mutable());
    std::ranges::transform(value, u.reveal(), value.begin(), std::bit_xor<>());
  }
}

}  // namespace ks::crypto
