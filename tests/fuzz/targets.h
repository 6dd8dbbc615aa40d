#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

/// What is fuzzed. A target takes any bytes at all, returns 0 and aborts, with a line that says why, if something does
/// not hold. What may be wrong besides, the sanitizers tell.
namespace ks::fuzz {

// Each in the file of its name: formats first, whole files in and out.
int fuzz_jks(const std::uint8_t* data, std::size_t size);
int fuzz_pem(const std::uint8_t* data, std::size_t size);
int fuzz_der(const std::uint8_t* data, std::size_t size);
int fuzz_pkcs7(const std::uint8_t* data, std::size_t size);
int fuzz_pkcs12(const std::uint8_t* data, std::size_t size);
int fuzz_detect(const std::uint8_t* data, std::size_t size);   // any file, by its content
int fuzz_convert(const std::uint8_t* data, std::size_t size);  // any file into every format
int fuzz_store(const std::uint8_t* data, std::size_t size);    // any store into every format

// Then what stands in them.
int fuzz_pkcs12_bags(const std::uint8_t* data, std::size_t size);  // SafeContents, decrypted
int fuzz_ber(const std::uint8_t* data, std::size_t size);          // BER made DER
int fuzz_certificate(const std::uint8_t* data, std::size_t size);  // fields, beside libcrypto's
int fuzz_pbe(const std::uint8_t* data, std::size_t size);          // EncryptedPrivateKeyInfo, opened
int fuzz_text(const std::uint8_t* data, std::size_t size);         // a codec, by the first byte

struct Target {
  std::string_view name;  ///< "jks"; its program is jks_fuzz, its findings are in findings/jks
  int (*run)(const std::uint8_t* data, std::size_t size);
};

/// All of them.
[[nodiscard]] std::span<const Target> targets() noexcept;

}  // namespace ks::fuzz
