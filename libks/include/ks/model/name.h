#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ks/base/bytes.h"
#include "ks/base/result.h"

namespace ks {

/// A distinguished name: its DER and what it says.
class Name {
 public:
  struct Attribute {
    std::string oid;    ///< "2.5.4.3"
    std::string value;  ///< UTF-8; for a type that is no string "#" and the hex of its DER (RFC 4514, 2.4).
    bool multi = false; ///< Shares its RDN with the attribute before it.
  };

  Name() = default;
  /// Errors: damaged.
  [[nodiscard]] static Result<Name> from_der(ByteView der);

  [[nodiscard]] ByteView der() const noexcept { return der_; }
  [[nodiscard]] std::vector<Attribute> attributes() const;  ///< In DER order, read anew.
  [[nodiscard]] bool empty() const noexcept { return canonical_.empty(); }
  /// RFC 4514: "CN=example.org,O=Acme,C=DE", last RDN first. Not escaped for a terminal.
  [[nodiscard]] std::string text() const;
  /// The last CN, or "".
  [[nodiscard]] std::string common_name() const;

  /// RFC 5280, 7.1: case and runs of white space do not count, nor does the string type.
  [[nodiscard]] bool matches(const Name& other) const { return canonical_ == other.canonical_; }
  [[nodiscard]] const std::string& canonical() const noexcept { return canonical_; }  ///< Equal iff names match.

  friend bool operator==(const Name& a, const Name& b) noexcept { return a.der_ == b.der_; }

 private:
  Bytes der_;
  std::string canonical_;
};

}  // namespace ks
