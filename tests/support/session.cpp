#include "support/session.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string_view>

#include "support/testdata.h"

namespace ks::test {
namespace {

constexpr std::string_view kAnyText = "<...>";
constexpr std::string_view kAnyLines = "...";
constexpr std::string_view kEndOfStep = "\x1e exit status ";  // a record separator: nothing we run prints one

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

/// "[7]" at the end of what is expected.
void take_status(Step& step) {
  const auto lines = lines_of(step.expected);
  if (lines.empty() || lines.back().size() < 3 || lines.back().front() != '[' || lines.back().back() != ']') return;
  step.status = std::atoi(lines.back().c_str() + 1);
  step.expected.resize(step.expected.size() - lines.back().size() - 1);
}

bool line_matches(std::string_view line, std::string_view pattern) {
  const auto wild = pattern.find(kAnyText);
  if (wild == std::string_view::npos) return line == pattern;
  if (line.substr(0, wild) != pattern.substr(0, wild)) return false;
  const auto rest = pattern.substr(wild + kAnyText.size());
  for (std::size_t at = wild; at <= line.size(); ++at) {
    if (line_matches(line.substr(at), rest)) return true;
  }
  return false;
}

bool lines_match(const std::vector<std::string>& lines, std::size_t line, const std::vector<std::string>& patterns,
                 std::size_t pattern) {
  for (; pattern < patterns.size(); ++pattern, ++line) {
    if (patterns[pattern] == kAnyLines) {
      for (auto rest = line; rest <= lines.size(); ++rest) {
        if (lines_match(lines, rest, patterns, pattern + 1)) return true;
      }
      return false;
    }
    if (line >= lines.size() || !line_matches(lines[line], patterns[pattern])) return false;
  }
  return line == lines.size();
}

/// Takes the lines of a session one by one.
class SessionReader {
 public:
  void take(const std::string& line, std::size_t number) {
    if (continued_) {
      steps_.back().command += "\n" + line;
    } else if (line.starts_with("$ ")) {
      steps_.push_back({.command = line.substr(2), .expected = {}, .line = number});
    } else if (!steps_.empty()) {
      steps_.back().expected += line + "\n";
      return;
    } else {
      return;
    }
    continued_ = !line.empty() && line.back() == '\\';
  }

  std::vector<Step> steps() && {
    for (auto& step : steps_) take_status(step);
    return std::move(steps_);
  }

 private:
  std::vector<Step> steps_;
  bool continued_ = false;
};

/// One shell runs all steps, so that what one sets or exports the next has.
std::string script_of(const std::vector<Step>& steps) {
  std::string script;
  for (const auto& step : steps) {
    script += "{ " + step.command + "\n} </dev/null 2>&1\nprintf '\\036 exit status %d\\n' \"$?\"\n";
  }
  return script;
}

}  // namespace

std::string quoted(const std::string& text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

bool matches(const std::string& text, const std::string& pattern) {
  return lines_match(lines_of(text), 0, lines_of(pattern), 0);
}

std::vector<Step> steps_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  EXPECT_TRUE(in.is_open()) << file;
  const bool markdown = file.extension() == ".md";
  bool inside = !markdown;
  SessionReader reader;
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (markdown && line.starts_with("```")) inside = !inside && line == "```console";
    else if (inside && !(line.starts_with("#") && !markdown)) reader.take(line, number);
  }
  return std::move(reader).steps();
}

Outcome run(const std::string& command, const std::filesystem::path& folder, const std::string& path) {
  const auto script = "cd " + quoted(folder.string()) + " && export PATH=" + quoted(path) +
                      ":\"$PATH\" LC_ALL=C.UTF-8 TZ=UTC TESTDATA=" + quoted(testdata("").string()) +
                      " && exec setsid --wait timeout 240 sh -c " + quoted(command) + " 2>&1 </dev/null";
  Outcome outcome;
  std::FILE* pipe = ::popen(script.c_str(), "r");
  EXPECT_NE(pipe, nullptr);
  if (pipe == nullptr) return outcome;
  std::array<char, 4096> buffer{};
  for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    outcome.output.append(buffer.data(), got);
  }
  const int status = ::pclose(pipe);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return outcome;
}

void run_session(const std::vector<Step>& steps, const std::filesystem::path& folder, const std::string& path) {
  const auto script = folder / ".session.sh";
  std::ofstream(script) << script_of(steps);
  const auto all = run("sh .session.sh", folder, path);
  std::size_t at = 0;
  for (const auto& step : steps) {
    const auto where = "line " + std::to_string(step.line) + ": $ " + step.command;
    const auto end = all.output.find(kEndOfStep, at);
    ASSERT_NE(end, std::string::npos) << where << "\nthe shell ended there: " << all.output.substr(at);
    const auto printed = all.output.substr(at, end - at);
    const auto status = std::atoi(all.output.c_str() + end + kEndOfStep.size());
    ASSERT_TRUE(matches(printed, step.expected)) << where << "\nprinted:\n"
                                                 << printed << "\nexpected:\n"
                                                 << step.expected;
    ASSERT_EQ(status, step.status) << where << "\nprinted:\n" << printed;
    at = all.output.find('\n', end + kEndOfStep.size()) + 1;
  }
}

TemporaryFolder::TemporaryFolder() {
  auto pattern = (std::filesystem::temp_directory_path() / "ks-test-XXXXXX").string();
  EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace ks::test
