#pragma once

#include <functional>
#include <string>

#include "ks/model/store.h"
#include "support/console.h"
#include "support/input.h"
#include "support/output.h"

namespace ks::tool {

/// Whether `output` asks for another password, profile or number of iterations.
[[nodiscard]] bool asks_for_protection(const OutputOptions& output);

/// Changes the store at `path` in place: takes its lock, reads it, lets `change` make another Store of it and writes that
/// in the same format, under the same password and protection save for what `output` asks for. Keys that nobody touches
/// stay as they were, byte for byte. A store that did not change is not written.
/// Errors: those of opening, of `change` and of saving; the file is as it was then.
[[nodiscard]] Result<void> edit(const std::string& path, const InputOptions& input, OutputOptions output,
                                PasswordSources& sources, const std::function<Result<Store>(Store)>& change,
                                Console& console);

}  // namespace ks::tool
