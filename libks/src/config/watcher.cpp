#include "config/watcher.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>

namespace ks::config {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr milliseconds kQuiet{50};  // writers change several files at once: two renames, a key and its certificate
constexpr int kMostEvents = 100;    // in one go, so that a file that never rests does not put a reload off for ever
constexpr std::uint32_t kEvents = IN_CLOSE_WRITE | IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_ATTRIB;

tl::unexpected<Error> failed(const char* call) {
  return failure(Errc::io, std::string(call) + ": " + std::generic_category().message(errno));
}

/// Reads what inotify has to say; it is not looked at, since the files are.
void drain(int events) {
  std::array<char, 4096> buffer;
  while (::read(events, buffer.data(), buffer.size()) > 0) {
  }
}

}  // namespace

Result<std::unique_ptr<Watcher>> Watcher::on(const std::vector<fs::path>& paths) {
  const int events = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (events < 0) return failed("inotify_init1");
  const int stopper = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (stopper < 0) {
    ::close(events);
    return failed("eventfd");
  }
  std::unique_ptr<Watcher> watcher(new Watcher(events, stopper));
  for (const auto& path : paths) {
    std::error_code error;
    const auto target = fs::weakly_canonical(path, error);
    // A folder that cannot be watched, on a network say, is still looked at every now and then.
    (void)::inotify_add_watch(events, fs::absolute(path, error).parent_path().c_str(), kEvents);
    if (!error) (void)::inotify_add_watch(events, target.parent_path().c_str(), kEvents);
  }
  return watcher;
}

Watcher::~Watcher() {
  ::close(events_);
  ::close(stopper_);
}

bool Watcher::wait(milliseconds patience) {
  std::array<pollfd, 2> ready{
      {{.fd = stopper_, .events = POLLIN, .revents = 0}, {.fd = events_, .events = POLLIN, .revents = 0}}};
  for (int i = 0; i < kMostEvents; ++i) {
    const int count = ::poll(ready.data(), ready.size(), static_cast<int>(patience.count()));
    if ((ready[0].revents & POLLIN) != 0) return false;
    if (count <= 0) return true;
    drain(events_);
    patience = kQuiet;
  }
  return true;
}

void Watcher::stop() noexcept {
  const std::uint64_t one = 1;
  (void)!::write(stopper_, &one, sizeof one);
}

}  // namespace ks::config
