#pragma once

#include <string>

namespace ks::file {

/// A name in a folder that is removed when this goes, or when a signal ends the process (remove_temporaries()), unless
/// it was released. Made before the file is, so that no moment is left out.
class Temporary {
 public:
  /// `folder` stays open as long as this lives.
  Temporary(int folder, std::string name);
  Temporary(Temporary&&) = delete;
  ~Temporary();

  [[nodiscard]] const char* name() const noexcept { return name_.c_str(); }
  /// The name is nobody's any more: the file was renamed, or never made.
  void release() noexcept;

 private:
  int folder_;
  std::string name_;
  int slot_;
  bool released_ = false;
};

}  // namespace ks::file
