#include "ks/config/system.h"

#include <cstdlib>
#include <system_error>
#include <utility>

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

/// What the variables name; empty anchors if none is set.
Result<tls::Anchors> of_environment() {
  tls::Anchors all;
  for (const char* name : {"SSL_CERT_FILE", "SSL_CERT_DIR"}) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody here sets any
    if (value == nullptr || *value == '\0') continue;
    auto found = anchors(Source::path(value), {}, {.origin = std::string("$") + name + " (" + value + ")"});
    if (!found) return failure(within(name, std::move(found).error()));
    all = all | *found;
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
