#include <utility>

#include "ks/ops/ops.h"

namespace ks {
namespace {

template <class Key>
Result<Key> unlock(const Key& key, const Alias& alias) {
  if (key.locked()) return key;
  return key.unlock().map_error([&alias](Error error) {
    error.alias = alias.text();
    return error;
  });
}

Result<Entry> unlock(Entry entry) {
  if (auto* identity = std::get_if<PrivateKeyEntry>(&entry.value)) {
    KS_TRY(identity->key, unlock(identity->key, entry.alias));
  } else if (auto* secret = std::get_if<SecretKeyEntry>(&entry.value)) {
    KS_TRY(secret->key, unlock(secret->key, entry.alias));
  }
  return entry;
}

}  // namespace

Result<Store> unlock_keys(const Store& store) {
  Store unlocked = store;
  for (const auto& entry : store) {
    KS_TRY(auto plain, unlock(entry));
    unlocked.replace(std::move(plain));
  }
  return unlocked;
}

}  // namespace ks
