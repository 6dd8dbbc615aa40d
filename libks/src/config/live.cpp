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

}  // namespace

class Live::State {
 public:
  State(tls::Context context, Recipe recipe, LiveOptions options, std::vector<Stamp> stamps)
      : recipe_(std::move(recipe)),
        options_(std::move(options)),
        context_(std::move(context)),
        stamps_(std::move(stamps)) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  ~State() {
    if (!watcher_) return;
    watcher_->stop();
    thread_.join();
  }

  Result<void> watch() {
    if (options_.interval.count() <= 0) return {};
    KS_TRY(watcher_, Watcher::on(options_.watch));
    thread_ = std::thread([this] {
      while (watcher_->wait(options_.interval)) (void)check();  // who wants to know is told by on_reload
    });
    return {};
  }

  tls::Context now() const {
    const std::shared_lock lock(context_mutex_);
    return context_;
  }

  Result<Change> reload() {
    const std::scoped_lock lock(reload_mutex_);
    return reload_locked();
  }

  Result<Change> check() {
    const std::scoped_lock lock(reload_mutex_);
    if (!failed_ && stamps_of(options_.watch) == stamps_) return Change{};
    return reload_locked();
  }

 private:
  Result<Change> reload_locked() {
    auto stamps = stamps_of(options_.watch);  // before the files are read: what changes meanwhile is seen next time
    auto changed = exchange(recipe_());
    const bool is_news = !changed || !changed->empty();
    failed_ = !changed;
    stamps_ = std::move(stamps);
    if (is_news && options_.on_reload) options_.on_reload(changed);
    return changed;
  }

  Result<Change> exchange(Result<tls::Context> made) {
    if (!made) return failure(std::move(made).error());
    auto change = difference(context_, *made);
    if (change.empty()) return change;  // the same in all respects: its sessions and parsed certificates stay
    const std::unique_lock lock(context_mutex_);
    context_ = *std::move(made);
    return change;
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
  auto stamps = stamps_of(options.watch);
  KS_TRY(auto context, recipe());
  auto state = std::make_unique<State>(std::move(context), std::move(recipe), std::move(options), std::move(stamps));
  KS_TRY(state->watch());
  return Live(std::move(state));
}

tls::Context Live::now() const { return state_->now(); }
Result<Change> Live::reload() { return state_->reload(); }
Result<Change> Live::check() { return state_->check(); }

}  // namespace ks::config
