#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace ks::bench {

/// Three ways to spend the compressions of one key derivation of one block.
struct Contenders {
  std::string_view name;
  void (*ours)(std::uint64_t rounds);
  void (*bare)(std::uint64_t rounds);     ///< The floor: as many calls of libcrypto's compression function, chained.
  void (*openssl)(std::uint64_t rounds);  ///< PKCS5_PBKDF2_HMAC, PKCS12_key_gen_uni_ex
  bool judged;                            ///< kdf_cost fails if it is dear.
};

/// PBKDF2 and the PKCS#12 derivation with each digest that libcrypto exports the compression function of.
[[nodiscard]] std::span<const Contenders> contenders();

}  // namespace ks::bench
