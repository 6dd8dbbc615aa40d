#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "ks/base/result.h"
#include "ks/base/secret.h"

namespace ks::config {

/// The members of a JSON object, each asked for by name. Keeps its first failure and gives nothing from then on; what
/// nobody has asked for is unknown.
class Members {
 public:
  /// `where` names the object in errors: "key" makes "key.keyFile".
  Members(const nlohmann::json& object, std::string where);

  [[nodiscard]] bool has(std::string_view name) const;
  std::optional<std::string> text(std::string_view name);
  std::optional<bool> boolean(std::string_view name);
  std::optional<double> number(std::string_view name);
  std::vector<std::string> texts(std::string_view name);  ///< Empty only if it is not there.
  SharedSecret secret(std::string_view name);
  /// An object or anything else, to be looked at by the caller; null if it is not there.
  const nlohmann::json* any(std::string_view name);
  /// Fails if it is not there.
  std::string required_text(std::string_view name);

  void fail(std::string_view name, std::string_view what, std::string hint = {});
  /// The first failure.
  [[nodiscard]] Result<void> status() const;
  /// The same; else usage, if there is a member that nobody has asked for.
  [[nodiscard]] Result<void> finish() const;
  [[nodiscard]] std::string path_of(std::string_view name) const;

 private:
  const nlohmann::json* find(std::string_view name);
  template <class T>
  std::optional<T> typed(std::string_view name, bool (nlohmann::json::*is_one)() const noexcept,
                         std::string_view wanted);

  const nlohmann::json& object_;
  std::string where_;
  std::set<std::string, std::less<>> asked_;
  std::optional<Error> error_;
};

}  // namespace ks::config
