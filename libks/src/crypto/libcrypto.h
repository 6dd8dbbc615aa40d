#pragma once

#include <openssl/err.h>
#include <openssl/types.h>

/// What every file that calls libcrypto shares.
namespace ks::crypto {

/// Frees a foreign object with its own function: `std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>`.
template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* pointer) const noexcept {
    Free(pointer);
  }
};

/// Our own library context with the default provider, made when first asked for and never freed: the process-wide one
/// belongs to the program that we are part of. Making it costs about a millisecond, half of a short command, so what
/// libcrypto's plain functions can do is done by them. Throws std::bad_alloc if it cannot be made.
[[nodiscard]] OSSL_LIB_CTX* private_context();

/// Whether that millisecond is spent already.
[[nodiscard]] bool private_context_is_ready() noexcept;

/// Drops what libcrypto adds to this thread's error queue while it lives; what the program had there stays.
class ErrorMark {
 public:
  ErrorMark() noexcept { ERR_set_mark(); }
  ~ErrorMark() { ERR_pop_to_mark(); }
  ErrorMark(const ErrorMark&) = delete;
  ErrorMark& operator=(const ErrorMark&) = delete;
};

}  // namespace ks::crypto
