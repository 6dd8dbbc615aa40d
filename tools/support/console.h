#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "ks/base/result.h"
#include "ks/base/text.h"
#include "ks/formats/format.h"

namespace ks::tool {

/// What a command says: results to standard output, everything else to standard error. Every text that came from a file
/// is escaped here, once.
class Console {
 public:
  enum class Style { text, json };
  explicit Console(Style style = Style::text) : style_(style) {}

  [[nodiscard]] Style style() const noexcept { return style_; }
  void set_style(Style style) noexcept { style_ = style; }

  /// A line of the result.
  void say(std::string_view line);
  /// A result that is printed as it is: JSON, PEM.
  void print(std::string_view text);
  void warn(std::string_view what);
  void warn(const Loss& loss);
  /// `ks: error: …` and, if there is one, `ks: hint: …`; with --json one JSON object.
  void report(const Error& error);

  /// Reports an error that does not end the command: it goes on with what is left.
  void go_on_after(const Error& error);
  /// The first error that did not end the command; the exit code is its.
  [[nodiscard]] const std::optional<Error>& gone_on_after() const noexcept { return gone_on_after_; }

  /// Standard output belongs to a store; what say() says goes to standard error from now on.
  void give_away_output() noexcept { output_is_taken_ = true; }

  /// Takes note of a file that is written: should the report get lost, that has to be said.
  void wrote(const std::string& file) { written_.push_back(file); }

  /// Errors: io if standard output could not take everything that was said; names what is written nevertheless.
  [[nodiscard]] Result<void> finish();

 private:
  Style style_;
  bool output_is_taken_ = false;
  std::optional<Error> gone_on_after_;
  std::vector<std::string> written_;
};

/// An error as docs/reference/errors.md describes it: code, message, file, alias, hint.
[[nodiscard]] nlohmann::ordered_json to_json(const Error& error);

/// A document as it is printed: the texts are exact to whoever parses it, and none acts on a terminal.
[[nodiscard]] std::string json_text(const nlohmann::ordered_json& document, int indent = -1);

using text::shown;

}  // namespace ks::tool
