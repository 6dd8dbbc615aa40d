#include "crypto/cipher.h"

#include <openssl/opensslconf.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "crypto/block_mode.h"
#include "crypto/evp_cipher.h"
#include "crypto/legacy_cipher.h"

namespace ks::crypto {

using legacy::Algorithm;

namespace {

constexpr std::string_view kModes = "cbc ecb cfb ofb", kModesAndCtr = "cbc ecb cfb ofb ctr", kCbc = "cbc";

struct Family {
  std::string_view name;
  std::size_t key_size, block_size;
  std::string_view modes;                       ///< Empty for a stream cipher, which has none.
  std::optional<Algorithm> old = std::nullopt;  ///< By our legacy_cipher.cpp; by EVP otherwise.
};

constexpr Family kFamilies[] = {
    {"aes-128", 16, 16, kModesAndCtr},
    {"aes-192", 24, 16, kModesAndCtr},
    {"aes-256", 32, 16, kModesAndCtr},
#ifndef OPENSSL_NO_ARIA
    {"aria-128", 16, 16, kModesAndCtr},
    {"aria-192", 24, 16, kModesAndCtr},
    {"aria-256", 32, 16, kModesAndCtr},
#endif
#ifndef OPENSSL_NO_CAMELLIA
    {"camellia-128", 16, 16, kModesAndCtr},
    {"camellia-192", 24, 16, kModesAndCtr},
    {"camellia-256", 32, 16, kModesAndCtr},
#endif
#ifndef OPENSSL_NO_SM4
    {"sm4", 16, 16, kModesAndCtr},
#endif
    {"des", 8, 8, kModes, Algorithm::des},
    {"des-ede", 16, 8, kModes, Algorithm::des_ede},
    {"des-ede3", 24, 8, kModes, Algorithm::des_ede3},
    {"bf", 16, 8, kModes, Algorithm::blowfish},
    {"cast5", 16, 8, kModes, Algorithm::cast5},
    {"seed", 16, 16, kModes, Algorithm::seed},
    {"idea", 16, 8, kModes, Algorithm::idea},
    {"rc2", 16, 8, kModes, Algorithm::rc2},
    {"rc2-64", 8, 8, kCbc, Algorithm::rc2},
    {"rc2-40", 5, 8, kCbc, Algorithm::rc2},
    {"rc4", 16, 1, {}, Algorithm::rc4},
    {"rc4-40", 5, 1, {}, Algorithm::rc4},
};

constexpr Mode mode_named(std::string_view name) {
  if (name == "ecb") return Mode::ecb;
  if (name == "cbc") return Mode::cbc;
  if (name == "cfb") return Mode::cfb;
  return name == "ofb" ? Mode::ofb : Mode::ctr;
}

}  // namespace

/// A family in one of its modes.
struct Cipher::Row {
  const Family* family = nullptr;
  Mode mode = Mode::ctr;
  std::array<char, 24> name{};  ///< Ends in a zero, as libcrypto likes it.
  std::size_t name_size = 0;

  [[nodiscard]] constexpr std::string_view text() const { return {name.data(), name_size}; }
  [[nodiscard]] constexpr bool is_stream() const { return mode != Mode::ecb && mode != Mode::cbc; }
};

namespace {

using Row = Cipher::Row;

constexpr std::size_t mode_count(const Family& family) {
  return family.modes.empty() ? 1 : (family.modes.size() + 1) / 4;
}

constexpr std::size_t row_count() {
  std::size_t count = 0;
  for (const auto& family : kFamilies) count += mode_count(family);
  return count;
}

constexpr Row make_row(const Family& family, std::size_t index) {
  Row row{.family = &family};
  const auto add = [&row](std::string_view text) {
    for (const char c : text) row.name[row.name_size++] = c;
  };
  add(family.name);
  if (family.modes.empty()) return row;
  const auto mode = family.modes.substr(4 * index, 3);
  add("-");
  add(mode);
  row.mode = mode_named(mode);
  return row;
}

constexpr auto make_rows() {
  std::array<Row, row_count()> rows;
  std::size_t count = 0;
  for (const auto& family : kFamilies) {
    for (std::size_t i = 0; i < mode_count(family); ++i) rows[count++] = make_row(family, i);
  }
  return rows;
}

constexpr auto kRows = make_rows();

constexpr const Row* find(std::string_view name) noexcept {
  if (name == "des-ede") name = "des-ede-ecb";
  if (name == "des-ede3") name = "des-ede3-ecb";
  const auto* row = std::ranges::find(kRows, name, &Row::text);
  return row == kRows.end() ? nullptr : row;
}

bool is_there(const Family& family) noexcept { return !family.old || legacy::is_there(*family.old); }

struct KeySizes {
  std::size_t least, most;
};

/// What with_key_size() may choose.
KeySizes key_sizes(const Family& family) noexcept {
  if (family.old == Algorithm::rc2 || family.old == Algorithm::rc4) return {1, 128};
  if (family.old == Algorithm::blowfish) return {1, 56};
  if (family.old == Algorithm::cast5) return {5, 16};  // RFC 2144, 2.5
  return {family.key_size, family.key_size};
}

constexpr unsigned kMostRc2Bits = 1024;  // RFC 2268, 2

/// What a key of RC2 is worth if nobody says otherwise: all of its bits. Nothing to other ciphers.
unsigned strength_of_rc2(std::size_t key_size) { return static_cast<unsigned>(key_size * 8); }

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
  if (row == nullptr || !is_there(*row->family)) {
    return failure(Errc::unsupported_algorithm, "no cipher " + std::string(name) + " here");
  }
  return Cipher(row, row->family->key_size, strength_of_rc2(row->family->key_size));
}

Cipher Cipher::rc2_cbc(std::size_t key_size, unsigned effective_bits) {
  static constexpr const auto* kRow = find("rc2-cbc");
  return {kRow, key_size, effective_bits};
}

std::string_view Cipher::name() const noexcept { return row_->text(); }
std::size_t Cipher::key_size() const noexcept { return key_size_; }
std::size_t Cipher::block_size() const noexcept { return row_->is_stream() ? 1 : row_->family->block_size; }

std::size_t Cipher::iv_size() const noexcept {
  return row_->mode == Mode::ecb || row_->family->modes.empty() ? 0 : row_->family->block_size;
}

bool Cipher::weak() const noexcept {
  constexpr std::size_t kEnough = 112;
  const auto old = row_->family->old;
  if (old == Algorithm::rc4 || old == Algorithm::des) return true;
  if (old == Algorithm::rc2 && effective_bits_ < kEnough) return true;
  return key_size_ * 8 < kEnough;
}

Result<Cipher> Cipher::with_key_size(std::size_t bytes) const {
  const auto [least, most] = key_sizes(*row_->family);
  if (bytes < least || bytes > most) {
    return failure(Errc::unsupported_algorithm,
                   std::string(name()) + " with a key of " + std::to_string(bytes) + " bytes");
  }
  return Cipher(row_, bytes, strength_of_rc2(bytes));
}

Result<void> Cipher::run(Direction direction, ByteView key, ByteView iv, ByteView in,
                         std::span<std::uint8_t> out) const {
  KS_TRY(check(key, iv));
  const auto& family = *row_->family;
  if (!family.old) return run_evp_cipher(name(), direction, key, iv, in, out);
  if (family.old == Algorithm::rc4) {
    legacy::rc4(key, in, out);
    return {};
  }
  const auto cipher = legacy::block_cipher(*family.old, key, effective_bits_);
  run_block_mode(*cipher, row_->mode, direction, family.block_size, iv, in, out);
  return {};
}

Result<void> Cipher::check(ByteView key, ByteView iv) const {
  const auto& family = *row_->family;
  if (!is_there(family)) return failure(Errc::unsupported_algorithm, "this libcrypto has no " + std::string(name()));
  if (key.size() != key_size_ || iv.size() != iv_size()) {
    return failure(Errc::damaged, std::string(name()) + " needs a key of " + std::to_string(key_size_) +
                                      " and an IV of " + std::to_string(iv_size()) + " bytes, here they have " +
                                      std::to_string(key.size()) + " and " + std::to_string(iv.size()));
  }
  // Only rc2_cbc() makes one that is outside of these.
  const auto [least, most] = key_sizes(family);
  const bool strength = effective_bits_ >= 1 && effective_bits_ <= kMostRc2Bits;
  if (family.old == Algorithm::rc2 && (key.size() < least || key.size() > most || !strength)) {
    return failure(Errc::unsupported_algorithm, "RC2 of " + std::to_string(effective_bits_) + " bits with a key of " +
                                                    std::to_string(key.size()) + " bytes");
  }
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
