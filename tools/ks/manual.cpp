// `ks completion SHELL` and `ks manual [COMMAND]`: what packagers install beside the program.
#include "support/manual.h"

#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "command.h"

namespace ks::tool {
namespace {

Result<void> print_manual(const CLI::App& app, const std::string& command, Console& console) {
  const auto pages = app.get_subcommands([&](const CLI::App* sub) { return sub->get_name() == command; });
  if (pages.empty() && !command.empty()) return failure(Errc::usage, "there is no command " + command);
  console.print(man_page(command.empty() ? app : *pages.front(), KS_VERSION));
  return {};
}

Result<void> print_completion(const CLI::App& app, const std::string& shell, Console& console) {
  KS_TRY(const auto script, completion(app, shell));
  console.print(script);
  return {};
}

}  // namespace

void add_manual(CLI::App& app, Action& action) {
  auto& command = *app.add_subcommand("manual", "Prints a man page in roff, for packagers.");
  command.group("");
  const auto of = std::make_shared<std::string>();
  command.add_option("COMMAND", *of, "the command; default: ks itself");
  command.callback(
      [of, &app, &action] { action = [of, &app](Console& console) { return print_manual(app, *of, console); }; });
}

void add_completion(CLI::App& app, Action& action) {
  auto& command = *app.add_subcommand("completion", "Prints a completion script for a shell.");
  const auto shell = std::make_shared<std::string>();
  command.add_option("SHELL", *shell, "bash, zsh or fish")->required();
  command.footer("Example:\n  ks completion bash > /etc/bash_completion.d/ks");
  command.callback([shell, &app, &action] {
    action = [shell, &app](Console& console) { return print_completion(app, *shell, console); };
  });
}

}  // namespace ks::tool
