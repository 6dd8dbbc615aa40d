#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace ks {

/// What callers branch on. Each name is also the `code` of the JSON error object and has one exit code
/// (docs/reference/errors.md).
enum class Errc {
  not_a_store,            ///< The bytes are no certificate, key or store of any kind we know.
  unsupported_format,     ///< We know what it is and cannot read it.
  unsupported_algorithm,  ///< Named in the message, with its object identifier.
  wrong_password,         ///< Of the store. Where a format cannot tell, the message adds "or changed bytes".
  wrong_key_password,     ///< Of the one key named in `alias`.
  damaged,                ///< Breaks its format's grammar; the message says where.
  limit,                  ///< Would exceed a limit of ks::Limits, named in the message.
  not_found,              ///< A file or an alias.
  clash,                  ///< Two different entries of one alias.
  cannot_represent,       ///< The target format cannot hold it.
  io,                     ///< The operating system said no.
  usage,                  ///< The caller asked for something that makes no sense.
  verification,           ///< A chain, a name or a check did not hold.
};

/// "wrong_password" for Errc::wrong_password, and so on.
[[nodiscard]] std::string_view name(Errc code) noexcept;

struct Error {
  Errc code;
  std::string message;  ///< One line, no trailing stop: "pkcs12: bag 1: certificate needs 900 bytes, 412 left".
  std::string file{};   ///< Set by whoever knows the path.
  std::string alias{};  ///< Set where one entry is at fault.
  std::string hint{};   ///< What to do about it, if we know.

  friend bool operator==(const Error&, const Error&) = default;
};

/// A T or an Error; spelled like std::expected, which it becomes the day libks is C++23.
template <class T>
using Result = tl::expected<T, Error>;

/// What a function with a Result returns when it fails.
[[nodiscard]] inline tl::unexpected<Error> failure(Errc code, std::string message, std::string hint = {}) {
  return tl::unexpected<Error>(Error{.code = code, .message = std::move(message), .hint = std::move(hint)});
}
[[nodiscard]] inline tl::unexpected<Error> failure(Error error) { return tl::unexpected<Error>(std::move(error)); }

/// The same error seen from further out: "jks: " + message.
[[nodiscard]] Error within(std::string_view where, Error error);

}  // namespace ks

#define KS_TRY_JOIN_(a, b) a##b
#define KS_TRY_NAME_(a, b) KS_TRY_JOIN_(a, b)
#define KS_TRY_PICK_(a, b, which, ...) which
#define KS_TRY_CHECK_(result, expression)                                      \
  if (auto result = (expression); !result) {                                   \
    return ::tl::unexpected<::ks::Error>(std::move(result).error());           \
  }
#define KS_TRY_VALUE_(result, declaration, expression)                         \
  auto result = (expression);                                                  \
  if (!result) return ::tl::unexpected<::ks::Error>(std::move(result).error()); \
  declaration = *std::move(result)
#define KS_TRY_1_(expression) KS_TRY_CHECK_(KS_TRY_NAME_(ks_try_, __LINE__), expression)
#define KS_TRY_2_(declaration, expression) KS_TRY_VALUE_(KS_TRY_NAME_(ks_try_, __LINE__), declaration, expression)

/// `KS_TRY(auto x, f());` is f's value, or returns f's error to our caller. `KS_TRY(f());` keeps no value.
#define KS_TRY(...) KS_TRY_PICK_(__VA_ARGS__, KS_TRY_2_, KS_TRY_1_, )(__VA_ARGS__)
