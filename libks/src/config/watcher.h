#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <vector>

#include "ks/base/result.h"

namespace ks::config {

/// Waits for something to happen in the folders of some files, and in those that links of them lead to.
class Watcher {
 public:
  /// Errors: io.
  [[nodiscard]] static Result<std::unique_ptr<Watcher>> on(const std::vector<std::filesystem::path>& paths);

  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;
  ~Watcher();

  /// Comes back when something has happened and all has been quiet for a moment since, or after `patience`. Gives whether
  /// to go on: false once stop() was called.
  [[nodiscard]] bool wait(std::chrono::milliseconds patience);
  /// Ends wait(), from any thread.
  void stop() noexcept;

 private:
  Watcher(int events, int stopper) noexcept : events_(events), stopper_(stopper) {}
  int events_;   // of inotify(7)
  int stopper_;  // an eventfd(2)
};

}  // namespace ks::config
