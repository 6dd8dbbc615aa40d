#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "ks/model/alias.h"

namespace ks::pkcs12 {

/// Gives each entry of a file an alias of its own. Names that the file gives are asked for first, so that no suggestion
/// takes one of them.
class Namer {
 public:
  /// `name`, or the first free of "name-2", "name-3", … . Names that differ only by case are different.
  [[nodiscard]] Alias given(std::string_view name);
  /// The same for a name the file does not give; it gives way to others by case, too.
  [[nodiscard]] Alias suggested(std::string_view name);

 private:
  std::string free(std::string_view name);

  std::unordered_set<std::string> exact_;
  std::unordered_set<std::string> folded_;
  std::unordered_map<std::string, std::size_t> next_suffix_;  // folded
};

}  // namespace ks::pkcs12
