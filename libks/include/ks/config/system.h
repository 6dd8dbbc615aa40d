#pragma once

#include <filesystem>
#include <string>

#include "ks/base/result.h"
#include "ks/tls/anchors.h"

namespace ks::config {

/// Whether SSL_CERT_FILE and SSL_CERT_DIR, if set, take the place of what the system has.
enum class Environment { ignore, obey };

/// The authorities that this machine trusts: the first place that is there of those where Debian, Fedora, Red Hat, SUSE,
/// Alpine and others put what their administrator selected. What was deselected is in none of them. Never by way of
/// libssl's default paths, which on Debian parse every certificate at once.
///
/// With Environment::obey both variables count, the file first; one that is set and cannot be read is an error.
/// `root` is the folder of another system, of a container's image say.
/// Errors: not_found names the places that were looked at; those of reading a bundle.
[[nodiscard]] Result<tls::Anchors> system_anchors(Environment environment = Environment::ignore,
                                                  const std::filesystem::path& root = "/");

}  // namespace ks::config
