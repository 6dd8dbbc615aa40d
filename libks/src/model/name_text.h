#pragma once

#include <string>

#include "ks/base/bytes.h"
#include "ks/base/result.h"

namespace ks::model {

/// Name::text() of a name that nothing else is wanted of. Errors: damaged.
[[nodiscard]] Result<std::string> name_text(ByteView der);

}  // namespace ks::model
