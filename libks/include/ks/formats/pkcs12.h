#pragma once

#include "ks/formats/format.h"

/// PKCS#12 (RFC 7292) in every dialect.
namespace ks::pkcs12 {

extern const Format kFormat;

}  // namespace ks::pkcs12
