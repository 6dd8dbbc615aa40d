#pragma once

#include "ks/base/bytes.h"
#include "ks/model/certificate.h"

namespace ks::model {

/// Parses a whole certificate. Errors: damaged, limit, beginning with "certificate: ".
[[nodiscard]] Result<CertificateFields> read_certificate(ByteView der);

}  // namespace ks::model
