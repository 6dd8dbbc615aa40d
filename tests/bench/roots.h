#pragma once

#include <cstddef>
#include <string>

#include "ks/base/bytes.h"
#include "ks/model/store.h"

/// Truststores to measure with.
namespace ks::bench {

/// A root certificate like those of the web's authorities: a name of four attributes, an RSA key of 3072 bits, the
/// usual extensions, 1.2 KB. No two numbers give the same one; its key and signature are made up.
[[nodiscard]] Bytes root_certificate(std::size_t number);

/// So many of them as trusted certificates under names of their own.
[[nodiscard]] Store roots(std::size_t count);

/// Writes `store` as `format` to `path`, with the password "changeit".
void write(const Store& store, const std::string& format, const std::string& path);

}  // namespace ks::bench
