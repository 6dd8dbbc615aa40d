#include "formats/pkcs12_names.h"

#include <utility>

namespace ks::pkcs12 {
namespace {

std::string folded(std::string_view name) { return Alias(std::string(name)).folded().text(); }

}  // namespace

Alias Namer::given(std::string_view name) {
  std::string text(name);
  if (exact_.contains(text)) text = free(name);
  folded_.insert(folded(text));
  exact_.insert(text);
  return Alias(std::move(text));
}

Alias Namer::suggested(std::string_view name) {
  std::string text(name);
  if (folded_.contains(folded(text))) text = free(name);
  folded_.insert(folded(text));
  exact_.insert(text);
  return Alias::suggested(std::move(text));
}

/// The suffixes tried for a name are never tried again, or many entries of one name would cost their square.
std::string Namer::free(std::string_view name) {
  auto& suffix = next_suffix_.try_emplace(folded(name), 2).first->second;
  std::string text;
  do {
    text = std::string(name) + "-" + std::to_string(suffix++);
  } while (folded_.contains(folded(text)));
  return text;
}

}  // namespace ks::pkcs12
