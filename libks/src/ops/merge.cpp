#include <algorithm>

#include "ks/ops/ops.h"

namespace ks {
namespace {

Result<void> add(Store& ours, const Entry& theirs, OnClash on_clash) {
  const Entry* taken = ours.find(theirs.alias);
  if (taken == nullptr) return ours.add(theirs);
  if (same_content(*taken, theirs)) return {};
  switch (on_clash) {
    case OnClash::keep_ours: return {};
    case OnClash::take_theirs: ours.replace(theirs); return {};
    case OnClash::rename_theirs: ours.add_renamed(theirs); return {};
    case OnClash::fail: break;
  }
  return failure(Error{.code = Errc::clash,
                       .message = "two different entries are called " + theirs.alias.text(),
                       .alias = theirs.alias.text(),
                       .hint = "--on-clash keep, replace or rename decides between them"});
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
