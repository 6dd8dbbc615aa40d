#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "ks/base/result.h"
#include "ks/config/system.h"
#include "ks/tls/context.h"

namespace ks::config {

/// A client's context, and what settings say that is not the context's business.
struct Client {
  tls::Context context;
  std::optional<std::string> server_name{};                      ///< For Peer::server_name.
  std::optional<std::chrono::milliseconds> handshake_timeout{};  ///< For whoever waits for the handshake.
};

struct SettingsOptions {
  std::filesystem::path folder{};                 ///< What relative paths are relative to; empty: the working folder.
  Environment environment = Environment::ignore;  ///< For the system's authorities.
};

/// Makes a client's context of JSON. Three products' names are understood, and may be mixed:
///
///     {"keystorePath": "client.jks", "keystorePassword": "…"}                             API Fortress; also "keyPassword"
///     {"identities": [{"host": "*.a.example", "port": 443, "keystorePath": …}, {"host": "b.example", "none": true}]}
///     {"keyStore": …, "keyStorePassword": …, "keyAlias": …, "privateKeyPassword": …,      Ktor
///      "trustStore": …, "trustStorePassword": …, "enabledProtocols": ["TLSv1.3"]}
///     {"cert": "ca.pem" or {"path": …, "password": …},                                    Ballerina's secureSocket
///      "key": {"path": …, "password": …} or {"certFile": …, "keyFile": …, "keyPassword": …},
///      "protocol": {"name": "TLS", "versions": ["TLSv1.2"]}, "ciphers": […], "shareSession": true, "serverName": …,
///      "handshakeTimeout": 5.0, "sessionTimeout": 300, "certValidation": {"type": "OCSP_STAPLING"}}
///
/// The keystore of a host has to have one private key, or "alias" says which; no other host gets it.
/// Without "cert" and "trustStore" the system's authorities are trusted. Switching verification off takes a reason:
/// {"dangerous": {"trustEveryone": "why", "anyName": "why"}}; "enable" and "verifyHostName" alone do not.
///
/// Errors: usage names the member that is unknown, missing, of the wrong type or contradicts another; those of reading
/// stores, with the file.
[[nodiscard]] Result<Client> client_from_json(std::string_view json, const SettingsOptions& options = {});

/// The same from an environment variable. Errors: not_found if it is not set.
[[nodiscard]] Result<Client> client_from_environment(const std::string& variable, const SettingsOptions& options = {});

}  // namespace ks::config
