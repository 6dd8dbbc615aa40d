#pragma once

#include <optional>
#include <string_view>

#include "connect/endpoint.h"

namespace ks::tool {

/// Protocols that begin in plain text and change to TLS when asked.
enum class StartTls { smtp, imap, postgres };

/// "smtp", "imap" or "postgres"; nullopt for anything else.
[[nodiscard]] std::optional<StartTls> start_tls_named(std::string_view name) noexcept;
/// The port that servers of it usually have: 25, 143, 5432.
[[nodiscard]] std::uint16_t usual_port(StartTls protocol) noexcept;

/// Asks for TLS; the next byte on the connection is TLS's. Errors: io; verification if the server refuses or is another.
/// Source: RFC 3207, 4; RFC 3501, 6.2.1; PostgreSQL's documentation, Message Flow, SSL Session Encryption.
[[nodiscard]] Result<void> start_tls(const Socket& socket, StartTls protocol);

}  // namespace ks::tool
