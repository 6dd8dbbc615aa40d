#include "ks/base/text.h"

namespace ks::text {

std::string to_lower_as_java(std::string_view utf8) {
  std::string lower(utf8);
  for (auto& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

}  // namespace ks::text
