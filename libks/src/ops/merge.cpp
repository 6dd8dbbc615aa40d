#include <algorithm>

#include "ks/base/text.h"
#include "ks/ops/ops.h"

namespace ks {
namespace {

Result<void> clash(const Alias& alias) {
  return failure(Error{.code = Errc::clash,
                       .message = "two different entries are called " + text::shown(alias.text()),
                       .alias = alias.text(),
                       .hint = "--on-clash keep, replace or rename decides between them"});
}

/// A name that nobody chose makes room for one that somebody did.
void give_way(Store& ours, const Alias& suggested, const Entry& theirs) {
  auto displaced = *ours.find(suggested);
  ours.replace(theirs);
  ours.add_renamed(std::move(displaced));
}

Result<void> add(Store& ours, const Entry& theirs, OnClash on_clash) {
  const Entry* taken = ours.find(theirs.alias);
  if (taken == nullptr || (taken->alias != theirs.alias && !same_content(*taken, theirs))) return ours.add(theirs);
  if (same_content(*taken, theirs)) return {};
  if (theirs.alias.is_suggested()) {
    ours.add_renamed(theirs);
    return {};
  }
  if (taken->alias.is_suggested()) {
    give_way(ours, taken->alias, theirs);
    return {};
  }
  switch (on_clash) {
    case OnClash::keep_ours: return {};
    case OnClash::take_theirs: ours.replace(theirs); return {};
    case OnClash::rename_theirs: ours.add_renamed(theirs); return {};
    case OnClash::fail: break;
  }
  return clash(theirs.alias);
}

template <class T>
void unite(std::vector<T>& ours, const std::vector<T>& theirs) {
  for (const auto& one : theirs) {
    if (std::ranges::find(ours, one) == ours.end()) ours.push_back(one);
  }
}

}  // namespace

Result<Store> merge(Store ours, const Store& theirs, OnClash on_clash) {
  for (const auto& entry : theirs) KS_TRY(add(ours, entry, on_clash));
  unite(ours.crls, theirs.crls);
  unite(ours.opaque, theirs.opaque);
  return ours;
}

}  // namespace ks
