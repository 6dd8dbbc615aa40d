#pragma once

#include "ks/formats/format.h"

/// PKCS#7 and CMS certificates-only SignedData (.p7b).
namespace ks::pkcs7 {

extern const Format kFormat;

}  // namespace ks::pkcs7
