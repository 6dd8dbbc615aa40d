// SHA1_Transform and its kin are deprecated, and nothing else in libcrypto offers the compression function alone.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "crypto/hash_chain.h"

#include <openssl/md5.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <functional>
#include <string_view>

#include "crypto/hash.h"
#include "crypto/hmac.h"
#include "ks/base/secret.h"

namespace ks::crypto {
namespace {

// 16 bytes at once. A compression function loads its block 16 bytes at a time, and a load from bytes that narrower
// stores have just written waits until those have reached the cache: a tenth of a compression. The vector extensions of
// GCC and Clang become byte shuffles or shifts, whatever the processor has.
using Bytes16 [[gnu::vector_size(16)]] = std::uint8_t;
using Halves16 [[gnu::vector_size(16)]] = std::uint16_t;
using Words16 [[gnu::vector_size(16)]] = std::uint32_t;
using Longs16 [[gnu::vector_size(16)]] = std::uint64_t;

Words16 swap_bytes_of_words(Words16 words) {
  auto halves = std::bit_cast<Halves16>(words);
  halves = (halves << 8) | (halves >> 8);
  words = std::bit_cast<Words16>(halves);
  return (words << 16) | (words >> 16);
}

Words16 swap_bytes_of_longs(Words16 words) {
  const auto longs = std::bit_cast<Longs16>(swap_bytes_of_words(words));
  return std::bit_cast<Words16>((longs << 32) | (longs >> 32));
}

/// A compression function: its context begins with the state.
template <class Context_, auto Transform, class Word, std::size_t StateBytes, std::size_t BlockBytes, std::endian Order>
struct Family {
  using Context = Context_;
  static constexpr std::size_t kStateBytes = StateBytes, kBlockBytes = BlockBytes;
  static constexpr std::size_t kLengthBytes = 2 * sizeof(Word);  ///< Of the message length that ends the last block.
  static constexpr std::endian kOrder = Order;

  static void compress(Context& context, const std::uint8_t* block) { Transform(&context, block); }

  /// From the state's words to the digest's bytes and back.
  static Words16 reorder(Words16 words) {
    if constexpr (Order == std::endian::native) return words;
    else if constexpr (sizeof(Word) == 4) return swap_bytes_of_words(words);
    else return swap_bytes_of_longs(words);
  }
};

using Md5 = Family<MD5_CTX, MD5_Transform, std::uint32_t, 16, 64, std::endian::little>;
using Sha1 = Family<SHA_CTX, SHA1_Transform, std::uint32_t, 20, 64, std::endian::big>;
using Sha256 = Family<SHA256_CTX, SHA256_Transform, std::uint32_t, 32, 64, std::endian::big>;
using Sha512 = Family<SHA512_CTX, SHA512_Transform, std::uint64_t, 64, 128, std::endian::big>;

/// The bytes of a digest. Those of SHA-1, SHA-224 and so on end before the last vector does; what follows is undefined.
template <class F>
using DigestBytes = std::array<Words16, (F::kStateBytes + 15) / 16>;

template <class F>
DigestBytes<F> digest_in(const typename F::Context& context) {
  constexpr std::size_t kWhole = F::kStateBytes / 16, kRest = F::kStateBytes % 16;
  const auto* state = reinterpret_cast<const std::uint8_t*>(&context);
  DigestBytes<F> digest;
  for (std::size_t i = 0; i < kWhole; ++i) std::memcpy(&digest[i], state + 16 * i, 16);
  if constexpr (kRest != 0) {  // loaded alone, because it was stored alone
    static_assert(kRest == 4);
    std::uint32_t word;
    std::memcpy(&word, state + 16 * kWhole, 4);
    digest[kWhole] = Words16{word};
  }
  for (auto& words : digest) words = F::reorder(words);
  return digest;
}

template <class F>
void start_from(typename F::Context& context, const typename F::Context& start) {
  std::memcpy(&context, &start, F::kStateBytes);
}

/// The last block of a message, which holds a digest that changes and a tail and padding that do not.
template <class F>
class Block {
 public:
  /// `before` bytes of the message went into blocks before this one.
  Block(std::size_t digest_size, ByteView tail, std::size_t before) {
    std::ranges::copy(tail, bytes_.begin() + static_cast<std::ptrdiff_t>(digest_size));
    bytes_[digest_size + tail.size()] = 0x80;
    put_length((before + digest_size + tail.size()) * 8);
    std::array<std::uint8_t, sizeof(mask_)> mask{};
    std::fill_n(mask.begin(), digest_size, std::uint8_t{0xff});
    std::memcpy(mask_.data(), mask.data(), sizeof(mask_));
    std::memcpy(rest_.data(), bytes_.data(), sizeof(rest_));
  }
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;
  ~Block() {
    wipe(bytes_);
    wipe({reinterpret_cast<std::uint8_t*>(rest_.data()), sizeof(rest_)});
  }

  void put(const DigestBytes<F>& digest) {
    for (std::size_t i = 0; i < digest.size(); ++i) {
      const Words16 words = (digest[i] & mask_[i]) | rest_[i];
      std::memcpy(bytes_.data() + 16 * i, &words, 16);
    }
  }

  [[nodiscard]] const std::uint8_t* data() const { return bytes_.data(); }

  static bool fits(std::size_t digest_size, std::size_t tail_size) {
    return tail_size < F::kBlockBytes && digest_size + tail_size + 1 + F::kLengthBytes <= F::kBlockBytes;
  }

 private:
  void put_length(std::uint64_t bits) {
    for (std::size_t i = 0; i < 8; ++i) {
      const auto byte = static_cast<std::uint8_t>(bits >> (8 * i));
      if constexpr (F::kOrder == std::endian::big) bytes_[F::kBlockBytes - 1 - i] = byte;
      else bytes_[F::kBlockBytes - 8 + i] = byte;
    }
  }

  alignas(64) std::array<std::uint8_t, F::kBlockBytes> bytes_{};
  DigestBytes<F> mask_, rest_;
};

/// A context of `hash`, which stands at a whole number of blocks; wiped when it goes.
template <class F>
struct Start {
  explicit Start(const Hash& hash) { std::memcpy(&context, hash.plain_state(), sizeof(context)); }
  ~Start() { wipe({reinterpret_cast<std::uint8_t*>(&context), sizeof(context)}); }
  Start(const Start&) = delete;
  Start& operator=(const Start&) = delete;

  alignas(16) typename F::Context context;
};

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

template <class F>
bool fast_hash_chain(Digest digest, std::span<std::uint8_t> value, ByteView tail, std::uint64_t rounds) {
  if (!Block<F>::fits(value.size(), tail.size())) return false;
  const Start<F> start{Hash(digest)};
  Start<F> work{Hash(digest)};
  Block<F> block(value.size(), tail, 0);
  auto u = load<F>(value);
  for (; rounds > 0; --rounds) {
    block.put(u);
    start_from<F>(work.context, start.context);
    F::compress(work.context, block.data());
    u = digest_in<F>(work.context);
  }
  store<F>(value, u);
  return true;
}

template <class F>
void fast_hmac_chain(Digest digest, ByteView key, std::span<std::uint8_t> value, std::uint64_t rounds) {
  const Start<F> inner(hmac_start(digest, key, kInnerPad));
  const Start<F> outer(hmac_start(digest, key, kOuterPad));
  Start<F> work{Hash(digest)};
  Block<F> block(value.size(), {}, F::kBlockBytes);
  auto u = load<F>(value);
  auto sum = u;
  for (; rounds > 0; --rounds) {
    block.put(u);
    start_from<F>(work.context, inner.context);
    F::compress(work.context, block.data());
    block.put(digest_in<F>(work.context));
    start_from<F>(work.context, outer.context);
    F::compress(work.context, block.data());
    u = digest_in<F>(work.context);
    for (std::size_t i = 0; i < u.size(); ++i) sum[i] ^= u[i];
  }
  store<F>(value, sum);
}

struct FastLoops {
  std::string_view digest;
  bool (*hash_chain)(Digest, std::span<std::uint8_t>, ByteView, std::uint64_t);
  void (*hmac_chain)(Digest, ByteView, std::span<std::uint8_t>, std::uint64_t);
};

template <class F>
constexpr FastLoops fast(std::string_view digest) {
  return {digest, fast_hash_chain<F>, fast_hmac_chain<F>};
}

constexpr FastLoops kFastLoops[] = {
    fast<Md5>("md5"),       fast<Sha1>("sha1"),     fast<Sha256>("sha224"),     fast<Sha256>("sha256"),
    fast<Sha512>("sha384"), fast<Sha512>("sha512"), fast<Sha512>("sha512-224"), fast<Sha512>("sha512-256"),
};

const FastLoops* fast_loops(Digest digest) {
  const auto* loops = std::ranges::find(kFastLoops, digest.name(), &FastLoops::digest);
  return loops == std::end(kFastLoops) ? nullptr : loops;
}

}  // namespace

void hash_chain(Digest digest, std::span<std::uint8_t> value, ByteView tail, std::uint64_t rounds) {
  const auto* loops = fast_loops(digest);
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

void hmac_chain(Digest digest, ByteView key, std::span<std::uint8_t> value, std::uint64_t rounds) {
  if (const auto* loops = fast_loops(digest)) return loops->hmac_chain(digest, key, value, rounds);
  Hmac hmac(digest, key);
  Secret u{ByteView(value)};
  for (; rounds > 0; --rounds) {
    hmac.of({u.reveal()}, u.reveal_mutable());
    std::ranges::transform(value, u.reveal(), value.begin(), std::bit_xor<>());
  }
}

}  // namespace ks::crypto
