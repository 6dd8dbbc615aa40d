#include "ks/tls/host.h"

#include <arpa/inet.h>
#include <idn2.h>

#include <algorithm>
#include <array>
#include <memory>

#include "ks/base/text.h"

namespace ks::tls {
namespace {

using std::string_view;

constexpr std::size_t kLongestName = 253, kLongestLabel = 63;  // RFC 1035, 2.3.4, without the dot at the end
constexpr std::size_t kNamesShown = 10;

tl::unexpected<Error> not_a_host(string_view text, string_view why) {
  return failure(Errc::usage, "\"" + text::shown(text) + "\" is no host: " + std::string(why));
}

bool is_ascii(string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

std::string lowered(string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), lower);
  return result;
}

/// Underscores are no part of host names and yet in use (RFC 8553).
bool is_label_character(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; }

bool is_number(string_view label) {
  return std::ranges::all_of(label, [](char c) { return c >= '0' && c <= '9'; });
}

/// 4 or 16 bytes of an address; empty if `text` is none.
Bytes to_ip(const std::string& text) {
  std::array<std::uint8_t, 16> address{};
  if (inet_pton(AF_INET, text.c_str(), address.data()) == 1) return {address.begin(), address.begin() + 4};
  if (inet_pton(AF_INET6, text.c_str(), address.data()) == 1) return {address.begin(), address.end()};
  return {};
}

std::string ip_text(const Bytes& ip) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(ip.size() == 4 ? AF_INET : AF_INET6, ip.data(), text.data(), text.size());
  return text.data();
}

/// "[::1]" and "fe80::1%eth0" without what is no part of the address (RFC 3986, 3.2.2; RFC 4007, 11).
string_view bare_address(string_view text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
  if (text.find(':') != string_view::npos) text = text.substr(0, text.find('%'));
  return text;
}

/// Why `name`, in lower case, is no DNS name; empty if it is one.
string_view why_no_name(string_view name) {
  if (name.empty()) return "it is empty";
  if (name.size() > kLongestName) return "it is too long";
  for (string_view left = name, label;; left.remove_prefix(label.size() + 1)) {
    label = left.substr(0, left.find('.'));
    if (label.empty()) return "it has an empty label";
    if (label.size() > kLongestLabel) return "it has a label that is too long";
    if (!std::ranges::all_of(label, is_label_character)) return "it has characters that no name has";
    if (label.size() == left.size()) return is_number(label) ? "it ends in a number and is no address" : "";
  }
}

/// A-labels in lower case (RFC 5891). Errors: usage.
Result<std::string> to_a_labels(string_view name) {
  if (is_ascii(name)) return lowered(name);
  char* converted = nullptr;
  const std::string text(name);
  const int status = idn2_to_ascii_8z(text.c_str(), &converted, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  const std::unique_ptr<char, decltype(&idn2_free)> owned(converted, idn2_free);
  if (status != IDN2_OK) return not_a_host(name, idn2_strerror(status));
  return lowered(converted);
}

/// A name as DNS has it. Errors: usage.
Result<std::string> to_name(string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.find('\0') != string_view::npos) return not_a_host(text, "it has characters that no name has");
  KS_TRY(auto name, to_a_labels(text));
  if (const auto why = why_no_name(name); !why.empty()) return not_a_host(text, why);
  return name;
}

/// Whether `name` is "*." and at least two labels.
bool is_wildcard(string_view name) { return name.starts_with("*.") && name.find('.', 2) != string_view::npos; }

/// Whether a dNSName in lower case covers `host`.
bool covers(string_view name, string_view host) {
  if (!is_wildcard(name)) return name == host;
  const auto dot = host.find('.');
  return dot != 0 && dot != string_view::npos && host.substr(dot) == name.substr(1);
}

}  // namespace

Result<Host> Host::parse(string_view text) {
  Host host;
  host.ip_ = to_ip(std::string(bare_address(text)));
  if (host.is_ip()) {
    host.text_ = ip_text(host.ip_);
    return host;
  }
  KS_TRY(host.text_, to_name(text));
  return host;
}

bool is_for(const CertificateFields& certificate, const Host& host) {
  return std::ranges::any_of(certificate.subject_alternative_names, [&](const GeneralName& name) {
    if (host.is_ip()) return name.kind == GeneralName::Kind::ip && name.value == host.ip();
    return name.kind == GeneralName::Kind::dns && covers(lowered(name.text), host.text());
  });
}

std::string names_of(const CertificateFields& certificate) {
  std::string all;
  std::size_t count = 0;
  for (const auto& name : certificate.subject_alternative_names) {
    if (name.kind != GeneralName::Kind::dns && name.kind != GeneralName::Kind::ip) continue;
    if (++count <= kNamesShown) all += (all.empty() ? "" : ", ") + name.text;
  }
  if (count > kNamesShown) all += " and " + std::to_string(count - kNamesShown) + " more";
  return all.empty() ? "none" : all;
}

Result<HostPattern> HostPattern::parse(string_view text) {
  HostPattern pattern;
  if (text == "*") {
    pattern.text_ = "*";
    return pattern;
  }
  const string_view prefix = text.starts_with("**.") ? "**." : text.starts_with("*.") ? "*." : "";
  KS_TRY(const auto host, Host::parse(text.substr(prefix.size())));
  if (!prefix.empty() && host.is_ip()) return not_a_host(text, "an address has no labels in front of it");
  pattern.kind_ = prefix.empty() ? Kind::exact : prefix == "*." ? Kind::one_label : Kind::any_labels;
  pattern.suffix_ = host.text();
  pattern.text_ = std::string(prefix) + host.text();
  return pattern;
}

bool HostPattern::matches(const Host& host) const {
  const auto& name = host.text();
  if (kind_ == Kind::every) return true;
  if (kind_ == Kind::exact || host.is_ip()) return kind_ == Kind::exact && name == suffix_;
  if (kind_ == Kind::any_labels && name == suffix_) return true;
  if (name.size() <= suffix_.size() + 1 || !name.ends_with("." + suffix_)) return false;
  const auto before = string_view(name).substr(0, name.size() - suffix_.size() - 1);
  return kind_ == Kind::any_labels || before.find('.') == string_view::npos;
}

std::size_t HostPattern::exactness() const noexcept {
  const auto of_kind = static_cast<std::size_t>(Kind::every) - static_cast<std::size_t>(kind_);
  return of_kind * (kLongestName + 1) + (kind_ == Kind::exact ? 0 : suffix_.size());
}

}  // namespace ks::tls
