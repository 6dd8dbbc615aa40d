#include "formats/java_names.h"

#include <utility>

namespace ks {

JavaNames::JavaNames(const std::vector<const Entry*>& entries) {
  for (const auto* entry : entries) {
    const auto folded = entry->alias.folded().text();
    taken_.insert(folded);
    if (!entry->alias.is_suggested()) chosen_.insert(folded);
  }
}

std::string JavaNames::next(const Entry& entry, std::vector<Loss>& losses) {
  const auto& alias = entry.alias;
  auto name = alias.folded().text();
  if (alias.is_suggested()) {
    return chosen_.contains(name) || !given_.insert(name).second ? free_name(name) : name;
  }
  const auto lose = [&](Loss::Weight weight, const std::string& why) {
    losses.push_back({.weight = weight, .alias = alias.text(), .what = "is called " + name + why});
  };
  if (!given_.insert(name).second) {
    name = free_name(name);
    lose(Loss::Weight::content, ": another alias differs from it only by case, which Java ignores");
  } else if (name != alias.text()) {
    lose(Loss::Weight::detail, ", as Java looks for aliases in lower case");
  }
  return name;
}

/// Linear over a whole file: the number only grows, and a name that is taken stands in the way of one alias, once.
std::string JavaNames::free_name(const std::string& base) {
  auto& number = numbers_.try_emplace(base, 2).first->second;
  for (;; ++number) {
    auto name = base + "-" + std::to_string(number);
    if (taken_.insert(name).second) return name;
  }
}

}  // namespace ks
