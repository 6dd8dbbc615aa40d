#pragma once

#include <string>
#include <utility>

namespace ks {

/// An entry's name, as the file has it: UTF-8, any case, possibly empty. Only this class knows how two compare.
///
/// `==` is exact. Java's stores fold case, so two aliases that differ only by it cannot live in one JKS or, for Java, in
/// one PKCS#12 file: `folds_with` tells.
class Alias {
 public:
  Alias() = default;
  explicit Alias(std::string utf8) : text_(std::move(utf8)) {}

  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }
  [[nodiscard]] Alias folded() const;  ///< As java.security.KeyStore implementations fold it: lower case, full Unicode.
  [[nodiscard]] bool folds_with(const Alias& other) const { return folded() == other.folded(); }

  friend bool operator==(const Alias&, const Alias&) = default;
  friend auto operator<=>(const Alias&, const Alias&) = default;

 private:
  std::string text_;
};

}  // namespace ks
