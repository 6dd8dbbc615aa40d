#pragma once

#include <vector>

#include "asn1/der_reader.h"
#include "ks/model/certificate.h"

namespace ks::model {

/// All that is left in `in`, which stands inside a GeneralNames (RFC 5280, 4.2.1.6).
[[nodiscard]] std::vector<GeneralName> read_general_names(asn1::Cursor in);

}  // namespace ks::model
