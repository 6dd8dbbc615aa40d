#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace ks::test {

/// A program that believes that somebody sits before it: all it says comes here, and what is typed here it reads.
class PseudoTerminal {
 public:
  /// Starts `words` in `folder`, with `path` first in PATH. Nothing waits longer than half a minute.
  PseudoTerminal(std::vector<std::string> words, const std::filesystem::path& folder, const std::string& path);
  PseudoTerminal(const PseudoTerminal&) = delete;
  PseudoTerminal& operator=(const PseudoTerminal&) = delete;
  ~PseudoTerminal();

  /// Reads until `text` has been printed since the last call; false if the program ends or takes too long.
  [[nodiscard]] bool says(const std::string& text);
  /// What somebody at the keyboard does: a line is ended by '\n'; "\x03" is Ctrl-C, "\x04" Ctrl-D.
  void type(const std::string& keys);
  void signal(int number) const;
  /// Takes the terminal away, as a window that is closed does.
  void hang_up();
  /// Whether what is typed would show.
  [[nodiscard]] bool echoes() const;

  /// Waits for the end: the exit status, or 128 and the signal.
  [[nodiscard]] int end();
  /// All that has shown so far.
  [[nodiscard]] const std::string& screen() const noexcept { return screen_; }

 private:
  bool read_some();

  pid_t process_ = -1;
  int fd_ = -1;
  int slave_ = -1;  // held open, so that the settings can still be seen when the program has ended
  std::string screen_;
  std::size_t seen_ = 0;
};

}  // namespace ks::test
