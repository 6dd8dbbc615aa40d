// Commands that are programs of their own, beside `ks`: it needs neither libssl nor libcurl to list a store.
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include <CLI/CLI.hpp>

#include "command.h"

namespace ks::tool {
namespace {

/// Becomes the program `name` with `arguments`. Comes back only if that fails. Errors: not_found, io.
Result<void> become(const std::string& name, std::vector<std::string> arguments) {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto path = (self.parent_path() / name).string();
  arguments.insert(arguments.begin(), name);
  std::vector<char*> words;
  for (auto& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  ::execv(path.c_str(), words.data());
  return failure(Error{.code = errno == ENOENT ? Errc::not_found : Errc::io,
                       .message = std::generic_category().message(errno),
                       .file = path,
                       .hint = "this command is a program of its own, installed beside ks"});
}

void add_program(CLI::App& app, Action& action, const std::string& command_name, const std::string& description) {
  auto* command = app.add_subcommand(command_name, description);
  command->set_help_flag();   // the program has help of its own
  command->prefix_command();  // and knows its arguments
  command->callback([command, command_name, &action] {
    action = [command_name, words = command->remaining()](Console&) { return become("ks-" + command_name, words); };
  });
}

}  // namespace

void add_probe(CLI::App& app, Action& action) {
  add_program(app, action, "probe", "Shakes hands with a TLS server and says what came of it.");
}

}  // namespace ks::tool
