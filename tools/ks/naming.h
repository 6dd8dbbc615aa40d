#pragma once

#include <string>

#include "ks/base/result.h"
#include "ks/ops/ops.h"

namespace CLI {
class App;
}

/// What convert and add have in common: how a pile becomes entries with names.
namespace ks::tool {

/// `store` with its one private key entry, or its one entry, called `alias`; as it is if `alias` is empty.
/// Errors: usage if there are several that could be meant.
[[nodiscard]] Result<Store> named(Store store, const std::string& alias);

/// Declares --trust and --keep-order.
void add_assemble_options(CLI::App& app, AssembleOptions& options);

}  // namespace ks::tool
