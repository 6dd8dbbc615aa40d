#pragma once

#include <filesystem>
#include <string>

#include "ks/model/store.h"

/// The foreign tools, each asked in its own way what a file holds.
namespace ks::test {

/// What Java shows of a store: aliases folded and sorted, kinds, and the start of each SHA-256 of a key's PKCS#8 (or raw
/// bytes) and of each certificate.
[[nodiscard]] std::string as_java_shows(const Store& store);

struct File {
  std::filesystem::path path;
  std::string password;
  std::string key_password = password;
};

/// java.security.KeyStore of `type` ("PKCS12", "JKS") and `provider` ("SUN", "SunJSSE", "BC").
[[nodiscard]] std::string java(const File& file, const std::string& type, const std::string& provider);
/// How many entries `keytool -list` finds, or what it complains of.
[[nodiscard]] std::string keytool(const File& file);
/// The store that `openssl pkcs12` prints as PEM, read by us: aliases, keys and certificates, as_java_shows.
[[nodiscard]] std::string openssl(const File& file);
/// "read", or what the tool complains of.
[[nodiscard]] std::string nss(const File& file);
[[nodiscard]] std::string gnutls(const File& file);
[[nodiscard]] std::string node(const File& file);

}  // namespace ks::test
