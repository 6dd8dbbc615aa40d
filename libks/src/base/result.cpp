#include "ks/base/result.h"

namespace ks {

std::string_view name(Errc code) noexcept {
  switch (code) {
    case Errc::not_a_store: return "not_a_store";
    case Errc::unsupported_format: return "unsupported_format";
    case Errc::unsupported_algorithm: return "unsupported_algorithm";
    case Errc::wrong_password: return "wrong_password";
    case Errc::wrong_key_password: return "wrong_key_password";
    case Errc::damaged: return "damaged";
    case Errc::limit: return "limit";
    case Errc::not_found: return "not_found";
    case Errc::clash: return "clash";
    case Errc::cannot_represent: return "cannot_represent";
    case Errc::io: return "io";
    case Errc::usage: return "usage";
    case Errc::verification: return "verification";
  }
  return "damaged";
}

Error within(std::string_view where, Error error) {
  error.message.insert(0, std::string(where) + ": ");
  return error;
}

}  // namespace ks
