// `ks`: reads the command line, runs one subcommand, says how it ended.
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <iterator>
#include <new>
#include <string_view>

#include <CLI/CLI.hpp>

#include "command.h"
#include "ks/base/file.h"
#include "support/arguments.h"
#include "support/console.h"
#include "support/exit_code.h"
#include "support/passwords.h"
#include "support/terminal.h"

namespace ks::tool {
namespace {

constexpr const char* kFooter =
    "Passwords are named, not written: env:NAME, file:PATH, fd:N, stdin (or pass:TEXT where others may see it).\n"
    "Exit codes: 0 done, 1 failed, 2 misused, 3 wrong password, 4 unsupported, 5 damaged or not a store, 6 limit,\n"
    "7 not found, 8 clash or loss refused, 9 verification failed.";

/// Keys and passwords stay out of core files and of other users' debuggers.
void harden() noexcept { ::prctl(PR_SET_DUMPABLE, 0); }

/// A standard stream that is closed would become the first file we open, and what we say would go into it. Each gets a
/// descriptor that fails as a closed one does: /dev/null, open the wrong way round.
void occupy_closed_streams() noexcept {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) >= 0) continue;
    if (::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0) return;
  }
}

extern "C" void on_fatal_signal(int signal) {
  file::remove_temporaries();
  terminal::restore();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void clean_up_on_signals() noexcept {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    if (std::signal(signal, on_fatal_signal) == SIG_IGN) std::signal(signal, SIG_IGN);  // nohup stays in force
  }
  std::signal(SIGXFSZ, SIG_IGN);  // write() then says EFBIG, and the old file stays
}

bool wants_json(int argc, char** argv) noexcept {
  return std::any_of(argv, argv + argc, [](std::string_view word) { return word == "--json"; });
}

int finish(Console& console, const Result<void>& result) {
  const auto said = console.finish();
  const auto& ended = result ? said : result;
  if (!ended) console.report(ended.error());
  if (console.gone_on_after()) return exit_code(console.gone_on_after()->code);
  return ended ? kDone : exit_code(ended.error().code);
}

/// What Console::report would say, from memory that is there already.
int out_of_memory(bool json) noexcept {
  const std::string_view text = "ks: error: out of memory\n";
  const std::string_view object =
      R"({"error":{"code":"io","message":"out of memory","file":null,"alias":null,"hint":null}})"
      "\n";
  const auto words = json ? object : text;
  if (::write(STDERR_FILENO, words.data(), words.size()) < 0) return kFailed;  // the exit code says as much
  return kFailed;
}

/// CLI11 throws for --help and --version too; those are answers, the rest is misuse.
int finish(const CLI::App& app, Console& console, const CLI::ParseError& error) {
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
    app.exit(error);
    return finish(console, Result<void>{});
  }
  console.report(Error{.code = Errc::usage, .message = error.what(), .hint = "ks --help, or ks COMMAND --help"});
  return kMisused;
}

struct Command {
  std::string_view name;
  void (*add)(CLI::App& app, Action& action);
};

constexpr Command kCommands[] = {
    {"list", add_list},     {"convert", add_convert}, {"add", add_add},       {"export", add_export},
    {"remove", add_remove}, {"rename", add_rename},   {"passwd", add_passwd},
};

/// Declares the command that the first word calls. Only where that is none of them, which is where help, completions
/// and mistakes are, all are wanted; to declare them takes as long as to read a keystore.
void declare(CLI::App& app, Action& action, std::string_view first_word) {
  const auto* called = std::ranges::find(kCommands, first_word, &Command::name);
  if (called != std::end(kCommands)) return called->add(app, action);
  for (const auto& command : kCommands) command.add(app, action);
  add_completion(app, action);
  add_manual(app, action);
}

int run(int argc, char** argv) {
  Console console(wants_json(argc, argv) ? Console::Style::json : Console::Style::text);
  CLI::App app("Reads, converts, merges and writes certificate stores: PEM, DER, PKCS#7, PKCS#12, JKS.", "ks");
  app.footer(kFooter);
  app.set_version_flag("--version", "ks " KS_VERSION);
  app.require_subcommand(1);
  Action action;
  declare(app, action, argc > 1 ? argv[1] : "");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return finish(app, console, error);
  }
  const auto given = refuse_empty_values(app, argc, argv);
  if (!given) return finish(console, given);
  hide_passwords(argc, argv);
  return finish(console, action(console));
}

}  // namespace
}  // namespace ks::tool

int main(int argc, char** argv) {
  ks::tool::occupy_closed_streams();
  ks::tool::harden();
  ks::tool::clean_up_on_signals();
  try {
    return ks::tool::run(argc, argv);
  } catch (const std::bad_alloc&) {
    return ks::tool::out_of_memory(ks::tool::wants_json(argc, argv));
  }
}
