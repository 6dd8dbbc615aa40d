#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ks/model/alias.h"

namespace ks {

/// Gives each entry of a file an alias of its own.
class Namer {
 public:
  /// `given`: every name that the file gives an entry. Nobody else gets one of them.
  explicit Namer(const std::vector<std::string_view>& given);

  /// `name`; for all but the first of that name the first free of "name-2", "name-3", … . Names that differ only by case
  /// are different.
  [[nodiscard]] Alias given(std::string_view name);
  /// The same for a name that the file does not give; it gives way to others by case, too.
  [[nodiscard]] Alias suggested(std::string_view name);

 private:
  std::string free(std::string_view name);

  std::unordered_set<std::string> exact_;                     // given names that an entry has got
  std::unordered_set<std::string> folded_;                    // given names, and those made up so far
  std::unordered_map<std::string, std::size_t> next_suffix_;  // by folded name
};

}  // namespace ks
