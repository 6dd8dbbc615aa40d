#define OPENSSL_SUPPRESS_DEPRECATED  // AES_cbc_encrypt: see is_quicker_plain()

#include "crypto/evp_cipher.h"

#include <openssl/aes.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include "crypto/libcrypto.h"
#include "ks/base/secret.h"

namespace ks::crypto {
namespace {

using Method = std::unique_ptr<EVP_CIPHER, Deleter<EVP_CIPHER_free>>;
using Context = std::unique_ptr<EVP_CIPHER_CTX, Deleter<EVP_CIPHER_CTX_free>>;

/// Whether the plain AES functions, which know no AES instructions and take 3.6 ns a byte against 0.14, are done before
/// the private context, which costs a millisecond, would have been made.
bool is_quicker_plain(std::string_view name, std::size_t size) {
  constexpr std::size_t kMost = 128U << 10;
  return name.starts_with("aes-") && name.ends_with("-cbc") && size <= kMost && !private_context_is_ready();
}

void run_plain_aes_cbc(Direction direction, ByteView key, ByteView iv, ByteView in, std::span<std::uint8_t> out) {
  const bool encrypt = direction == Direction::encrypt;
  const auto bits = static_cast<int>(key.size() * 8);
  std::array<std::uint8_t, AES_BLOCK_SIZE> link;
  std::ranges::copy(iv, link.begin());
  AES_KEY schedule;
  if (encrypt) AES_set_encrypt_key(key.data(), bits, &schedule);
  else AES_set_decrypt_key(key.data(), bits, &schedule);
  AES_cbc_encrypt(in.data(), out.data(), in.size(), &schedule, link.data(), encrypt ? AES_ENCRYPT : AES_DECRYPT);
  wipe({reinterpret_cast<std::uint8_t*>(&schedule), sizeof(schedule)});
}

bool run(EVP_CIPHER_CTX* context, ByteView in, std::span<std::uint8_t> out) {
  constexpr std::size_t kAtOnce = 1U << 30;  // the length is an int; whole blocks, so that nothing is held back
  for (std::size_t at = 0; at < in.size(); at += kAtOnce) {
    int written = 0;
    const auto size = static_cast<int>(std::min(kAtOnce, in.size() - at));
    if (EVP_CipherUpdate(context, out.data() + at, &written, in.data() + at, size) != 1 || written != size)
      return false;
  }
  return true;
}

}  // namespace

Result<void> run_evp_cipher(std::string_view name, Direction direction, ByteView key, ByteView iv, ByteView in,
                            std::span<std::uint8_t> out) {
  if (is_quicker_plain(name, in.size())) {
    run_plain_aes_cbc(direction, key, iv, in, out);
    return {};
  }
  const ErrorMark mark;
  const Method cipher(EVP_CIPHER_fetch(private_context(), name.data(), nullptr));
  const Context context(EVP_CIPHER_CTX_new());
  const int encrypt = direction == Direction::encrypt ? 1 : 0;
  if (cipher == nullptr || context == nullptr ||
      EVP_CipherInit_ex2(context.get(), cipher.get(), key.data(), iv.data(), encrypt, nullptr) != 1 ||
      EVP_CIPHER_CTX_set_padding(context.get(), 0) != 1 || !run(context.get(), in, out)) {
    return failure(Errc::unsupported_algorithm, "libcrypto cannot use " + std::string(name));
  }
  return {};
}

}  // namespace ks::crypto
