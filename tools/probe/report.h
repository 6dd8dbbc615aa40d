#pragma once

#include <nlohmann/json.hpp>

#include "connect/handshake.h"
#include "support/console.h"

/// What `ks probe` says of a handshake.
namespace ks::tool {

/// Lines for people: what was agreed on, the chain, whether it was verified, what was asked of us and sent.
void say(const Endpoint& endpoint, const Handshake& handshake, Console& console);
/// Schema 1 of docs/reference/json.md.
[[nodiscard]] nlohmann::ordered_json to_json(const Endpoint& endpoint, const Handshake& handshake);
/// Why it failed: the first finding, with the others behind it. To be asked only if it did.
[[nodiscard]] Error error_of(const Handshake& handshake);

}  // namespace ks::tool
