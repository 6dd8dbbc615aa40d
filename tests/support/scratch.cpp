#include "support/scratch.h"

#include <stdlib.h>  // mkdtemp is POSIX, not <cstdlib>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace ks::test {

namespace fs = std::filesystem;

Scratch::Scratch() {
  auto name = (fs::temp_directory_path() / "ks-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for tests can be made: " + name);
  path_ = name;
}

Scratch::~Scratch() {
  std::error_code ignored;
  fs::permissions(path_, fs::perms::owner_all, ignored);
  fs::remove_all(path_, ignored);
}

std::vector<std::string> Scratch::names() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(path_)) names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

void put(const fs::path& path, std::string_view text, unsigned mode) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text << std::flush;
  fs::permissions(path, static_cast<fs::perms>(mode));
}

std::string content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return "(missing)";
  return {std::istreambuf_iterator<char>(in), {}};
}

unsigned mode_of(const fs::path& path) { return static_cast<unsigned>(fs::symlink_status(path).permissions()) & 07777; }

}  // namespace ks::test
