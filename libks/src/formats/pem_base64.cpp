#include "formats/pem_base64.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
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

/// What a character adds to a group at each of its four places; what is none sets bits that no group has.
using Places = std::array<std::array<std::uint32_t, 256>, 4>;
constexpr std::uint32_t kNoGroup = 0xff000000;

constexpr Places make_places() {
  Places places{};
  for (std::size_t place = 0; place < places.size(); ++place) {
    for (std::size_t c = 0; c < 256; ++c) {
      const int value = kTable[c];
      places[place][c] = value < 0 ? kNoGroup : static_cast<std::uint32_t>(value) << (18 - 6 * place);
    }
  }
  return places;
}

constexpr auto kPlaces = make_places();

/// Reads base64 from a text and writes what it means.
class Decoder {
 public:
  Decoder(std::string_view text, std::span<std::uint8_t> out) noexcept : text_(text), out_(out) {}

  /// The number of bytes written. Errors: damaged.
  Result<std::size_t> run() {
    while (at_ < text_.size()) {
      if (count_ == 0 && text_.size() >= 4) whole_groups();
      if (at_ < text_.size() && !one()) return wrong();
    }
    if (count_ == 1) return failure(Errc::damaged, "cut short");
    flush();
    return written_;
  }

 private:
  /// Eight characters to six bytes, then four to three, for as long as nothing else comes: nearly always a whole line.
  void whole_groups() noexcept {
    if (padded_) return;
    const auto* in = as_bytes(text_).data() + at_;
    const auto* const last = as_bytes(text_).data() + text_.size() - 4;
    auto* out = out_.data() + written_;
    const auto* const end = out_.data() + out_.size();
    for (; in + 4 <= last && end - out >= 8; in += 8, out += 6) {
      const auto first = group_at(in), second = group_at(in + 4);
      if ((first | second) >= kNoGroup) break;
      write_two(out, first, second);
    }
    for (; in <= last; in += 4, out += 3) {
      const auto group = group_at(in);
      if (group >= kNoGroup) break;
      out[0] = static_cast<std::uint8_t>(group >> 16);
      out[1] = static_cast<std::uint8_t>(group >> 8);
      out[2] = static_cast<std::uint8_t>(group);
    }
    at_ = static_cast<std::size_t>(in - as_bytes(text_).data());
    written_ = static_cast<std::size_t>(out - out_.data());
  }

  static std::uint32_t group_at(const std::uint8_t* in) noexcept {
    return kPlaces[0][in[0]] | kPlaces[1][in[1]] | kPlaces[2][in[2]] | kPlaces[3][in[3]];
  }

  /// Writes six bytes by storing eight; where base64 is decoded over itself, the two more have been read already.
  static void write_two(std::uint8_t* out, std::uint32_t first, std::uint32_t second) noexcept {
    auto both = static_cast<std::uint64_t>(first) << 40 | static_cast<std::uint64_t>(second) << 16;
    if constexpr (std::endian::native == std::endian::little) both = __builtin_bswap64(both);
    std::memcpy(out, &both, sizeof both);
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

Result<std::size_t> decode_base64(std::string_view text, std::span<std::uint8_t> out) {
  return Decoder(text, out).run();
}

Result<Secret> decode_base64(std::string_view text) {
  Secret bytes(most_bytes(text));
  KS_TRY(const auto size, decode_base64(text, bytes.reveal_mutable()));
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
