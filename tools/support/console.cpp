#include "support/console.h"

#include <iostream>

#include <nlohmann/json.hpp>

#include "ks/base/text.h"

namespace ks::tool {
namespace {

void complain(std::string_view kind, std::string_view what) { std::cerr << "ks: " << kind << ": " << what << '\n'; }

nlohmann::json text_or_null(const std::string& text) {
  return text.empty() ? nlohmann::json(nullptr) : nlohmann::json(shown(text));
}

/// "server.jks: web: ", as far as it is known and not part of the message.
std::string where(const Error& error) {
  std::string prefix = error.file.empty() ? "" : shown(error.file) + ": ";
  if (error.message.find(error.alias) == std::string::npos) prefix += shown(error.alias) + ": ";
  return prefix;
}

/// {"error": {…}} as docs/reference/json.md describes it.
std::string to_json(const Error& error) {
  const nlohmann::ordered_json document = {{"error",
                                            {{"code", name(error.code)},
                                             {"message", shown(error.message)},
                                             {"file", text_or_null(error.file)},
                                             {"alias", text_or_null(error.alias)},
                                             {"hint", text_or_null(error.hint)}}}};
  return document.dump();
}

}  // namespace

std::string shown(std::string_view text) { return text::escape(text); }

void Console::say(std::string_view line) { (output_is_taken_ ? std::cerr : std::cout) << shown(line) << '\n'; }

void Console::print(std::string_view text) { std::cout << text; }

void Console::warn(std::string_view what) { complain("warning", shown(what)); }

void Console::warn(const Loss& loss) { warn(to_text(loss)); }

void Console::report(const Error& error) {
  if (style_ == Style::json) {
    std::cerr << to_json(error) << '\n';
    return;
  }
  complain("error", where(error) + shown(error.message));
  if (!error.hint.empty()) complain("hint", shown(error.hint));
}

Result<void> Console::finish() {
  std::cout.flush();
  if (!std::cout) return failure(Errc::io, "standard output could not take everything");
  return {};
}

}  // namespace ks::tool
