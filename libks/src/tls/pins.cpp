#include "ks/tls/pins.h"

#include <algorithm>
#include <optional>

#include "crypto/digest.h"
#include "ks/base/text.h"

namespace ks::tls {
namespace {

using Sha256 = std::array<std::uint8_t, 32>;

constexpr std::string_view kPrefix = "sha256/";

std::string pin_text(const Sha256& sha256) { return std::string(kPrefix) + text::to_base64(sha256); }

std::optional<Sha256> key_of(const Certificate& certificate) {
  const auto& fields = certificate.fields();
  if (!fields) return std::nullopt;
  Sha256 sha256{};
  std::ranges::copy(crypto::Digest::sha256().of({fields->spki}), sha256.begin());
  return sha256;
}

}  // namespace

Result<void> Pins::add(std::string_view host_pattern, std::string_view pin) {
  KS_TRY(auto host, HostPattern::parse(host_pattern));
  const auto wrong = [&](std::string_view why) {
    return failure(Errc::usage, "\"" + text::shown(pin) + "\" is no pin: " + std::string(why),
                   "a pin is sha256/ and the base64 of 32 bytes");
  };
  if (!pin.starts_with(kPrefix)) return wrong("it does not begin with sha256/");
  const auto bytes = text::from_base64(pin.substr(kPrefix.size()));
  if (!bytes) return wrong(bytes.error().message);
  Sha256 sha256{};
  if (bytes->size() != sha256.size()) return wrong("it has " + std::to_string(bytes->size()) + " bytes, not 32");
  std::ranges::copy(*bytes, sha256.begin());
  pins_.push_back({.host = std::move(host), .sha256 = sha256});
  return {};
}

bool Pins::apply_to(const Host& host) const {
  return std::ranges::any_of(pins_, [&](const Pin& pin) { return pin.host.matches(host); });
}

Result<void> Pins::check(const Host& host, const std::vector<Certificate>& chain) const {
  if (!apply_to(host)) return {};
  std::string shown;
  for (const auto& certificate : chain) {
    const auto key = key_of(certificate);
    if (!key) continue;
    const auto fits = [&](const Pin& pin) { return pin.sha256 == *key && pin.host.matches(host); };
    if (std::ranges::any_of(pins_, fits)) return {};
    shown += (shown.empty() ? "" : ", ") + pin_text(*key) + " (" + text::shown(certificate.describe()) + ")";
  }
  return failure(Errc::verification, "no pin of " + host.text() + " is in its chain: " + shown,
                 "if the key was replaced on purpose, pin one of these");
}

std::vector<std::string> Pins::warnings() const {
  std::vector<std::string> all;
  for (const auto& pin : pins_) {
    const auto same_host = [&](const Pin& other) { return other.host.text() == pin.host.text(); };
    if (std::ranges::count_if(pins_, same_host) > 1) continue;
    all.push_back(pin.host.text() + " has a single pin: without a backup nobody can connect once its key is replaced");
  }
  return all;
}

std::vector<std::string> Pins::list() const {
  std::vector<std::string> all;
  for (const auto& pin : pins_) all.push_back(pin.host.text() + " " + pin_text(pin.sha256));
  std::ranges::sort(all);
  return all;
}

Result<std::string> pin_of(const Certificate& certificate) {
  const auto key = key_of(certificate);
  if (!key) return failure(certificate.fields().error());
  return pin_text(*key);
}

}  // namespace ks::tls
