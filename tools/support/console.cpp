#include "support/console.h"

#include <iostream>
#include <tuple>

namespace ks::tool {
namespace {

void complain(std::string_view kind, std::string_view what) { std::cerr << "ks: " << kind << ": " << what << '\n'; }

nlohmann::json text_or_null(const std::string& text) {
  return text.empty() ? nlohmann::json(nullptr) : nlohmann::json(text);
}

/// Whether the message says the alias: "web: no chain", "the key web is locked", "no entry is called \"web\"". Not every
/// place where it occurs is one: keys are called "key".
bool names_alias(const Error& error) {
  const auto& [message, alias] = std::tie(error.message, error.alias);
  const auto says = [&message](const std::string& text) { return message.find(text) != std::string::npos; };
  return message.starts_with(alias + ":") || message.ends_with(alias) || says('"' + alias + '"') ||
         says("key " + alias + " ");
}

/// "server.jks: web: ", as far as it is known and not part of the message.
std::string where(const Error& error) {
  std::string prefix = error.file.empty() ? "" : shown(error.file) + ": ";
  if (!names_alias(error)) prefix += shown(error.alias) + ": ";
  return prefix;
}

}  // namespace

nlohmann::ordered_json to_json(const Error& error) {
  return {{"code", name(error.code)},
          {"message", error.message},
          {"file", text_or_null(error.file)},
          {"alias", text_or_null(error.alias)},
          {"hint", text_or_null(error.hint)}};
}

std::string json_text(const nlohmann::ordered_json& document, int indent) {
  constexpr bool all_ascii = false;
  return text::escape_json(document.dump(indent, ' ', all_ascii, nlohmann::ordered_json::error_handler_t::replace));
}

void Console::say(std::string_view line) { (output_is_taken_ ? std::cerr : std::cout) << shown(line) << '\n'; }

void Console::print(std::string_view text) { std::cout << text; }

void Console::warn(std::string_view what) { complain("warning", shown(what)); }

void Console::warn(const Loss& loss) { warn(to_text(loss)); }

void Console::report(const Error& error) {
  if (style_ == Style::json) {
    std::cerr << json_text(nlohmann::ordered_json{{"error", to_json(error)}}) << '\n';
    return;
  }
  complain("error", where(error) + shown(error.message));
  if (!error.hint.empty()) complain("hint", shown(error.hint));
}

void Console::go_on_after(const Error& error) {
  report(error);
  if (!gone_on_after_) gone_on_after_ = error;
}

Result<void> Console::finish() {
  std::cout.flush();
  if (std::cout) return {};
  std::string message = "standard output could not take everything";
  for (const auto& file : written_) message += "; " + file + " is written all the same";
  return failure(Errc::io, std::move(message));
}

}  // namespace ks::tool
