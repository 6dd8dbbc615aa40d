#include "support/terminal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace ks::tool::terminal {
namespace {

constexpr std::size_t kLongestPassword = 1024;

class Descriptor {
 public:
  explicit Descriptor(int fd) noexcept : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int fd() const noexcept { return fd_; }

 private:
  int fd_;
};

Descriptor open_terminal() noexcept { return Descriptor(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)); }

/// The terminal as it was before the open question; where a signal handler finds it.
termios before_question{};
volatile std::sig_atomic_t silent_fd = -1;

/// Switches echo off as long as it lives, or until restore().
class Silence {
 public:
  explicit Silence(int fd) noexcept {
    if (::tcgetattr(fd, &before_question) != 0) return;
    silent_fd = fd;
    termios quiet = before_question;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(fd, TCSAFLUSH, &quiet);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;
  ~Silence() { restore(); }
};

void show(int fd, const std::string& text) {
  if (::write(fd, text.data(), text.size()) < 0) return;  // a terminal that takes no prompt may still give an answer
}

/// What is typed up to the end of the line, or the first thing that goes wrong.
Result<Secret> read_line(int fd) {
  Secret typed(kLongestPassword);
  for (std::size_t size = 0;;) {
    std::uint8_t c = 0;
    const auto got = ::read(fd, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return failure(Errc::io, "the terminal was closed before a password came");
    if (c == '\n') {
      typed.shrink(size);
      return typed;
    }
    if (size == kLongestPassword) return failure(Errc::usage, "that password is too long");
    typed.reveal_mutable()[size++] = c;
  }
}

}  // namespace

bool is_terminal(const std::string& path) noexcept {
  if (path == "-") return ::isatty(STDOUT_FILENO) == 1;
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISCHR(status.st_mode)) return false;
  const Descriptor device(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  return device.fd() >= 0 && ::isatty(device.fd()) == 1;
}

bool is_standard_output(const std::string& path) noexcept {
  if (path == "-") return true;
  struct stat named {
  }, ours{};
  return ::stat(path.c_str(), &named) == 0 && ::fstat(STDOUT_FILENO, &ours) == 0 && named.st_dev == ours.st_dev &&
         named.st_ino == ours.st_ino;
}

void restore() noexcept {
  if (silent_fd < 0) return;
  ::tcsetattr(silent_fd, TCSAFLUSH, &before_question);  // POSIX lists it as async-signal-safe
  silent_fd = -1;
}

bool can_ask() noexcept { return open_terminal().fd() >= 0; }

Result<Secret> ask_secret(const std::string& prompt) {
  const Descriptor terminal = open_terminal();
  if (terminal.fd() < 0) return failure(Errc::io, "there is no terminal to ask for a password");
  const Silence silence(terminal.fd());
  show(terminal.fd(), prompt);
  auto typed = read_line(terminal.fd());
  show(terminal.fd(), "\n");
  return typed;
}

}  // namespace ks::tool::terminal
