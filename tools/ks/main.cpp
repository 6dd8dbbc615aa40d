// `ks`: runs one subcommand, or the program beside it that does.
#include <algorithm>
#include <iterator>
#include <string_view>

#include <CLI/CLI.hpp>

#include "command.h"

namespace ks::tool {
namespace {

constexpr const char* kFooter =
    "Passwords are named, not written: env:NAME, file:PATH, fd:N, stdin (or pass:TEXT where others may see it).\n"
    "Exit codes: 0 done, 1 failed, 2 misused, 3 wrong password, 4 unsupported, 5 damaged or not a store, 6 limit,\n"
    "7 not found, 8 clash or loss refused, 9 verification failed.";

struct Command {
  std::string_view name;
  void (*add)(CLI::App& app, Action& action);
};

constexpr Command kCommands[] = {
    {"list", add_list},     {"convert", add_convert}, {"add", add_add},       {"export", add_export},
    {"remove", add_remove}, {"rename", add_rename},   {"passwd", add_passwd}, {"probe", add_probe},
};

/// Declares the command that the first word calls. Only where that is none of them, which is where help, completions
/// and mistakes are, all are wanted; to declare them takes as long as to read a keystore.
void declare(CLI::App& app, Action& action, std::string_view first_word) {
  app.footer(kFooter);
  app.require_subcommand(1);
  const auto* called = std::ranges::find(kCommands, first_word, &Command::name);
  if (called != std::end(kCommands)) return called->add(app, action);
  for (const auto& command : kCommands) command.add(app, action);
  add_completion(app, action);
  add_manual(app, action);
}

}  // namespace
}  // namespace ks::tool

int main(int argc, char** argv) {
  return ks::tool::run({.name = "ks",
                        .version = "ks " KS_VERSION,
                        .description = "Reads, converts, merges and writes certificate stores: PEM, DER, PKCS#7, "
                                       "PKCS#12, JKS.",
                        .declare = ks::tool::declare},
                       argc, argv);
}
