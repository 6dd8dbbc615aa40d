#include "support/testdata.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <sstream>

namespace ks::test {
namespace {

std::string read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in.is_open()) << path;
  return {std::istreambuf_iterator<char>(in), {}};
}

Sample read_sample(const std::filesystem::path& expect) {
  Sample sample{.path = expect, .header = {}, .expected = {}};
  sample.path.replace_extension();
  std::istringstream in(read_text(expect));
  for (std::string line; std::getline(in, line) && !line.empty();) {
    const auto colon = line.find(": ");
    if (colon == std::string::npos) ADD_FAILURE() << expect << ": no header line: " << line;
    else sample.header[line.substr(0, colon)] = line.substr(colon + 2);
  }
  sample.expected.assign(std::istreambuf_iterator<char>(in), {});
  return sample;
}

}  // namespace

DecodeOptions decode_options(const Sample& sample) {
  constexpr std::string_view of_alias = "key password of ";
  DecodeOptions options;
  for (const auto& [key, value] : sample.header) {
    if (key == "password") options.password = share(Secret(value));
    if (key == "key password") options.key_password = share(Secret(value));
    if (key.starts_with(of_alias)) options.key_passwords[key.substr(of_alias.size())] = share(Secret(value));
  }
  return options;
}

std::filesystem::path testdata(const std::string& name) { return std::filesystem::path(KS_TESTDATA) / name; }

Bytes testdata_bytes(const std::string& name) { return to_bytes(read_text(testdata(name))); }

std::string test_name(std::string text) {
  std::ranges::replace_if(
      text, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return text;
}

std::vector<Sample> samples(const std::string& folder) {
  std::vector<Sample> all;
  for (const auto& file : std::filesystem::recursive_directory_iterator(testdata(folder))) {
    if (file.path().extension() == ".expect") all.push_back(read_sample(file.path()));
  }
  std::ranges::sort(all, {}, &Sample::path);
  return all;
}

}  // namespace ks::test
