#pragma once

#include <string>

#include "ks/base/result.h"
#include "ks/ops/ops.h"
#include "support/console.h"

namespace CLI {
class App;
}

/// What convert and add have in common: how a pile becomes entries with names.
namespace ks::tool {

/// `assembled` with its one private key entry, or its one entry, called `alias`; as it is if `alias` is empty.
/// Errors: usage if there are several that could be meant.
[[nodiscard]] Result<Assembled> named(Assembled assembled, const std::string& alias);

/// Makes entries of a pile and names what they miss, by the names they get.
/// Errors: those of assemble() and named().
[[nodiscard]] Result<Store> assembled(const Store& pile, const AssembleOptions& options, const std::string& alias,
                                      Console& console);

/// Declares --trust and --keep-order.
void add_assemble_options(CLI::App& app, AssembleOptions& options);

}  // namespace ks::tool
