#include "support/pseudo_terminal.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>

namespace ks::test {
namespace {

constexpr auto kPatience = std::chrono::seconds(30);
constexpr int kPause = 20;  // milliseconds

[[noreturn]] void become(std::vector<std::string>& words, const std::filesystem::path& folder,
                         const std::string& path) {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) std::signal(number, SIG_DFL);  // a shell's `&` has them ignored
  ::setenv("PATH", (path + ":" + std::getenv("PATH")).c_str(), 1);
  ::setenv("LC_ALL", "C.UTF-8", 1);
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  if (::chdir(folder.c_str()) == 0) ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

/// Whether there is nothing left of `process` but its exit status, which stays.
bool has_ended(pid_t process) {
  siginfo_t about{};
  EXPECT_EQ(::waitid(P_PID, static_cast<id_t>(process), &about, WEXITED | WNOHANG | WNOWAIT), 0);
  return about.si_pid == process;
}

}  // namespace

PseudoTerminal::PseudoTerminal(std::vector<std::string> words, const std::filesystem::path& folder,
                               const std::string& path) {
  EXPECT_EQ(::openpty(&fd_, &slave_, nullptr, nullptr, nullptr), 0);
  process_ = ::fork();
  if (process_ != 0) return;
  ::close(fd_);
  ::login_tty(slave_);
  become(words, folder, path);
}

PseudoTerminal::~PseudoTerminal() {
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  hang_up();
}

bool PseudoTerminal::says(const std::string& text) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < deadline) {
    const auto at = screen_.find(text, seen_);
    if (at != std::string::npos) {
      seen_ = at + text.size();
      return true;
    }
    const bool over = has_ended(process_);  // asked first: what it said last is still to be read
    if (!read_some() && over) break;
  }
  return false;
}

/// Takes what comes in a short time; false if nothing did.
bool PseudoTerminal::read_some() {
  pollfd ready{.fd = fd_, .events = POLLIN, .revents = 0};
  if (::poll(&ready, 1, kPause) <= 0 || (ready.revents & POLLIN) == 0) return false;
  std::array<char, 4096> buffer{};
  const auto got = ::read(fd_, buffer.data(), buffer.size());
  if (got <= 0) return false;
  screen_.append(buffer.data(), static_cast<std::size_t>(got));
  return true;
}

void PseudoTerminal::type(const std::string& keys) {
  EXPECT_EQ(::write(fd_, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
}

void PseudoTerminal::signal(int number) const { ::kill(process_, number); }

void PseudoTerminal::hang_up() {
  for (auto* fd : {&slave_, &fd_}) {
    if (*fd >= 0) ::close(*fd);
    *fd = -1;
  }
}

bool PseudoTerminal::echoes() const {
  termios settings{};
  EXPECT_EQ(::tcgetattr(slave_, &settings), 0);
  return (settings.c_lflag & ECHO) != 0;
}

int PseudoTerminal::end() {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  int status = 0;
  while (::waitpid(process_, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > deadline) {
      ADD_FAILURE() << "the program does not end; it said:\n" << screen_;
      return -1;
    }
    if (fd_ < 0 || !read_some()) std::this_thread::sleep_for(std::chrono::milliseconds(kPause));
  }
  process_ = -1;
  while (fd_ >= 0 && read_some()) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace ks::test
