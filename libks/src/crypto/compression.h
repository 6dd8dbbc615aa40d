#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "crypto/hash.h"
#include "crypto/words16.h"
#include "ks/base/bytes.h"
#include "ks/base/secret.h"

namespace ks::crypto {

/// A compression function, whose context begins with the state, and how much of that state is the digest.
template <class Context_, auto Transform, class Word, std::size_t StateBytes, std::size_t DigestSize,
          std::endian Order = std::endian::big>
struct Family {
  using Context = Context_;
  static constexpr std::size_t kStateBytes = StateBytes, kDigestSize = DigestSize, kBlockBytes = 16 * sizeof(Word);
  static constexpr std::size_t kLengthBytes = 2 * sizeof(Word);  ///< Of the message length that ends the last block.
  static constexpr std::endian kOrder = Order;

  static void compress(Context& context, const std::uint8_t* block) { Transform(&context, block); }

  /// From the state's words to the digest's bytes.
  template <class Swap>
  [[gnu::always_inline]] static Words16 reorder(Words16 words) {
    if constexpr (Order == std::endian::native) return words;
    else if constexpr (sizeof(Word) == 4) return Swap::words(words);
    else return Swap::longs(words);
  }
};

/// The bytes of a digest, and of the rest of the state where that is longer.
template <class F>
using DigestBytes = std::array<Words16, (F::kStateBytes + 15) / 16>;

// Inlined always: to return a DigestBytes through memory takes as long as to swap its bytes.
template <class F, class Swap>
[[gnu::always_inline]] inline DigestBytes<F> digest_in(const typename F::Context& context) {
  constexpr std::size_t kWhole = F::kStateBytes / 16, kRest = F::kStateBytes % 16;
  const auto* state = reinterpret_cast<const std::uint8_t*>(&context);
  DigestBytes<F> digest;
  for (std::size_t i = 0; i < kWhole; ++i) digest[i] = load16(state + 16 * i);
  if constexpr (kRest != 0) {  // SHA-1's last word: loaded alone, because it was stored alone
    static_assert(kRest == 4);
    std::uint32_t word;
    std::memcpy(&word, state + 16 * kWhole, 4);
    digest[kWhole] = Words16{word};
  }
  for (auto& words : digest) words = F::template reorder<Swap>(words);
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
  Block(ByteView tail, std::size_t before) {
    std::ranges::copy(tail, bytes_.begin() + F::kDigestSize);
    bytes_[F::kDigestSize + tail.size()] = 0x80;
    put_length((before + F::kDigestSize + tail.size()) * 8);
    std::memcpy(beside_.data(), bytes_.data(), sizeof(beside_));
  }
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;
  ~Block() {
    wipe(bytes_);
    wipe({reinterpret_cast<std::uint8_t*>(beside_.data()), sizeof(beside_)});
  }

  [[gnu::always_inline]] void put(const DigestBytes<F>& digest) {
    for (std::size_t i = 0; i < digest.size(); ++i) {
      auto words = digest[i];
      if (16 * i + 16 > F::kDigestSize) words = (words & load16(kMask.data() + 16 * i)) | beside_[i];
      std::memcpy(bytes_.data() + 16 * i, &words, 16);
    }
  }

  [[nodiscard]] const std::uint8_t* data() const { return bytes_.data(); }

  static bool fits(ByteView tail) { return tail.size() < F::kBlockBytes - F::kDigestSize - F::kLengthBytes; }

 private:
  void put_length(std::uint64_t bits) {
    for (std::size_t i = 0; i < 8; ++i) {
      const auto byte = static_cast<std::uint8_t>(bits >> (8 * i));
      if constexpr (F::kOrder == std::endian::big) bytes_[F::kBlockBytes - 1 - i] = byte;
      else bytes_[F::kBlockBytes - 8 + i] = byte;
    }
  }

  /// Ones where the digest stands.
  static constexpr auto kMask = [] {
    std::array<std::uint8_t, sizeof(DigestBytes<F>)> mask{};
    std::fill_n(mask.begin(), F::kDigestSize, std::uint8_t{0xff});
    return mask;
  }();

  alignas(64) std::array<std::uint8_t, F::kBlockBytes> bytes_{};
  DigestBytes<F> beside_;  // what of the block stands in the same 16 bytes as the digest
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

}  // namespace ks::crypto
