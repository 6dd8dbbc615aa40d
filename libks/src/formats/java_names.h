#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ks/formats/format.h"
#include "ks/model/entry.h"

namespace ks {

/// Names for the entries of a file that Java will read: folded, since Java folds what it is asked for and never finds an
/// alias that the file has in capitals, and no two alike.
class JavaNames {
 public:
  /// Of `entries`, all that the file will hold; they outlive this.
  explicit JavaNames(const std::vector<const Entry*>& entries);

  /// The name of the next entry; asked once for each, in order. Of several aliases that fold to one the first has it, the
  /// later get "web-2" and so on, past every name of the file. A changed name is a detail if only its case changed and a
  /// loss of content if it is another; a suggested alias was nobody's choice, gives way to others and is not missed.
  [[nodiscard]] std::string next(const Entry& entry, std::vector<Loss>& losses);

 private:
  std::string free_name(const std::string& base);

  std::unordered_set<std::string> taken_;   // folded aliases, and the names made up so far
  std::unordered_set<std::string> chosen_;  // folded aliases that somebody chose
  std::unordered_set<std::string> given_;   // folded aliases that an entry has got
  std::unordered_map<std::string, std::size_t> numbers_;
};

}  // namespace ks
