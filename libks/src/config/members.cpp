#include "config/members.h"

#include <algorithm>
#include <utility>

#include "ks/base/text.h"

namespace ks::config {

using nlohmann::json;

Members::Members(const json& object, std::string where) : object_(object), where_(std::move(where)) {
  if (!object_.is_object()) {
    error_ = Error{.code = Errc::usage, .message = (where_.empty() ? "the whole" : where_) + " has to be an object"};
  }
}

bool Members::has(std::string_view name) const { return object_.is_object() && object_.contains(std::string(name)); }

const json* Members::any(std::string_view name) { return find(name); }

const json* Members::find(std::string_view name) {
  asked_.emplace(name);
  if (error_ || !object_.is_object()) return nullptr;
  const auto found = object_.find(std::string(name));
  return found == object_.end() ? nullptr : &*found;
}

template <class T>
std::optional<T> Members::typed(std::string_view name, bool (json::*is_one)() const noexcept, std::string_view wanted) {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  if ((value->*is_one)()) return value->get<T>();
  fail(name, wanted);
  return std::nullopt;
}

std::optional<std::string> Members::text(std::string_view name) {
  return typed<std::string>(name, &json::is_string, "has to be a text");
}

std::optional<bool> Members::boolean(std::string_view name) {
  return typed<bool>(name, &json::is_boolean, "has to be true or false");
}

std::optional<double> Members::number(std::string_view name) {
  return typed<double>(name, &json::is_number, "has to be a number");
}

std::vector<std::string> Members::texts(std::string_view name) {
  const auto* value = find(name);
  std::vector<std::string> all;
  if (value == nullptr) return all;
  const auto is_text = [](const json& item) { return item.is_string(); };
  if (!value->is_array() || value->empty() || !std::ranges::all_of(*value, is_text)) {
    fail(name, "has to be a list of texts, and not an empty one");
    return all;
  }
  for (const auto& item : *value) all.push_back(item.get<std::string>());
  return all;
}

SharedSecret Members::secret(std::string_view name) {
  const auto value = text(name);
  return value ? share(Secret(*value)) : nullptr;
}

std::string Members::required_text(std::string_view name) {
  auto value = text(name);
  if (!value && !error_) fail(name, "is missing");
  return value.value_or("");
}

std::string Members::path_of(std::string_view name) const {
  return where_.empty() ? std::string(name) : where_ + "." + std::string(name);
}

void Members::fail(std::string_view name, std::string_view what, std::string hint) {
  if (error_) return;
  error_ = Error{.code = Errc::usage, .message = path_of(name) + " " + std::string(what), .hint = std::move(hint)};
}

Result<void> Members::status() const { return error_ ? Result<void>(failure(*error_)) : Result<void>(); }

Result<void> Members::finish() const {
  KS_TRY(status());
  for (const auto& [name, value] : object_.items()) {
    if (asked_.contains(name)) continue;
    std::string known;
    for (const auto& other : asked_) known += (known.empty() ? "" : ", ") + other;
    return failure(Errc::usage, path_of(text::shown(name)) + " is unknown", "known here are " + known);
  }
  return {};
}

}  // namespace ks::config
