#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ks::test {

/// A command typed at a shell and what it is to print.
///
///     $ ks list server.p12 --password pass:changeit
///     web  private key  CN=example.org  expires <...>
///     $ ks list nothing.p12
///     ks: error: nothing.p12: there is no such file
///     [7]
///
/// Standard output and standard error are compared together, in the order in which they came. "<...>" in a line stands
/// for any text, a line "..." for any number of lines, and a last line "[N]" for the exit status N instead of 0.
/// A line that ends in "\" goes on in the next, as in a shell.
struct Step {
  std::string command;
  std::string expected;
  int status = 0;
  std::size_t line = 0;  ///< Where it stands in its file.
};

/// The steps of a .session file, or of every ```console block of a Markdown document.
[[nodiscard]] std::vector<Step> steps_of(const std::filesystem::path& file);

/// Runs the steps one after the other in one `sh` in `folder` and fails the test at the first that prints something else.
/// `path` comes first in PATH; testdata/ is $TESTDATA.
void run_session(const std::vector<Step>& steps, const std::filesystem::path& folder, const std::string& path);

struct Outcome {
  std::string output;  ///< Both streams.
  int status = 0;      ///< Exit status, or 128 and the signal.
};
/// Runs one shell command, out of reach of any terminal; it is killed after four minutes.
[[nodiscard]] Outcome run(const std::string& command, const std::filesystem::path& folder, const std::string& path);

/// `text` as one word for a shell.
[[nodiscard]] std::string quoted(const std::string& text);

/// A new empty folder that goes with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

/// Whether `text` is what `pattern` describes, with the wildcards of a Step.
[[nodiscard]] bool matches(const std::string& text, const std::string& pattern);

}  // namespace ks::test
