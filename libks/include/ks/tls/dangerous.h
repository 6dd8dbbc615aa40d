#pragma once

#include <string>
#include <string_view>
#include <vector>

/// The only ways to weaken a client's context. They are easy to search for, need a reason, are listed by
/// Context::describe() and told to Options::log at every handshake, whose session is not taken up again. If libks is built
/// with -D KS_DANGEROUS=OFF they are not there, and a context that is given one all the same is not made.
namespace ks::tls {

class Danger {
 public:
  enum class What { trust_everyone, any_name };
  [[nodiscard]] What what() const noexcept { return what_; }
  [[nodiscard]] const std::string& reason() const noexcept { return reason_; }

 private:
  friend struct DangerAccess;
  Danger(What what, std::string reason) : what_(what), reason_(std::move(reason)) {}
  What what_;
  std::string reason_;
};

#ifndef KS_NO_DANGEROUS
struct DangerAccess {
  [[nodiscard]] static Danger make(Danger::What what, std::string_view reason) { return {what, std::string(reason)}; }
};

namespace dangerous {

/// Any chain will do, even an expired or a self-signed one. The name is still checked, and a pin has to be the leaf's; a
/// certificate that is known to be revoked is refused.
[[nodiscard]] inline Danger trust_everyone(std::string_view reason) {
  return DangerAccess::make(Danger::What::trust_everyone, reason);
}

/// A verified certificate of any host will do, and connections may have no peer, unless there are pins.
[[nodiscard]] inline Danger any_name(std::string_view reason) {
  return DangerAccess::make(Danger::What::any_name, reason);
}

}  // namespace dangerous
#endif

}  // namespace ks::tls
