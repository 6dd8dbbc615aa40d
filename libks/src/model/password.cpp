#include "model/password.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "ks/base/text.h"

namespace ks::pbe {
namespace {

/// Takes one character off `utf8`, which is well-formed.
char32_t next_character(ByteView& utf8) {
  const auto first = utf8[0];
  const std::size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  char32_t character = size == 1 ? first : first & (0xffU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) character = character << 6 | (utf8[i] & 0x3fU);
  utf8 = utf8.subspan(size);
  return character;
}

/// Writes into a Secret that was made large enough, so that no copy is left behind by growing.
class SecretWriter {
 public:
  explicit SecretWriter(std::size_t capacity) : bytes_(capacity) {}

  void put(unsigned octet) { bytes_.reveal_mutable()[size_++] = static_cast<std::uint8_t>(octet); }
  void put_unit(unsigned unit) {
    put(unit >> 8);
    put(unit & 0xff);
  }
  Secret take() {
    bytes_.shrink(size_);
    return std::move(bytes_);
  }

 private:
  Secret bytes_;
  std::size_t size_ = 0;
};

enum class Terminator { none, two_zeros };

void finish(SecretWriter& out, Terminator terminator) {
  if (terminator == Terminator::two_zeros) out.put_unit(0);
}

std::optional<Secret> utf16be(const Secret& password, Terminator terminator) {
  auto left = password.reveal();
  if (!text::is_utf8(left)) return std::nullopt;
  SecretWriter out(left.size() * 2 + 2);
  while (!left.empty()) {
    const auto character = next_character(left);
    if (character >= 0x10000) {
      out.put_unit(static_cast<unsigned>(0xd800 + ((character - 0x10000) >> 10)));
      out.put_unit(static_cast<unsigned>(0xdc00 + ((character - 0x10000) & 0x3ff)));
    } else {
      out.put_unit(static_cast<unsigned>(character));
    }
  }
  finish(out, terminator);
  return out.take();
}

Secret widened(const Secret& password, Terminator terminator) {
  SecretWriter out(password.size() * 2 + 2);
  for (const auto octet : password.reveal()) out.put_unit(octet);
  finish(out, terminator);
  return out.take();
}

std::optional<Secret> latin1(const Secret& password) {
  auto left = password.reveal();
  if (!text::is_utf8(left)) return std::nullopt;
  SecretWriter out(left.size());
  while (!left.empty()) {
    const auto character = next_character(left);
    if (character > 0xff) return std::nullopt;
    out.put(static_cast<unsigned>(character));
  }
  return out.take();
}

std::optional<Secret> in_form(PasswordForm form, const Secret& password) {
  switch (form) {
    case PasswordForm::as_given: return password.clone();
    case PasswordForm::latin1: return latin1(password);
    case PasswordForm::bmp: return utf16be(password, Terminator::none);
    case PasswordForm::bmp_terminated: return utf16be(password, Terminator::two_zeros);
    case PasswordForm::bytes_widened: return widened(password, Terminator::two_zeros);
    case PasswordForm::none: return password.empty() ? std::optional<Secret>(Secret()) : std::nullopt;
  }
  return std::nullopt;
}

std::span<const PasswordForm> forms_of(PasswordUse use) noexcept {
  using enum PasswordForm;
  static constexpr std::array kPkcs12 = {bmp_terminated, none, bytes_widened};
  // Without the terminator it would be the same: HMAC fills its key up with zeros.
  static constexpr std::array kPkcs5 = {as_given, latin1, bmp_terminated};
  static constexpr std::array kJceks = {as_given, latin1};
  static constexpr std::array kJks = {bmp, bytes_widened};
  switch (use) {
    case PasswordUse::pkcs12: return kPkcs12;
    case PasswordUse::pkcs5: return kPkcs5;
    case PasswordUse::jks: return kJks;
    case PasswordUse::jceks: return kJceks;
  }
  return kPkcs5;
}

}  // namespace

std::string_view describe(PasswordForm form) noexcept {
  switch (form) {
    case PasswordForm::as_given: return "the password as UTF-8";
    case PasswordForm::latin1: return "the password as ISO 8859-1";
    case PasswordForm::bmp: return "the password as UTF-16";
    case PasswordForm::bmp_terminated: return "the password as UTF-16 with a terminator";
    case PasswordForm::bytes_widened: return "each byte of the password as one character";
    case PasswordForm::none: return "no password";
  }
  return "the password";
}

std::vector<PasswordBytes> password_forms(PasswordUse use, const Secret& password) {
  std::vector<PasswordBytes> forms;
  for (const auto form : forms_of(use)) {
    auto bytes = in_form(form, password);
    if (bytes && use == PasswordUse::jks && form == PasswordForm::bytes_widened) bytes->shrink(bytes->size() - 2);
    const auto same = [&](const PasswordBytes& other) {
      return equal_in_constant_time(other.bytes.reveal(), bytes->reveal());
    };
    if (bytes && std::ranges::none_of(forms, same)) forms.push_back({.form = form, .bytes = *std::move(bytes)});
  }
  return forms;
}

void try_first(std::vector<PasswordBytes>& forms, PasswordForm form) {
  const auto found = std::ranges::find(forms, form, &PasswordBytes::form);
  if (found != forms.end()) std::rotate(forms.begin(), found, found + 1);
}

}  // namespace ks::pbe
