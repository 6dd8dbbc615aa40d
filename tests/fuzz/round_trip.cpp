#include "fuzz/round_trip.h"

#include <cstdio>
#include <cstdlib>

#include "ks/base/text.h"
#include "support/difference.h"

namespace ks::fuzz {
namespace {

/// Why a store that was read may still not be written: keys that cannot be opened, and what a format cannot say.
bool is_reason(Errc code) {
  switch (code) {
    case Errc::wrong_key_password:
    case Errc::unsupported_algorithm:
    case Errc::limit:
    case Errc::damaged:  // a locked key, once somebody looks inside
    case Errc::cannot_represent: return true;
    default: return false;
  }
}

std::string described(const Error& error) { return std::string(name(error.code)) + ": " + text::escape(error.message); }

}  // namespace

DecodeOptions decode_options() {
  static const SharedSecret password = share(Secret(kPassword));
  DecodeOptions options{.password = password, .check_integrity = false};
  options.limits.iterations = 1'000;
  options.limits.total_iterations = 4'000;
  options.limits.scrypt_memory = 1 << 20;
  return options;
}

EncodeOptions encode_options() {
  return {.password = decode_options().password,
          .keys = Protection{.iterations = 1},
          .certificates = Protection{.iterations = 1},
          .mac = Mac{.iterations = 1}};
}

void fail(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::abort();
}

void write_and_compare(const Format& format, const Store& store) {
  const std::string as = "as " + std::string(format.name) + ": ";
  const auto encoded = format.encode(store, encode_options());
  if (!encoded) {
    if (!is_reason(encoded.error().code)) fail(as + "cannot be written: " + described(encoded.error()));
    return;
  }
  const auto again = format.decode(encoded->bytes, decode_options());
  if (!again) {
    if (!store.empty()) fail(as + "cannot be read again: " + described(again.error()));
    return;
  }
  for (const auto& difference : test::unexplained(store, *again, encoded->losses)) fail(as + difference);
}

int round_trip(const Format& format, ByteView bytes) {
  if (const auto store = format.decode(bytes, decode_options())) write_and_compare(format, *store);
  return 0;
}

}  // namespace ks::fuzz
