#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace ks::crypto {

// 16 bytes at once. A compression function loads its block 16 bytes at a time, and a load from bytes that narrower
// stores have just written waits until those have reached the cache: a tenth of a compression. These are the vector
// extensions that GCC and Clang have on every processor.
using Bytes16 [[gnu::vector_size(16)]] = std::uint8_t;
using Halves16 [[gnu::vector_size(16)]] = std::uint16_t;
using Words16 [[gnu::vector_size(16)]] = std::uint32_t;
using Longs16 [[gnu::vector_size(16)]] = std::uint64_t;

[[gnu::always_inline]] inline Words16 load16(const std::uint8_t* bytes) {
  Words16 words;
  std::memcpy(&words, bytes, sizeof(words));
  return words;
}

// Two ways to swap the bytes of words and of longs. Every round waits for it, twice in PBKDF2. The first is quick
// everywhere; the second is a single instruction where the processor has one for it (SSSE3 on x86), and slow elsewhere.
struct ByShifts {
  [[gnu::always_inline]] static Words16 words(Words16 words) {
    auto halves = std::bit_cast<Halves16>(words);
    halves = (halves << 8) | (halves >> 8);
    words = std::bit_cast<Words16>(halves);
    return (words << 16) | (words >> 16);
  }
  [[gnu::always_inline]] static Words16 longs(Words16 longs) {
    const auto swapped = std::bit_cast<Longs16>(words(longs));
    return std::bit_cast<Words16>((swapped << 32) | (swapped >> 32));
  }
};

struct ByShuffle {
  [[gnu::always_inline]] static Words16 words(Words16 words) {
    const auto in = std::bit_cast<Bytes16>(words);
    return std::bit_cast<Words16>(
        __builtin_shufflevector(in, in, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
  }
  [[gnu::always_inline]] static Words16 longs(Words16 longs) {
    const auto in = std::bit_cast<Bytes16>(longs);
    return std::bit_cast<Words16>(
        __builtin_shufflevector(in, in, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8));
  }
};

}  // namespace ks::crypto
