#include "ks/formats/format.h"

#include "ks/model/alias.h"

namespace ks {
namespace {

/// Of the same alias, or of the only one that differs from it by case alone.
const SharedSecret* named(const std::map<std::string, SharedSecret>& own, const std::string& alias) {
  if (const auto exact = own.find(alias); exact != own.end()) return &exact->second;
  const SharedSecret* folding = nullptr;
  for (const auto& [name, password] : own) {
    if (!Alias(name).folds_with(Alias(alias))) continue;
    if (folding != nullptr) return nullptr;
    folding = &password;
  }
  return folding;
}

SharedSecret pick(const std::map<std::string, SharedSecret>& own, const std::string& alias, const SharedSecret& keys,
                  const SharedSecret& store) {
  if (const auto* found = named(own, alias)) return *found;
  return keys ? keys : store;
}

}  // namespace

SharedSecret DecodeOptions::password_for(const std::string& alias) const {
  return pick(key_passwords, alias, key_password, password);
}

SharedSecret EncodeOptions::password_for(const std::string& alias) const {
  return pick(key_passwords, alias, key_password, password);
}

std::string to_text(const Loss& loss) { return loss.alias.empty() ? loss.what : loss.alias + ": " + loss.what; }

}  // namespace ks
