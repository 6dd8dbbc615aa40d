#pragma once

#include <string>

#include "ks/base/result.h"
#include "ks/model/store.h"

namespace ks::test {

/// A Result as text, so that one comparison covers store and error and a failing diff explains itself.
///
///     web  private key  2024-05-01T12:00:00Z  RSA 2048  3f0c9a1b22c4d5e6
///       CN=example.org  9b1d…                                    a certificate of its chain, leaf first
///       CN=root  77aa…
///     root-ca  trusted certificate  -  CN=root  77aa…            "  for 1.3.6.1.5.5.7.3.1" if not for any purpose
///     spare  certificate  -  CN=other  0c0c…
///     aes  secret key  -  AES 256  0123…
///     crl  CN=root  4242…
///     bag  1.2.3.4  0101…
///
/// The hexadecimal at the end is the start of the SHA-256 of the DER (PKCS#8 for a private key, raw bytes for a secret
/// one). A key no password opens ends in "locked". Attributes are not shown. Names are escaped. An error is "error: wrong_password\n".
[[nodiscard]] std::string listing(const Result<Store>& store);
[[nodiscard]] std::string listing(const Store& store);

}  // namespace ks::test
