#include "formats/entry_names.h"

#include <utility>

namespace ks {
namespace {

std::string folded(std::string_view name) { return Alias(std::string(name)).folded().text(); }

}  // namespace

Namer::Namer(const std::vector<std::string_view>& given) {
  for (const auto name : given) folded_.insert(folded(name));
}

Alias Namer::given(std::string_view name) {
  return Alias(exact_.insert(std::string(name)).second ? std::string(name) : free(name));
}

Alias Namer::suggested(std::string_view name) {
  return Alias::suggested(folded_.insert(folded(name)).second ? std::string(name) : free(name));
}

/// The suffixes tried for a name are never tried again, or many entries of one name would cost their square.
std::string Namer::free(std::string_view name) {
  auto& suffix = next_suffix_.try_emplace(folded(name), 2).first->second;
  std::string text;
  do {
    text = std::string(name) + "-" + std::to_string(suffix++);
  } while (!folded_.insert(folded(text)).second);
  return text;
}

}  // namespace ks
