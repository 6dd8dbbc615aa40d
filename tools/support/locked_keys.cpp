#include "support/locked_keys.h"

#include <algorithm>
#include <variant>

namespace ks::tool {
namespace {

template <class Question>
bool any_encrypted_key(const Store& store, const Question& question) {
  const auto of_value = [&question](const auto& value) {
    if constexpr (requires { value.key.plain(); }) return !value.key.plain() && question(value.key);
    return false;
  };
  return std::ranges::any_of(store, [&](const Entry& entry) { return std::visit(of_value, entry.value); });
}

}  // namespace

bool has_encrypted_key(const Store& store) {
  return any_encrypted_key(store, [](const auto& /*key*/) { return true; });
}

std::optional<ByteView> plain_key(const Entry& entry) {
  if (const auto* identity = std::get_if<PrivateKeyEntry>(&entry.value); identity && identity->key.plain()) {
    return identity->key.pkcs8();
  }
  if (const auto* secret = std::get_if<SecretKeyEntry>(&entry.value); secret && secret->key.plain()) {
    return secret->key.raw();
  }
  return std::nullopt;
}

bool opens_a_key(const Store& store, const Secret& password) {
  return any_encrypted_key(store, [&password](const auto& key) { return key.unlock(password).has_value(); });
}

}  // namespace ks::tool
