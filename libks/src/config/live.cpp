#include "ks/config/live.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <sstream>
#include <thread>
#include <utility>

#include "config/watcher.h"

namespace ks::config {
namespace {

namespace fs = std::filesystem;

constexpr int kMostAttempts = 5;

/// What tells one state of a file from the next: device, inode, size and times of what the path leads to.
using Stamp = std::array<std::int64_t, 7>;

Stamp stamp_of(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return {-1};
  return {static_cast<std::int64_t>(status.st_dev),
          static_cast<std::int64_t>(status.st_ino),
          status.st_size,
          status.st_mtim.tv_sec,
          status.st_mtim.tv_nsec,
          status.st_ctim.tv_sec,
          status.st_ctim.tv_nsec};
}

std::vector<Stamp> stamps_of(const std::vector<fs::path>& paths) {
  std::vector<Stamp> stamps;
  for (const auto& path : paths) stamps.push_back(stamp_of(path));
  return stamps;
}

std::multiset<std::string> lines_of(const tls::Context& context) {
  std::multiset<std::string> lines;
  std::istringstream text(context.describe());
  for (std::string line; std::getline(text, line);) lines.insert(line);
  return lines;
}

Change difference(const tls::Context& before, const tls::Context& after) {
  if (before == after) return {};
  const auto old_lines = lines_of(before), new_lines = lines_of(after);
  Change change;
  std::ranges::set_difference(old_lines, new_lines, std::back_inserter(change.gone));
  std::ranges::set_difference(new_lines, old_lines, std::back_inserter(change.come));
  if (change.empty()) change.come.emplace_back("revocation lists: others than before");  // described by number only
  return change;
}

struct Made {
  tls::Context context;
  std::vector<Stamp> stamps;  ///< Of the files it was made of.
};

/// What `recipe` makes of files of which none changed meanwhile: a certificate from before a change and the anchors from
/// after it would go together without a complaint. Errors: those of `recipe`; io if they never rest.
Result<Made> made_at_once(const Recipe& recipe, const std::vector<fs::path>& files) {
  auto before = stamps_of(files);
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    auto made = recipe();
    auto after = stamps_of(files);
    if (before == after) {
      if (!made) return failure(std::move(made).error());
      return Made{.context = *std::move(made), .stamps = std::move(after)};
    }
    before = std::move(after);
  }
  return failure(Errc::io, "the files change faster than they can be read");
}

}  // namespace

class Live::State {
 public:
  State(Made made, Recipe recipe, LiveOptions options)
      : recipe_(std::move(recipe)),
        options_(std::move(options)),
        context_(std::move(made.context)),
        stamps_(std::move(made.stamps)) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  ~State() {
    if (!thread_.joinable()) return;
    watcher_->stop();
    thread_.join();
  }

  Result<void> watch() {
    if (options_.interval.count() <= 0) return {};
    if (options_.watch.empty()) return failure(Errc::usage, "an interval, and no files to look at");
    KS_TRY(watcher_, Watcher::on(options_.watch));
    thread_ = std::thread([this]() noexcept {
      while (watcher_->wait(options_.interval)) check_quietly();
    });
    return {};
  }

  tls::Context now() const {
    const std::shared_lock lock(context_mutex_);
    return context_;
  }

  Result<Change> reload() {
    return told([this] {
      const std::scoped_lock lock(reload_mutex_);
      return reload_locked();
    });
  }

  Result<Change> check() {
    return told([this]() -> Result<Change> {
      const std::scoped_lock lock(reload_mutex_);
      if (!failed_ && stamps_of(options_.watch) == stamps_) return Change{};
      return reload_locked();
    });
  }

 private:
  /// Tells on_reload what `action` gives, when no lock is held any more: it may well reload or ask for the context.
  template <class Action>
  Result<Change> told(const Action& action) {
    auto changed = action();
    const bool is_news = !changed || !changed->empty();
    if (is_news && options_.on_reload) options_.on_reload(changed);
    return changed;
  }

  /// For the thread, which nobody could catch anything from. Who wants to know is told by on_reload.
  void check_quietly() noexcept {
    try {
      (void)check();
    } catch (...) {  // the next look tries again
    }
  }

  Result<Change> reload_locked() {
    failed_ = true;  // also if the recipe throws
    auto made = made_at_once(recipe_, options_.watch);
    if (!made) return failure(std::move(made).error());
    auto change = difference(context_, made->context);
    if (!change.empty()) exchange(made->context);  // else its sessions and parsed certificates stay
    stamps_ = std::move(made->stamps);
    failed_ = false;
    return change;
  }

  /// What was there goes when nobody waits any more.
  void exchange(tls::Context& context) {
    const std::unique_lock lock(context_mutex_);
    std::swap(context_, context);
  }

  Recipe recipe_;
  LiveOptions options_;
  mutable std::shared_mutex context_mutex_;  // held for a copy or a move of a pointer, no longer
  tls::Context context_;
  std::mutex reload_mutex_;  // of what follows, and of writing context_
  std::vector<Stamp> stamps_;
  bool failed_ = false;
  std::unique_ptr<Watcher> watcher_;
  std::thread thread_;
};

Live::Live(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
Live::Live(Live&&) noexcept = default;
Live& Live::operator=(Live&&) noexcept = default;
Live::~Live() = default;

Result<Live> Live::start(Recipe recipe, LiveOptions options) {
  KS_TRY(auto made, made_at_once(recipe, options.watch));
  auto state = std::make_unique<State>(std::move(made), std::move(recipe), std::move(options));
  KS_TRY(state->watch());
  return Live(std::move(state));
}

tls::Context Live::now() const { return state_->now(); }
Result<Change> Live::reload() { return state_->reload(); }
Result<Change> Live::check() { return state_->check(); }

}  // namespace ks::config
