#include "support/arguments.h"

#include <algorithm>
#include <charconv>

#include <CLI/CLI.hpp>

#include "ks/base/text.h"

namespace ks::tool {
namespace {

tl::unexpected<Error> empty_value(const std::string& option) {
  const bool is_password = option.ends_with("password");
  return failure(Errc::usage, option + " is given an empty value",
                 is_password ? "pass: is the empty password; without " + option + " there is none"
                             : "leave " + option + " out, or give it a value");
}

bool has_empty_value(const CLI::Option& option) {
  return option.get_items_expected_max() > 0 && std::ranges::any_of(option.results(), &std::string::empty);
}

/// "--alias=" takes the next word for its value in CLI11, whatever that is.
bool ends_at_equals(std::string_view word) { return word.starts_with("--") && word.find('=') == word.size() - 1; }

}  // namespace

Result<void> refuse_empty_values(const CLI::App& app, int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word(argv[i]);
    if (word == "--") break;
    if (ends_at_equals(word)) return empty_value(std::string(word.substr(0, word.size() - 1)));
  }
  std::vector<const CLI::App*> commands{&app};  // a program that is one command has its options itself
  for (const auto* command : app.get_subcommands()) commands.push_back(command);
  for (const auto* command : commands) {
    for (const auto* option : command->get_options()) {
      if (option->nonpositional() && has_empty_value(*option)) return empty_value(option->get_name());
    }
  }
  return {};
}

std::uint64_t number_argument(const std::string& option, std::string_view text, std::uint64_t most) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec == std::errc{} && parsed.ptr == end && value >= 1 && value <= most) return value;
  throw CLI::ValidationError(option,
                             "a number from 1 to " + std::to_string(most) + ", not \"" + std::string(text) + '"');
}

std::string not_an_alias(const std::string& alias) {
  return text::is_utf8(as_bytes(alias)) ? std::string() : "the alias is not UTF-8";
}

std::string quoted(const std::vector<std::string>& names) {
  std::string all;
  for (const auto& name : names) all += (all.empty() ? "\"" : " \"") + name + '"';
  return all.empty() ? "none" : all;
}

}  // namespace ks::tool
