#pragma once

#include <functional>
#include <string_view>

#include "ks/base/result.h"
#include "support/console.h"

namespace CLI {
class App;
}

/// What the main() of every tool does.
namespace ks::tool {

/// What the arguments ask for, to be done once all of them are read.
using Action = std::function<Result<void>(Console&)>;

struct Program {
  const char* name;
  const char* version;
  const char* description;
  /// Declares the arguments, and puts what is to be done into `action` when they have been parsed. `first_word` is the
  /// first of them, or "".
  void (*declare)(CLI::App& app, Action& action, std::string_view first_word);
};

/// Reads the command line, does what it asks for, says how it ended. Gives the exit code. Hardens the process first: no core
/// files, half-written files removed and the terminal's echo back where a signal ends it.
[[nodiscard]] int run(const Program& program, int argc, char** argv) noexcept;

}  // namespace ks::tool
