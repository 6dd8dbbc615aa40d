#include "ks/formats/format.h"

namespace ks {
namespace {

SharedSecret pick(const std::map<std::string, SharedSecret>& own, const std::string& alias, const SharedSecret& keys,
                  const SharedSecret& store) {
  if (const auto found = own.find(alias); found != own.end()) return found->second;
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
