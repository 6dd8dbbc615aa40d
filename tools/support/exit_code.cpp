#include "support/exit_code.h"

namespace ks::tool {

ExitCode exit_code(Errc code) noexcept {
  switch (code) {
    case Errc::io: return kFailed;
    case Errc::usage: return kMisused;
    case Errc::wrong_password:
    case Errc::wrong_key_password: return kWrongPassword;
    case Errc::unsupported_format:
    case Errc::unsupported_algorithm: return kUnsupported;
    case Errc::not_a_store:
    case Errc::damaged: return kDamaged;
    case Errc::limit: return kLimit;
    case Errc::not_found: return kNotFound;
    case Errc::clash:
    case Errc::cannot_represent: return kRefused;
    case Errc::verification: return kNotVerified;
  }
  return kFailed;
}

}  // namespace ks::tool
