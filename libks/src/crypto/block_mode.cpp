#include "crypto/block_mode.h"

#include <algorithm>
#include <array>
#include <functional>

#include "ks/base/secret.h"

namespace ks::crypto {
namespace {

using Span = std::span<std::uint8_t>;

void exclusive_or(ByteView a, ByteView b, Span out) { std::ranges::transform(a, b, out.begin(), std::bit_xor<>()); }

/// What the modes have in common: a cipher, and a block that links each block to the one before.
struct Run {
  legacy::BlockCipher& cipher;
  ByteView link;  ///< The IV, then the last block of ciphertext.
  Span work;      ///< One block.

  void ecb_encrypt(ByteView in, Span out) { cipher.encrypt(in.data(), out.data()); }
  void ecb_decrypt(ByteView in, Span out) { cipher.decrypt(in.data(), out.data()); }

  void cbc_encrypt(ByteView in, Span out) {
    exclusive_or(in, link, work);
    cipher.encrypt(work.data(), out.data());
    link = out;
  }
  void cbc_decrypt(ByteView in, Span out) {
    cipher.decrypt(in.data(), work.data());
    exclusive_or(work, link, out);
    link = in;
  }

  void cfb_encrypt(ByteView in, Span out) {
    cipher.encrypt(link.data(), work.data());
    exclusive_or(in, work, out);
    link = out;
  }
  void cfb_decrypt(ByteView in, Span out) {
    cipher.encrypt(link.data(), work.data());
    exclusive_or(in, work, out);
    link = in;
  }

  void ofb(ByteView in, Span out) {
    cipher.encrypt(link.data(), work.data());
    exclusive_or(in, work, out);
    link = work;
  }
};

using Step = void (Run::*)(ByteView, Span);

Step step_of(Mode mode, Direction direction) {
  const bool encrypt = direction == Direction::encrypt;
  switch (mode) {
    case Mode::ecb: return encrypt ? &Run::ecb_encrypt : &Run::ecb_decrypt;
    case Mode::cbc: return encrypt ? &Run::cbc_encrypt : &Run::cbc_decrypt;
    case Mode::cfb: return encrypt ? &Run::cfb_encrypt : &Run::cfb_decrypt;
    default: return &Run::ofb;
  }
}

}  // namespace

void run_block_mode(legacy::BlockCipher& cipher, Mode mode, Direction direction, std::size_t block_size, ByteView iv,
                    ByteView in, Span out) {
  std::array<std::uint8_t, kMaxCipherBlock> work{};
  Run run{.cipher = cipher, .link = iv, .work = Span(work).first(block_size)};
  const auto step = step_of(mode, direction);
  for (std::size_t at = 0; at < in.size(); at += block_size) {
    const auto size = std::min(block_size, in.size() - at);  // less than a block at the end of a stream only
    (run.*step)(in.subspan(at, size), out.subspan(at, size));
  }
  wipe(work);
}

}  // namespace ks::crypto
