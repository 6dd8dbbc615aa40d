#pragma once

#include "ks/base/bytes.h"

namespace ks::model {

/// Whether `der` has the shape of a certificate down to every value that libcrypto decodes with it (RFC 5280, 4.1): the
/// right types at the right places, and what each type allows. What an extension or a key holds is not looked at.
[[nodiscard]] bool has_shape_of_certificate(ByteView der) noexcept;

}  // namespace ks::model
