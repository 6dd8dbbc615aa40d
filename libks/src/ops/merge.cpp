#include <algorithm>
#include <utility>

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

Result<void> key_loss(const Alias& alias) {
  return failure(
      Error{.code = Errc::clash,
            .message = "another entry would replace the key " + text::shown(alias.text()),
            .alias = alias.text(),
            .hint = "give it an alias of its own, or let --on-clash rename do so; --allow-loss drops the key"});
}

bool is_key(const Entry& entry) {
  return std::holds_alternative<PrivateKeyEntry>(entry.value) || std::holds_alternative<SecretKeyEntry>(entry.value);
}

/// Equal content; or one chain, which is of one key, be it locked here or there.
bool same(const Entry& a, const Entry& b) {
  const auto* mine = std::get_if<PrivateKeyEntry>(&a.value);
  const auto* other = std::get_if<PrivateKeyEntry>(&b.value);
  if (mine != nullptr && other != nullptr && !mine->chain.empty() && mine->chain == other->chain) return true;
  return same_content(a, b);
}

class Merger {
 public:
  Merger(Store ours, const MergeOptions& options) : merged_{.store = std::move(ours), .fates = {}}, options_(options) {}

  Result<void> add(const Entry& theirs) {
    const Entry* taken = merged_.store.find(theirs.alias);
    if (taken != nullptr && same(*taken, theirs)) return tell(Fate::What::there_already, theirs.alias, taken->alias);
    if (taken == nullptr || (taken->alias != theirs.alias && options_.alias_case == AliasCase::matters)) {
      KS_TRY(merged_.store.add(theirs));
      return tell(Fate::What::added, theirs.alias, theirs.alias);
    }
    if (theirs.alias.is_suggested()) return add_renamed(theirs, Fate::What::added);
    if (taken->alias.is_suggested()) return give_way(*taken, theirs);
    return settle(*taken, theirs);
  }

  Merged take() && { return std::move(merged_); }

 private:
  Result<void> settle(const Entry& taken, const Entry& theirs) {
    switch (options_.on_clash) {
      case OnClash::keep_ours: return tell(Fate::What::kept, taken.alias, taken.alias);
      case OnClash::take_theirs: return replace(taken, theirs);
      case OnClash::rename_theirs: return add_renamed(theirs, Fate::What::renamed);
      case OnClash::fail: break;
    }
    return clash(theirs.alias);
  }

  Result<void> replace(const Entry& taken, Entry theirs) {
    if (is_key(taken) && taken.value.index() != theirs.value.index() && options_.key_loss == KeyLoss::refused) {
      return key_loss(taken.alias);
    }
    const auto alias = taken.alias;
    theirs.alias = alias;
    merged_.store.replace(std::move(theirs));
    return tell(Fate::What::replaced, alias, alias);
  }

  /// A name that nobody chose makes room for one that somebody did.
  Result<void> give_way(const Entry& taken, const Entry& theirs) {
    auto displaced = taken;
    if (displaced.alias == theirs.alias) {
      merged_.store.replace(theirs);
    } else {
      KS_TRY(merged_.store.remove(displaced.alias));
      KS_TRY(merged_.store.add(theirs));
    }
    KS_TRY(add_renamed(displaced, Fate::What::renamed));
    return tell(Fate::What::added, theirs.alias, theirs.alias);
  }

  /// Nobody misses a name that nobody chose: such an entry is added, under another.
  Result<void> add_renamed(const Entry& entry, Fate::What what) {
    merged_.store.add_renamed(entry);
    const auto now = merged_.store.entries().back().alias;
    return tell(what, what == Fate::What::added ? now : entry.alias, now);
  }

  Result<void> tell(Fate::What what, const Alias& alias, const Alias& now) {
    merged_.fates.push_back({what, alias, now});
    return {};
  }

  Merged merged_;
  const MergeOptions& options_;
};

template <class T>
void unite(std::vector<T>& ours, const std::vector<T>& theirs) {
  for (const auto& one : theirs) {
    if (std::ranges::find(ours, one) == ours.end()) ours.push_back(one);
  }
}

}  // namespace

Result<Merged> merge(Store ours, const Store& theirs, const MergeOptions& options) {
  Merger merger(std::move(ours), options);
  for (const auto& entry : theirs) KS_TRY(merger.add(entry));
  auto merged = std::move(merger).take();
  unite(merged.store.crls, theirs.crls);
  unite(merged.store.opaque, theirs.opaque);
  return merged;
}

Result<Store> merge(Store ours, const Store& theirs, OnClash on_clash) {
  return merge(std::move(ours), theirs, MergeOptions{.on_clash = on_clash}).map([](Merged merged) {
    return std::move(merged.store);
  });
}

}  // namespace ks
