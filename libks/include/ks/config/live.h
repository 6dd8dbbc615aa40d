#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ks/base/result.h"
#include "ks/tls/context.h"

namespace ks::config {

/// What a reload changed: the lines of Context::describe() that went and that came. Both empty: nothing did.
struct Change {
  std::vector<std::string> gone{}, come{};
  [[nodiscard]] bool empty() const noexcept { return gone.empty() && come.empty(); }
};

/// Makes a context of files that may have changed: reads all of them anew.
using Recipe = std::function<Result<tls::Context>()>;

struct LiveOptions {
  /// Files whose change means a reload. A link counts as what it leads to, so that Kubernetes' way of swapping a whole
  /// folder by one link is seen as the one change that it is.
  std::vector<std::filesystem::path> watch{};
  /// How often to look at them, beside being told by the kernel; zero: no thread, only reload() and check().
  std::chrono::milliseconds interval{0};
  /// Called after every reload that changed something or failed, by whichever thread did it. May call what Live has, but
  /// not end it.
  std::function<void(const Result<Change>&)> on_reload{};
};

/// A context that follows its files. All of it changes at once or nothing does: what cannot be read, or a certificate
/// that is there before its key, leaves the old context where it is, and what changes while it is read is read again.
/// Connections that were made with the old one go on with it.
class Live {
 public:
  /// Errors: those of `recipe`, which has to work once; io if the files cannot be watched, or never rest; usage if there is
  /// an interval and nothing to watch.
  [[nodiscard]] static Result<Live> start(Recipe recipe, LiveOptions options = {});

  /// The context as it is now. From any thread; does not wait for a reload.
  [[nodiscard]] tls::Context now() const;
  /// Reads everything anew. Errors: those of the recipe; the old context stays.
  [[nodiscard]] Result<Change> reload();
  /// Reloads if a watched file has changed since the last look or the last reload failed.
  [[nodiscard]] Result<Change> check();

  Live(Live&&) noexcept;
  Live& operator=(Live&&) noexcept;
  ~Live();  ///< Ends the thread, if there is one.

 private:
  class State;
  explicit Live(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

}  // namespace ks::config
