#include "crypto/cipher.h"

#include <openssl/opensslconf.h>

#include <algorithm>
#include <optional>
#include <string>

#include "crypto/block_mode.h"
#include "crypto/evp_cipher.h"
#include "crypto/legacy_cipher.h"

namespace ks::crypto {

using legacy::Algorithm;

struct Cipher::Row {
  std::string_view name;
  std::size_t key_size, iv_size, block_size;
  std::optional<Algorithm> old = std::nullopt;  ///< By our legacy_cipher.cpp; by EVP otherwise.
  Mode mode = Mode::ecb;                        ///< Of an old one.
  unsigned effective_bits = 0;                  ///< RC2's.
};

namespace {

using Row = Cipher::Row;

// The five kinds of rows. Stream modes have blocks of one byte; ECB has no IV.
constexpr Row block16(std::string_view name, std::size_t key_size) { return {name, key_size, 16, 16}; }
constexpr Row stream16(std::string_view name, std::size_t key_size) { return {name, key_size, 16, 1}; }
constexpr Row ecb16(std::string_view name, std::size_t key_size) { return {name, key_size, 0, 16}; }

constexpr Row old(std::string_view name, Algorithm algorithm, Mode mode, std::size_t key_size, std::size_t block = 8) {
  const bool stream = mode == Mode::cfb || mode == Mode::ofb;
  return {name, key_size, mode == Mode::ecb ? 0 : block, stream ? 1 : block, algorithm, mode};
}

constexpr Row rc2(std::string_view name, Mode mode, unsigned bits) {
  auto row = old(name, Algorithm::rc2, mode, bits / 8);
  row.effective_bits = bits;
  return row;
}

constexpr Row rc4(std::string_view name, std::size_t key_size) { return {name, key_size, 0, 1, Algorithm::rc4}; }

constexpr Row kRows[] = {
    block16("aes-128-cbc", 16), ecb16("aes-128-ecb", 16), stream16("aes-128-cfb", 16), stream16("aes-128-cfb1", 16),
    stream16("aes-128-cfb8", 16), stream16("aes-128-ofb", 16), stream16("aes-128-ctr", 16),
    block16("aes-192-cbc", 24), ecb16("aes-192-ecb", 24), stream16("aes-192-cfb", 24), stream16("aes-192-cfb1", 24),
    stream16("aes-192-cfb8", 24), stream16("aes-192-ofb", 24), stream16("aes-192-ctr", 24),
    block16("aes-256-cbc", 32), ecb16("aes-256-ecb", 32), stream16("aes-256-cfb", 32), stream16("aes-256-cfb1", 32),
    stream16("aes-256-cfb8", 32), stream16("aes-256-ofb", 32), stream16("aes-256-ctr", 32),
#ifndef OPENSSL_NO_ARIA
    block16("aria-128-cbc", 16), ecb16("aria-128-ecb", 16), stream16("aria-128-cfb", 16), stream16("aria-128-cfb1", 16),
    stream16("aria-128-cfb8", 16), stream16("aria-128-ofb", 16), stream16("aria-128-ctr", 16),
    block16("aria-192-cbc", 24), ecb16("aria-192-ecb", 24), stream16("aria-192-cfb", 24), stream16("aria-192-cfb1", 24),
    stream16("aria-192-cfb8", 24), stream16("aria-192-ofb", 24), stream16("aria-192-ctr", 24),
    block16("aria-256-cbc", 32), ecb16("aria-256-ecb", 32), stream16("aria-256-cfb", 32), stream16("aria-256-cfb1", 32),
    stream16("aria-256-cfb8", 32), stream16("aria-256-ofb", 32), stream16("aria-256-ctr", 32),
#endif
#ifndef OPENSSL_NO_CAMELLIA
    block16("camellia-128-cbc", 16), ecb16("camellia-128-ecb", 16), stream16("camellia-128-cfb", 16),
    stream16("camellia-128-cfb1", 16), stream16("camellia-128-cfb8", 16), stream16("camellia-128-ofb", 16),
    stream16("camellia-128-ctr", 16),
    block16("camellia-192-cbc", 24), ecb16("camellia-192-ecb", 24), stream16("camellia-192-cfb", 24),
    stream16("camellia-192-cfb1", 24), stream16("camellia-192-cfb8", 24), stream16("camellia-192-ofb", 24),
    stream16("camellia-192-ctr", 24),
    block16("camellia-256-cbc", 32), ecb16("camellia-256-ecb", 32), stream16("camellia-256-cfb", 32),
    stream16("camellia-256-cfb1", 32), stream16("camellia-256-cfb8", 32), stream16("camellia-256-ofb", 32),
    stream16("camellia-256-ctr", 32),
#endif
#ifndef OPENSSL_NO_SM4
    block16("sm4-cbc", 16), ecb16("sm4-ecb", 16), stream16("sm4-cfb", 16), stream16("sm4-ofb", 16),
    stream16("sm4-ctr", 16),
#endif
    old("des-cbc", Algorithm::des, Mode::cbc, 8), old("des-ecb", Algorithm::des, Mode::ecb, 8),
    old("des-cfb", Algorithm::des, Mode::cfb, 8), old("des-ofb", Algorithm::des, Mode::ofb, 8),
    old("des-ede-cbc", Algorithm::des_ede, Mode::cbc, 16), old("des-ede", Algorithm::des_ede, Mode::ecb, 16),
    old("des-ede-ecb", Algorithm::des_ede, Mode::ecb, 16), old("des-ede-cfb", Algorithm::des_ede, Mode::cfb, 16),
    old("des-ede-ofb", Algorithm::des_ede, Mode::ofb, 16),
    old("des-ede3-cbc", Algorithm::des_ede3, Mode::cbc, 24), old("des-ede3", Algorithm::des_ede3, Mode::ecb, 24),
    old("des-ede3-ecb", Algorithm::des_ede3, Mode::ecb, 24), old("des-ede3-cfb", Algorithm::des_ede3, Mode::cfb, 24),
    old("des-ede3-ofb", Algorithm::des_ede3, Mode::ofb, 24),
    old("bf-cbc", Algorithm::blowfish, Mode::cbc, 16), old("bf-ecb", Algorithm::blowfish, Mode::ecb, 16),
    old("bf-cfb", Algorithm::blowfish, Mode::cfb, 16), old("bf-ofb", Algorithm::blowfish, Mode::ofb, 16),
    old("cast5-cbc", Algorithm::cast5, Mode::cbc, 16), old("cast5-ecb", Algorithm::cast5, Mode::ecb, 16),
    old("cast5-cfb", Algorithm::cast5, Mode::cfb, 16), old("cast5-ofb", Algorithm::cast5, Mode::ofb, 16),
    old("seed-cbc", Algorithm::seed, Mode::cbc, 16, 16), old("seed-ecb", Algorithm::seed, Mode::ecb, 16, 16),
    old("seed-cfb", Algorithm::seed, Mode::cfb, 16, 16), old("seed-ofb", Algorithm::seed, Mode::ofb, 16, 16),
    old("idea-cbc", Algorithm::idea, Mode::cbc, 16), old("idea-ecb", Algorithm::idea, Mode::ecb, 16),
    old("idea-cfb", Algorithm::idea, Mode::cfb, 16), old("idea-ofb", Algorithm::idea, Mode::ofb, 16),
    rc2("rc2-cbc", Mode::cbc, 128), rc2("rc2-ecb", Mode::ecb, 128), rc2("rc2-cfb", Mode::cfb, 128),
    rc2("rc2-ofb", Mode::ofb, 128), rc2("rc2-64-cbc", Mode::cbc, 64), rc2("rc2-40-cbc", Mode::cbc, 40),
    rc4("rc4", 16), rc4("rc4-40", 5),
};

constexpr const Row* find(std::string_view name) noexcept {
  const auto* row = std::ranges::find(kRows, name, &Row::name);
  return row == std::end(kRows) ? nullptr : row;
}

bool is_there(const Row& row) noexcept { return !row.old || legacy::is_there(*row.old); }

struct KeySizes {
  std::size_t least, most;
};

/// What with_key_size() may choose.
KeySizes key_sizes(const Row& row) noexcept {
  if (row.old == Algorithm::rc2 || row.old == Algorithm::rc4) return {1, 128};
  if (row.old == Algorithm::blowfish) return {1, 56};
  if (row.old == Algorithm::cast5) return {5, 16};  // RFC 2144, 2.5
  return {row.key_size, row.key_size};
}

Secret padded(ByteView plaintext, std::size_t block_size) {
  const auto padding = block_size == 1 ? 0 : block_size - plaintext.size() % block_size;
  Secret text(plaintext.size() + padding);
  const auto bytes = text.reveal_mutable();
  std::ranges::copy(plaintext, bytes.begin());
  std::ranges::fill(bytes.subspan(plaintext.size()), static_cast<std::uint8_t>(padding));
  return text;
}

/// How many bytes of padding end `text`, which is not empty; 0 if what ends it is none. Looks at a whole block whatever
/// it finds, so that its time does not tell where a wrong password went wrong.
std::size_t padding_of(ByteView text, std::size_t block_size) {
  const std::size_t padding = text.back();
  bool right = padding >= 1 && padding <= block_size;
  for (std::size_t i = 1; i <= block_size; ++i) right &= i > padding || text[text.size() - i] == padding;
  return right ? padding : 0;
}

}  // namespace

Result<Cipher> Cipher::named(std::string_view name) {
  const auto* row = find(name);
  if (row == nullptr || !is_there(*row)) {
    return failure(Errc::unsupported_algorithm, "no cipher " + std::string(name) + " here");
  }
  return Cipher(row, row->key_size, row->effective_bits);
}

Cipher Cipher::rc2_cbc(std::size_t key_size, unsigned effective_bits) {
  static constexpr const auto* kRow = find("rc2-cbc");
  return {kRow, key_size, effective_bits};
}

std::string_view Cipher::name() const noexcept { return row_->name; }
std::size_t Cipher::key_size() const noexcept { return key_size_; }
std::size_t Cipher::iv_size() const noexcept { return row_->iv_size; }
std::size_t Cipher::block_size() const noexcept { return row_->block_size; }

bool Cipher::weak() const noexcept {
  constexpr std::size_t kEnough = 112;
  if (row_->old == Algorithm::rc4 || row_->old == Algorithm::des) return true;
  if (row_->old == Algorithm::rc2 && effective_bits_ < kEnough) return true;
  return key_size_ * 8 < kEnough;
}

Result<Cipher> Cipher::with_key_size(std::size_t bytes) const {
  const auto [least, most] = key_sizes(*row_);
  if (bytes < least || bytes > most) {
    return failure(Errc::unsupported_algorithm, std::string(name()) + " with a key of " + std::to_string(bytes) + " bytes");
  }
  return Cipher(row_, bytes, row_->old == Algorithm::rc2 ? static_cast<unsigned>(bytes * 8) : 0);
}

Result<void> Cipher::run(Direction direction, ByteView key, ByteView iv, ByteView in,
                         std::span<std::uint8_t> out) const {
  if (key.size() != key_size_ || iv.size() != iv_size()) {
    return failure(Errc::damaged, std::string(name()) + " needs a key of " + std::to_string(key_size_) +
                                      " and an IV of " + std::to_string(iv_size()) + " bytes, here they have " +
                                      std::to_string(key.size()) + " and " + std::to_string(iv.size()));
  }
  if (!row_->old) return run_evp_cipher(name(), direction, key, iv, in, out);
  if (!is_there(*row_)) return failure(Errc::unsupported_algorithm, "this libcrypto has no " + std::string(name()));
  if (row_->old == Algorithm::rc4) {
    legacy::rc4(key, in, out);
    return {};
  }
  if (row_->old == Algorithm::rc2 && (key.empty() || key.size() > 128 || effective_bits_ < 1 || effective_bits_ > 1024)) {
    return failure(Errc::unsupported_algorithm, "RC2 of " + std::to_string(effective_bits_) + " bits with a key of " +
                                                    std::to_string(key.size()) + " bytes");
  }
  const auto block = std::max(row_->block_size, row_->iv_size);  // one is 1 in stream modes, the other 0 in ECB
  const auto cipher = legacy::block_cipher(*row_->old, key, effective_bits_);
  run_block_mode(*cipher, row_->mode, direction, block, iv, in, out);
  return {};
}

Result<Secret> Cipher::decrypt(ByteView key, ByteView iv, ByteView ciphertext) const {
  if (block_size() > 1 && (ciphertext.empty() || ciphertext.size() % block_size() != 0)) {
    return failure(Errc::wrong_password, "wrong password or changed bytes: " + std::to_string(ciphertext.size()) +
                                             " bytes are not whole blocks of " + std::string(name()));
  }
  Secret text(ciphertext.size());
  KS_TRY(run(Direction::decrypt, key, iv, ciphertext, text.reveal_mutable()));
  if (block_size() == 1) return text;
  const auto padding = padding_of(text.reveal(), block_size());
  if (padding == 0) {
    return failure(Errc::wrong_password, "wrong password or changed bytes: what " + std::string(name()) +
                                             " decrypts does not end in padding");
  }
  text.shrink(text.size() - padding);
  return text;
}

Result<Bytes> Cipher::encrypt(ByteView key, ByteView iv, ByteView plaintext) const {
  const auto text = padded(plaintext, block_size());
  Bytes out(text.size());
  KS_TRY(run(Direction::encrypt, key, iv, text.reveal(), out));
  return out;
}

}  // namespace ks::crypto
