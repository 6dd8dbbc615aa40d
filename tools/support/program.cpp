#include "support/program.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <new>
#include <string>

#include <CLI/CLI.hpp>

#include "ks/base/file.h"
#include "support/arguments.h"
#include "support/exit_code.h"
#include "support/passwords.h"
#include "support/terminal.h"

namespace ks::tool {
namespace {

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
  const auto hint = app.get_name() + " --help" + (app.get_subcommands({}).empty() ? "" : ", or ks COMMAND --help");
  console.report(Error{.code = Errc::usage, .message = error.what(), .hint = hint});
  return kMisused;
}

int parse_and_do(const Program& program, int argc, char** argv) {
  Console console(wants_json(argc, argv) ? Console::Style::json : Console::Style::text);
  CLI::App app(program.description, program.name);
  app.set_version_flag("--version", program.version);
  Action action;
  program.declare(app, action, argc > 1 ? argv[1] : "");
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

int run(const Program& program, int argc, char** argv) noexcept {
  occupy_closed_streams();
  harden();
  clean_up_on_signals();
  try {
    return parse_and_do(program, argc, argv);
  } catch (const std::bad_alloc&) {
    return out_of_memory(wants_json(argc, argv));
  }
}

}  // namespace ks::tool
