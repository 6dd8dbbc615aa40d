#pragma once

#include <string>

#include "ks/base/result.h"
#include "ks/formats/format.h"
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

/// How aliases of one store of `format` compare: Java finds them whatever their case in the stores it shares a password
/// with, JKS and PKCS#12. Under --allow-loss that is no matter where the format itself can hold both.
[[nodiscard]] AliasCase alias_case_in(const Format& format, bool allow_loss);

/// What happened to the entry: "web: added". Where the format has aliases in lower case only, they are told so.
[[nodiscard]] std::string to_text(const Fate& fate, const Format& format);

/// Declares --trust and --keep-order.
void add_assemble_options(CLI::App& app, AssembleOptions& options);

}  // namespace ks::tool
