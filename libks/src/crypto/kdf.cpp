#include "crypto/kdf.h"

#include <algorithm>
#include <array>
#include <functional>
#include <span>

#include "crypto/hash.h"
#include "crypto/hash_chain.h"
#include "crypto/hmac.h"

namespace ks::crypto {
namespace {

using Span = std::span<std::uint8_t>;

/// Copies as much of `from` as fits into the start of `to`; what is left of `to`.
Span fill(Span to, ByteView from) {
  const auto size = std::min(to.size(), from.size());
  std::ranges::copy(from.first(size), to.begin());
  return to.subspan(size);
}

/// Fills `to` with `pattern` again and again, the last one cut off (RFC 7292, B.2, steps 2 to 6B).
void fill_repeating(Span to, ByteView pattern) {
  if (pattern.empty()) return;
  while (!to.empty()) to = fill(to, pattern);
}

/// The first round differs; a count of zero, which our callers refuse, would be one.
std::uint64_t after_first(std::uint64_t iterations) { return iterations == 0 ? 0 : iterations - 1; }

std::size_t round_up(std::size_t size, std::size_t block) { return (size + block - 1) / block * block; }

/// `number` = (`number` + `addend` + 1) mod 2^(8·size), both big-endian and of the same size.
void add_and_one(Span number, ByteView addend) {
  unsigned carry = 1;
  for (std::size_t i = number.size(); i-- > 0;) {
    carry += static_cast<unsigned>(number[i]) + addend[i];
    number[i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
}

/// The digest of all `parts`, to `out`.
void digest_to(Span out, Digest digest, std::initializer_list<ByteView> parts) {
  Hash hash(digest);
  for (const auto part : parts) hash.update(part);
  hash.finish(out);
}

std::array<std::uint8_t, 4> big_endian(std::uint32_t number) {
  return {static_cast<std::uint8_t>(number >> 24), static_cast<std::uint8_t>(number >> 16),
          static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)};
}

}  // namespace

Secret pbkdf2(Digest prf, ByteView password, ByteView salt, std::uint64_t iterations, std::size_t length) {
  Secret out(length);
  Secret block(prf.size());
  Hmac hmac(prf, password);
  std::uint32_t index = 0;
  for (auto left = out.reveal_mutable(); !left.empty(); left = fill(left, block.reveal())) {
    const auto number = big_endian(++index);
    hmac.of({salt, number}, block.reveal_mutable());
    hmac_chain(prf, password, block.reveal_mutable(), after_first(iterations));
  }
  return out;
}

Secret pkcs12_kdf(Digest digest, Pkcs12Purpose purpose, ByteView password, ByteView salt, std::uint64_t iterations,
                  std::size_t length) {
  const auto v = digest.block_size();
  const Bytes diversifier(v, static_cast<std::uint8_t>(purpose));
  const auto salt_size = round_up(salt.size(), v);
  Secret input(salt_size + round_up(password.size(), v));
  const auto i = input.reveal_mutable();
  fill_repeating(i.first(salt_size), salt);
  fill_repeating(i.subspan(salt_size), password);

  Secret out(length);
  Secret a(digest.size());
  Secret b(v);
  auto left = out.reveal_mutable();
  while (!left.empty()) {
    digest_to(a.reveal_mutable(), digest, {diversifier, i});
    hash_chain(digest, a.reveal_mutable(), {}, after_first(iterations));
    left = fill(left, a.reveal());
    if (left.empty()) break;
    fill_repeating(b.reveal_mutable(), a.reveal());
    for (std::size_t at = 0; at < i.size(); at += v) add_and_one(i.subspan(at, v), b.reveal());
  }
  return out;
}

Secret pbkdf1(Digest digest, ByteView password, ByteView salt, std::uint64_t iterations, std::size_t length) {
  Secret t(digest.size());
  digest_to(t.reveal_mutable(), digest, {password, salt});
  hash_chain(digest, t.reveal_mutable(), {}, after_first(iterations));
  t.shrink(length);
  return t;
}

Secret dek_info_key(ByteView password, ByteView salt, std::size_t length) {
  Secret out(length);
  Secret d(Digest::md5().size());
  ByteView previous;
  for (auto left = out.reveal_mutable(); !left.empty(); left = fill(left, previous)) {
    digest_to(d.reveal_mutable(), Digest::md5(), {previous, password, salt});
    previous = d.reveal();
  }
  return out;
}

Secret jceks_kdf(ByteView password, ByteView salt, std::uint64_t iterations, bool old_inversion) {
  Bytes halves = to_bytes(salt);
  const auto first = Span(halves).first(halves.size() / 2);
  const auto second = Span(halves).subspan(first.size());
  if (equal(first, second)) {
    std::ranges::reverse(first);
    // JDK 8 and earlier put one byte into the wrong place as they swapped: abcd became dabd, not dcba.
    if (old_inversion && first.size() == 4) {
      std::ranges::copy(std::array{second[3], second[0], second[1], second[3]}, first.begin());
    }
  }
  const auto md5 = Digest::md5();
  Secret out(2 * md5.size());
  auto left = out.reveal_mutable();
  for (const auto half : {first, second}) {
    const auto value = left.first(md5.size());
    digest_to(value, md5, {half, password});
    hash_chain(md5, value, password, after_first(iterations));
    left = left.subspan(md5.size());
  }
  return out;
}

Secret jks_key_stream(ByteView password, ByteView salt, ByteView text) {
  const auto sha1 = Digest::sha1();
  Hash start(sha1);
  start.update(password);
  Secret out(text);
  Secret stream(sha1.size());
  ByteView previous = salt;
  for (auto left = out.reveal_mutable(); !left.empty();) {
    Hash hash = start;
    hash.update(previous);
    hash.finish(stream.reveal_mutable());
    previous = stream.reveal();
    const auto size = std::min(left.size(), previous.size());
    std::ranges::transform(left.first(size), previous.first(size), left.begin(), std::bit_xor<>());
    left = left.subspan(size);
  }
  return out;
}

}  // namespace ks::crypto
