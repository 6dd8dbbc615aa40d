#pragma once

#include "ks/base/bytes.h"
#include "ks/model/certificate.h"

namespace ks::model {

/// Parses a whole certificate. Errors: damaged, limit, beginning with "certificate: ".
[[nodiscard]] Result<CertificateFields> read_certificate(ByteView der);

struct Outline {
  std::string subject;  ///< As Name::text() gives it.
  Time not_after;
};
/// Reads the frames of everything at the top of a certificate, and what an Outline has. Errors: damaged, limit.
[[nodiscard]] Result<Outline> read_outline(ByteView der);

}  // namespace ks::model
