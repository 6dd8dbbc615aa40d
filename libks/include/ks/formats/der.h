#pragma once

#include "ks/formats/format.h"

/// One bare DER value: certificate, CRL, PKCS#8 (plain or encrypted) or traditional key.
namespace ks::der {

extern const Format kFormat;

}  // namespace ks::der
