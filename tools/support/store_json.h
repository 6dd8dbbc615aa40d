#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "ks/model/store.h"

/// The JSON of a store as `ks list --json` prints it, schema 1 (docs/reference/json.md). No member holds key material.
namespace ks::tool {

[[nodiscard]] nlohmann::ordered_json to_json(const Certificate& certificate);
[[nodiscard]] nlohmann::ordered_json to_json(const Entry& entry);
/// One element of "stores"; `file` is what the command line called it.
[[nodiscard]] nlohmann::ordered_json to_json(const Store& store, const std::string& file);

/// What the key of an identity is: from the key itself, or from its certificate while it is locked.
[[nodiscard]] KeyInfo key_info(const PrivateKeyEntry& identity);

}  // namespace ks::tool
