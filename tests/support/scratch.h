#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ks::test {

/// An empty folder of its own for one test, removed with all that is in it.
class Scratch {
 public:
  Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch();

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  [[nodiscard]] std::filesystem::path operator/(std::string_view name) const { return path_ / name; }
  /// The names in it, hidden ones too, sorted.
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  std::filesystem::path path_;
};

/// Makes or overwrites a file, in place, with that mode whatever the umask.
void put(const std::filesystem::path& path, std::string_view text, unsigned mode = 0644);
/// What a file holds; "(missing)" if it is not there.
[[nodiscard]] std::string content(const std::filesystem::path& path);
/// The permission bits of a file itself, links not followed.
[[nodiscard]] unsigned mode_of(const std::filesystem::path& path);

}  // namespace ks::test
