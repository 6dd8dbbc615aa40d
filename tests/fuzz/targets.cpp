#include "fuzz/targets.h"

#include <array>

namespace ks::fuzz {

std::span<const Target> targets() noexcept {
  // clang-format off
  static constexpr std::array all = {
      Target{"jks", fuzz_jks},
      Target{"pem", fuzz_pem},
      Target{"der", fuzz_der},
      Target{"pkcs7", fuzz_pkcs7},
      Target{"pkcs12", fuzz_pkcs12},
      Target{"detect", fuzz_detect},
      Target{"convert", fuzz_convert},
      Target{"store", fuzz_store},
      Target{"pkcs12_bags", fuzz_pkcs12_bags},
      Target{"ber", fuzz_ber},
      Target{"certificate", fuzz_certificate},
      Target{"pbe", fuzz_pbe},
      Target{"text", fuzz_text},
  };
  // clang-format on
  return all;
}

}  // namespace ks::fuzz
