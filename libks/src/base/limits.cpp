#include "ks/base/limits.h"

#include <array>
#include <string>

namespace ks {
namespace {

struct NamedLimit {
  std::string_view name;
  std::uint64_t Limits::*value;
};

constexpr std::array kLimits = {
    NamedLimit{"file-size", &Limits::file_size},
    NamedLimit{"entries", &Limits::entries},
    NamedLimit{"depth", &Limits::depth},
    NamedLimit{"iterations", &Limits::iterations},
    NamedLimit{"total-iterations", &Limits::total_iterations},
    NamedLimit{"scrypt-memory", &Limits::scrypt_memory},
    NamedLimit{"attribute-size", &Limits::attribute_size},
};

}  // namespace

Result<void> set_limit(Limits& limits, std::string_view name, std::uint64_t value) {
  std::string known;
  for (const auto& limit : kLimits) {
    if (limit.name == name) {
      limits.*limit.value = value;
      return {};
    }
    known += (known.empty() ? "" : " ") + std::string(limit.name);
  }
  return failure(Errc::not_found, "no limit is called " + std::string(name), "the limits are: " + known);
}

Result<void> RoundBudget::spend(std::uint64_t rounds) {
  if (rounds == 0) return failure(Errc::damaged, "a key derivation of zero rounds protects nothing");
  if (rounds > per_derivation_) {
    return failure(Errc::limit,
                   "a key derivation asks for " + std::to_string(rounds) + " iterations, the limit is " +
                       std::to_string(per_derivation_),
                   "--limit iterations=" + std::to_string(rounds) + " allows it");
  }
  if (rounds > left_) {
    return failure(Errc::limit, "opening this file would take more key derivation rounds than the limit",
                   "--limit total-iterations=N allows more");
  }
  left_ -= rounds;
  return {};
}

}  // namespace ks
