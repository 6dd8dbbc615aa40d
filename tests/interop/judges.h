#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ks/model/store.h"

/// The foreign tools, each asked in its own way what a file holds.
namespace ks::test {

/// What Java shows of a store: aliases folded and sorted, kinds, and the start of each SHA-256 of a key's PKCS#8 (or raw
/// bytes) and of each certificate.
[[nodiscard]] std::string as_java_shows(const Store& store);
/// What openssl() says of a store: as_java_shows, but a chain ends before a certificate that is an entry of its own, which
/// stands in PEM only once.
[[nodiscard]] std::string as_openssl_prints(const Store& store);
/// What nss() says of a store: how many different keys and certificates.
[[nodiscard]] std::string as_nss_counts(const Store& store);

struct File {
  std::filesystem::path path;
  std::string password;
  std::string key_password = password;
};

/// java.security.KeyStore of `type` ("PKCS12", "JKS") and `provider` ("SUN", "SunJSSE", "BC"): what it shows of each
/// file, or the exception. One JVM reads them all.
[[nodiscard]] std::vector<std::string> java(const std::vector<File>& files, const std::string& type,
                                            const std::string& provider);
[[nodiscard]] std::string java(const File& file, const std::string& type, const std::string& provider);
/// How many entries `keytool -list` finds, or what it complains of.
[[nodiscard]] std::string keytool(const File& file);
/// The alias and the date that `keytool -list` shows of each key, sorted.
[[nodiscard]] std::string keytool_dates(const File& file);
/// The store that `openssl pkcs12` prints as PEM, read by us: as_openssl_prints, or what it complains of.
[[nodiscard]] std::string openssl(const File& file);
/// The same with nothing but OpenSSL's FIPS provider and its base provider, which has no algorithm.
[[nodiscard]] std::string openssl_in_fips_mode(const File& file);
/// How many keys and certificates a new NSS database holds once `pk12util` has put the file in it, or what it says.
[[nodiscard]] std::string nss(const File& file);
/// "read", or what the tool complains of.
[[nodiscard]] std::string gnutls(const File& file);
[[nodiscard]] std::string node(const File& file);

/// The numbers of a version, most significant first: {3, 0, 22}.
using Version = std::vector<int>;
[[nodiscard]] std::string to_string(const Version& version);
/// A shell command that prints the version of NSS, which its tools do not.
inline constexpr auto kNssVersion =
    "d=$(mktemp -d); certutil -N -d sql:$d --empty-password;"
    "modutil -dbdir sql:$d -list 'NSS Internal PKCS #11 Module' | sed -n 's/^Library Version: //p'; rm -r $d";
/// The first version that a shell command prints; empty, and a failure, if it prints none.
[[nodiscard]] Version version_printed_by(const std::string& command);

}  // namespace ks::test
