#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ks/base/bytes.h"
#include "ks/base/result.h"
#include "ks/model/certificate.h"

/// Names of hosts: the one matcher that every backend uses.
namespace ks::tls {

/// Whom a connection is for: a DNS name in A-labels and lower case, or an IP address.
class Host {
 public:
  /// Takes "Example.ORG", "example.org.", "bücher.example", "192.0.2.1", "2001:db8::1", "[::1]", "fe80::1%eth0".
  /// Errors: usage for what is none of these: an empty label, "*.example.org", "example.org:443", "192.0.2.1.5".
  [[nodiscard]] static Result<Host> parse(std::string_view text);

  [[nodiscard]] bool is_ip() const noexcept { return !ip_.empty(); }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }  ///< "xn--bcher-kva.example", "2001:db8::1"
  [[nodiscard]] const Bytes& ip() const noexcept { return ip_; }            ///< 4 or 16 bytes; empty for a name.

  friend bool operator==(const Host&, const Host&) = default;

 private:
  std::string text_;
  Bytes ip_;
};

/// Whether a certificate is for `host`: an iPAddress of its subjectAltName is the address, or a dNSName is the name or
/// "*." and all but the first label of it. The common name never counts, nor a "*" that is not a whole first label, nor one
/// in front of a single label. Source: RFC 9525, 6.3 and 6.5.
[[nodiscard]] bool is_for(const CertificateFields& certificate, const Host& host);

/// The names that it is for, for messages: "example.org, *.example.org, 192.0.2.1"; "none" if there are none.
[[nodiscard]] std::string names_of(const CertificateFields& certificate);

/// For routes and pins: "example.org", "*.example.org" (exactly one label before it), "**.example.org" (any number of
/// labels, also none), "*" (every host), or an address.
class HostPattern {
 public:
  /// Errors: usage.
  [[nodiscard]] static Result<HostPattern> parse(std::string_view text);
  [[nodiscard]] bool matches(const Host& host) const;
  [[nodiscard]] bool is_every() const noexcept { return kind_ == Kind::every; }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  /// Of two that match one host the more exact has the higher number.
  [[nodiscard]] std::size_t exactness() const noexcept;

 private:
  enum class Kind { exact, one_label, any_labels, every };
  Kind kind_ = Kind::every;
  std::string text_ = "*";  // as parse() took it, in A-labels
  std::string suffix_;      // "example.org"
};

}  // namespace ks::tls
