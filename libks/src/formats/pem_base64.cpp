#include "formats/pem_base64.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace ks::pem {
namespace {

constexpr int kSkip = -1, kPadding = -2, kWrong = -3;
constexpr std::size_t kFewestCharacters = 24;  // less is a word, not a certificate

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<int, 256> make_table() {
  std::array<int, 256> table{};
  table.fill(kWrong);
  int value = 0;
  for (const char c : kAlphabet) table[static_cast<unsigned char>(c)] = value++;
  for (const char c : {' ', '\t', '\n', '\r', '\v', '\f'}) table[static_cast<unsigned char>(c)] = kSkip;
  table['='] = kPadding;
  return table;
}

constexpr auto kTable = make_table();

int sextet(char c) noexcept { return kTable[static_cast<unsigned char>(c)]; }

/// Reads base64 from a text and writes what it means.
class Decoder {
 public:
  Decoder(std::string_view text, std::span<std::uint8_t> out) noexcept : text_(text), out_(out) {}

  /// The number of bytes written. Errors: damaged.
  Result<std::size_t> run() {
    while (at_ < text_.size()) {
      if (count_ == 0) whole_groups();
      if (at_ < text_.size() && !one()) return wrong();
    }
    if (count_ == 1) return failure(Errc::damaged, "cut short");
    flush();
    return written_;
  }

 private:
  /// Four characters to three bytes for as long as nothing else comes: nearly always a whole line.
  void whole_groups() noexcept {
    while (text_.size() - at_ >= 4) {
      const int a = sextet(text_[at_]), b = sextet(text_[at_ + 1]), c = sextet(text_[at_ + 2]),
                d = sextet(text_[at_ + 3]);
      if ((a | b | c | d) < 0 || padded_) return;
      put((static_cast<std::uint32_t>(a) << 18) | (static_cast<std::uint32_t>(b) << 12) |
              (static_cast<std::uint32_t>(c) << 6) | static_cast<std::uint32_t>(d),
          3);
      at_ += 4;
    }
  }

  /// One character of any kind. False if it cannot be.
  bool one() noexcept {
    const auto value = sextet(text_[at_]);
    if (value == kSkip) return ++at_, true;
    if (value == kPadding) return padding();
    if (value < 0 || padded_) return false;
    ++at_;
    bits_ = bits_ << 6 | static_cast<std::uint32_t>(value);
    if (++count_ == 4) flush();
    return true;
  }

  bool padding() noexcept {
    if (!padded_ && count_ < 2) return false;
    padded_ = true;
    ++at_;
    return true;
  }

  /// Writes what a group, perhaps of two or three characters, stands for.
  void flush() noexcept {
    if (count_ >= 2) put(bits_ << (6 * (4 - count_)), count_ - 1);
    bits_ = 0;
    count_ = 0;
  }

  void put(std::uint32_t group, std::size_t bytes) noexcept {
    for (std::size_t i = 0; i < bytes; ++i) out_[written_++] = static_cast<std::uint8_t>(group >> (16 - 8 * i));
  }

  [[nodiscard]] tl::unexpected<Error> wrong() const {
    return failure(Errc::damaged, "not base64 at offset " + std::to_string(at_));
  }

  std::string_view text_;
  std::span<std::uint8_t> out_;
  std::size_t at_ = 0;
  std::size_t written_ = 0;
  std::uint32_t bits_ = 0;
  std::size_t count_ = 0;  // characters in bits_
  bool padded_ = false;
};

}  // namespace

Result<Secret> decode_base64(std::string_view text) {
  Secret bytes(text.size() / 4 * 3 + 3);
  KS_TRY(const auto size, Decoder(text, bytes.reveal_mutable()).run());
  bytes.shrink(size);
  return bytes;
}

bool is_base64(std::string_view text) noexcept {
  std::size_t characters = 0;
  bool padded = false;
  for (const char c : text) {
    const auto value = sextet(c);
    if (value == kSkip) continue;
    if (value == kPadding) padded = true;
    else if (value < 0 || padded) return false;
    else ++characters;
  }
  return characters >= kFewestCharacters;
}

}  // namespace ks::pem
