#include "ks/config/system.h"

#include <stdlib.h>  // secure_getenv is GNU's, not <cstdlib>'s

#include <algorithm>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "ks/config/source.h"

namespace ks::config {
namespace {

namespace fs = std::filesystem;

/// Bundles, most specific first.
constexpr std::string_view kBundles[] = {
    "etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu, Alpine, Arch
    "etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // Fedora, Red Hat, since 7
    "etc/pki/tls/certs/ca-bundle.crt",                   // the same, before
    "etc/ssl/ca-bundle.pem",                             // SUSE
    "var/lib/ca-certificates/ca-bundle.pem",             // openSUSE with transactional updates
    "etc/pki/tls/cacert.pem",                            // OpenELEC
    "usr/local/share/certs/ca-root-nss.crt",             // FreeBSD
    "etc/ssl/cert.pem",                                  // OpenBSD, macOS, old Alpine
};
/// Folders of certificates under their hashes.
constexpr std::string_view kFolders[] = {"etc/ssl/certs", "etc/pki/tls/certs", "etc/openssl/certs"};

Result<tls::Anchors> read(const fs::path& place) {
  return anchors(Source::path(place), {}, {.origin = "the system (" + place.string() + ")"});
}

/// The folders of a list as PATH is one.
std::vector<std::string> parts(std::string_view list) {
  std::vector<std::string> all;
  for (std::size_t begin = 0; begin <= list.size();) {
    const auto end = std::min(list.find(':', begin), list.size());
    all.emplace_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return all;
}

/// What the variables name; empty anchors if none is set.
Result<tls::Anchors> of_environment() {
  tls::Anchors all;
  for (const char* name : {"SSL_CERT_FILE", "SSL_CERT_DIR"}) {
    const char* value = ::secure_getenv(name);  // whoever starts a setuid program must not choose whom it trusts
    if (value == nullptr) continue;
    const bool is_list = name == std::string_view("SSL_CERT_DIR");
    for (const auto& path : is_list ? parts(value) : std::vector<std::string>{value}) {
      if (path.empty()) continue;
      auto found = anchors(Source::path(path), {}, {.origin = std::string("$") + name + " (" + path + ")"});
      if (!found) return failure(within(name, std::move(found).error()));
      all = all | *found;
    }
  }
  return all;
}

}  // namespace

Result<tls::Anchors> system_anchors(Environment environment, const fs::path& root) {
  if (environment == Environment::obey) {
    KS_TRY(auto found, of_environment());
    if (!found.empty()) return found;
  }
  std::error_code error;
  for (const auto place : kBundles) {
    if (fs::is_regular_file(root / place, error)) return read(root / place);
  }
  for (const auto place : kFolders) {
    if (!fs::is_directory(root / place, error)) continue;
    if (auto found = read(root / place)) return found;
  }
  std::string looked;
  for (const auto place : kBundles) looked += (looked.empty() ? "" : ", ") + (root / place).string();
  return failure(Errc::not_found, "this system has no authorities: looked at " + looked,
                 "install ca-certificates, or name a bundle");
}

}  // namespace ks::config
