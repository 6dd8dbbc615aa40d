// Runs what sessions/*.session and the documents show being typed, and holds what is printed against what they show.
#include "support/session.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "support/testdata.h"

namespace {

using ks::test::matches;
using ks::test::run_session;
using ks::test::steps_of;
using ks::test::TemporaryFolder;

/// Every file of `folder` with this extension that has something to run.
void collect(const std::filesystem::path& folder, const std::string& extension,
             std::vector<std::filesystem::path>& files) {
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (file.path().extension() == extension && !steps_of(file.path()).empty()) files.push_back(file.path());
  }
}

std::vector<std::filesystem::path> all_sessions() {
  const std::filesystem::path source(KS_SOURCE);
  std::vector<std::filesystem::path> files;
  collect(KS_SESSIONS, ".session", files);
  collect(source / "docs", ".md", files);
  if (!steps_of(source / "README.md").empty()) files.push_back(source / "README.md");
  std::ranges::sort(files);
  return files;
}

std::string test_name(const ::testing::TestParamInfo<std::filesystem::path>& info) {
  return ks::test::test_name(info.param.lexically_relative(KS_SOURCE).string());
}

class Session : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(Session, PrintsWhatItShows) {
  const TemporaryFolder folder;
  run_session(steps_of(GetParam()), folder.path(), KS_TOOLS);
}

INSTANTIATE_TEST_SUITE_P(Files, Session, ::testing::ValuesIn(all_sessions()), test_name);

TEST(SessionRunner, KnowsWhatMatches) {
  EXPECT_TRUE(matches("a\nb\n", "a\nb\n"));
  EXPECT_TRUE(matches("web  expires 2027\n", "web  expires <...>\n"));
  EXPECT_TRUE(matches("a\nb\nc\n", "a\n...\n"));
  EXPECT_FALSE(matches("a\nb\n", "a\n"));
  EXPECT_FALSE(matches("a\n", "a\nb\n"));
  EXPECT_FALSE(matches("ab\n", "a<...>c\n"));
}

}  // namespace
