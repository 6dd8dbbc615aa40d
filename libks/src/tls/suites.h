#pragma once

#include <string>
#include <vector>

#include "ks/base/result.h"
#include "ks/tls/options.h"
#include "tls/openssl.h"

namespace ks::tls {

/// Cipher suites as libssl takes them: TLS 1.3 has a list of its own.
///
/// In none of them a server goes without a certificate or what is sent without encryption: no anonymous suites, pre-shared
/// keys, SRP or NULL.
class Suites {
 public:
  /// By IANA's names or OpenSSL's. Errors: usage names one that there is not, or that is none of the above.
  [[nodiscard]] static Result<Suites> named(const std::vector<std::string>& names);
  /// Those of `context` that are such.
  [[nodiscard]] static Suites of(SSL_CTX* context);

  [[nodiscard]] bool empty() const noexcept { return up_to_1_2_.empty() && of_1_3_.empty(); }
  [[nodiscard]] bool has_any_of(Version version) const noexcept;
  /// Makes them those of `context`. Errors: usage if libssl refuses.
  [[nodiscard]] Result<void> set(SSL_CTX* context) const;

 private:
  void add(const SSL_CIPHER* cipher);

  std::string up_to_1_2_, of_1_3_;
};

}  // namespace ks::tls
