#pragma once

#include "asn1/der_reader.h"
#include "ks/base/bytes.h"
#include "ks/model/certificate.h"

namespace ks::model {

/// Algorithm and OID only, with curve and bits unknown. `oid` is dotted.
[[nodiscard]] KeyInfo key_info_of_algorithm(std::string oid);

}  // namespace ks::model
