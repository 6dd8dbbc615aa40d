#pragma once

#include <cstdint>

#include "ks/base/result.h"

namespace ks {

/// What a file may cost before we refuse it; each is checked before it is spent. The table with reasons is
/// docs/reference/limits.md; `--limit NAME=N` raises one by the name given here.
struct Limits {
  std::uint64_t file_size = 1ULL << 30;        ///< file-size: bytes
  std::uint64_t entries = 1'000'000;           ///< entries: entries, bags or PEM blocks of one file
  std::uint64_t depth = 32;                    ///< depth: nested DER values or SafeContents
  std::uint64_t iterations = 5'000'000;        ///< iterations: rounds of one key derivation
  std::uint64_t total_iterations = 20'000'000; ///< total-iterations: rounds spent on opening one file
  std::uint64_t scrypt_memory = 64ULL << 20;   ///< scrypt-memory: 128·N·r·p, bytes
  std::uint64_t attribute_size = 64ULL << 10;  ///< attribute-size: bytes of one bag attribute

  friend bool operator==(const Limits&, const Limits&) = default;
};

/// Sets the limit called `name`. Errors: not_found names the ones there are.
[[nodiscard]] Result<void> set_limit(Limits& limits, std::string_view name, std::uint64_t value);

/// The rounds of key derivation still allowed while one file is opened.
class RoundBudget {
 public:
  explicit RoundBudget(const Limits& limits) noexcept
      : per_derivation_(limits.iterations), left_(limits.total_iterations) {}

  /// Takes `rounds` off. Errors: limit if one derivation or the file may not cost that much; damaged if 0.
  [[nodiscard]] Result<void> spend(std::uint64_t rounds);

 private:
  std::uint64_t per_derivation_;
  std::uint64_t left_;
};

}  // namespace ks
