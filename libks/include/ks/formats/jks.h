#pragma once

#include "ks/formats/format.h"

/// Java KeyStore, what `keytool -storetype JKS` writes.
namespace ks::jks {

extern const Format kFormat;

}  // namespace ks::jks
