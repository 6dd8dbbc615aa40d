#pragma once

#include "ks/formats/format.h"

/// PEM (RFC 7468) and what surrounds it in the wild.
namespace ks::pem {

extern const Format kFormat;

}  // namespace ks::pem
