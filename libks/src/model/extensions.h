#pragma once

#include "ks/model/certificate.h"

namespace ks::model {

/// Fills the views that CertificateFields has of its own `extensions`. What cannot be read becomes one of its problems.
void read_extensions(CertificateFields& fields);

}  // namespace ks::model
