#pragma once

#include <compare>
#include <string>
#include <utility>

namespace ks {

/// Whether two aliases are one that differ by upper and lower case alone, as Java has it.
enum class AliasCase { matters, is_folded };

/// An entry's name, as the file has it: UTF-8, any case, possibly empty. Only this class knows how two compare.
///
/// `==` is exact. Java's stores fold case, so two aliases that differ only by it cannot live in one JKS or, for Java,
/// in one PKCS#12 file: `folds_with` tells.
class Alias {
 public:
  Alias() = default;
  explicit Alias(std::string utf8) : text_(std::move(utf8)) {}

  /// A name that no file gave, made from what the entry holds (its CN, or "key"): whoever has a better one may drop it,
  /// and two such names never clash. Compares like any other.
  [[nodiscard]] static Alias suggested(std::string utf8) {
    Alias alias(std::move(utf8));
    alias.suggested_ = true;
    return alias;
  }
  [[nodiscard]] bool is_suggested() const noexcept { return suggested_; }

  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }
  [[nodiscard]] Alias folded() const;  ///< As java.security.KeyStore implementations fold it: lower case, full Unicode.
  [[nodiscard]] bool folds_with(const Alias& other) const { return folded() == other.folded(); }

  friend bool operator==(const Alias& a, const Alias& b) noexcept { return a.text_ == b.text_; }
  friend auto operator<=>(const Alias& a, const Alias& b) noexcept { return a.text_ <=> b.text_; }

 private:
  std::string text_;
  bool suggested_ = false;
};

}  // namespace ks
