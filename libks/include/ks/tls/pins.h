#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "ks/base/result.h"
#include "ks/model/certificate.h"
#include "ks/tls/host.h"

namespace ks::tls {

enum class OnPinFailure { refuse, report };

/// Public keys that a host's chain must show one of, beside being verified. A pin of one host says nothing of another.
///
/// Needs no context: check() takes any chain.
class Pins {
 public:
  /// `pin` is "sha256/" and the base64 of the SHA-256 of a SubjectPublicKeyInfo, as encoded. Errors: usage.
  [[nodiscard]] Result<void> add(std::string_view host_pattern, std::string_view pin);

  OnPinFailure on_failure = OnPinFailure::refuse;

  [[nodiscard]] bool empty() const noexcept { return pins_.empty(); }
  /// Whether there is a pin for `host`.
  [[nodiscard]] bool apply_to(const Host& host) const;
  /// Errors: verification; its message shows the pin of every certificate of `chain`, ready to be pasted.
  [[nodiscard]] Result<void> check(const Host& host, const std::vector<Certificate>& chain) const;
  /// What is unwise: a host with a single pin has no backup if its key has to be replaced.
  [[nodiscard]] std::vector<std::string> warnings() const;
  /// One line each, in an order of its own: "example.org sha256/…".
  [[nodiscard]] std::vector<std::string> list() const;

 private:
  struct Pin {
    HostPattern host;
    std::array<std::uint8_t, 32> sha256;
  };
  std::vector<Pin> pins_;
};

/// "sha256/…" of a certificate's public key. Errors: damaged if it cannot be read.
[[nodiscard]] Result<std::string> pin_of(const Certificate& certificate);

}  // namespace ks::tls
