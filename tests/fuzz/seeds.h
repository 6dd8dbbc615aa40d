#pragma once

#include <string_view>
#include <vector>

#include "ks/base/bytes.h"

namespace ks::fuzz {

/// Where the target called `name` starts from: what testdata/ holds for it, and the same stores encoded anew under the
/// password and the single round that the targets open.
[[nodiscard]] std::vector<Bytes> seeds(std::string_view name);

}  // namespace ks::fuzz
