#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <thread>
#include <utility>

#include "base/file_target.h"
#include "base/posix.h"
#include "base/temporary.h"
#include "ks/base/file.h"

namespace ks::file {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kFirstPause(1);
constexpr milliseconds kLongestPause(16);

tl::unexpected<Error> cannot_lock(const std::filesystem::path& path, int error) {
  return failure(posix::system_error(path, "cannot be locked", error,
                                     error == EACCES || error == EROFS ? "the folder has to be writable" : ""));
}

/// The process that holds the lock wrote its number into it; empty if it did not come to that yet.
std::string holder(int lock) {
  std::array<char, 16> text{};
  const auto size = posix::calls.read(lock, text.data(), text.size());
  std::uint64_t process = 0;
  const auto read = std::from_chars(text.data(), text.data() + std::max<ssize_t>(size, 0), process);
  return read.ec == std::errc() ? std::to_string(process) : std::string();
}

Error still_held(const std::filesystem::path& path, const std::string& name, int lock) {
  const auto process = holder(lock);
  return Error{
      .code = Errc::io,
      .message = process.empty() ? "is being changed by another process" : "is being changed by process " + process,
      .file = path.string(),
      .hint = "wait until it is done; the lock is the file " + name + " beside it"};
}

/// Whether `lock` is still the file of that name: its last holder removed it as it let go.
bool is_current(const posix::Descriptor& lock, const Target& target, const std::string& name) {
  struct stat ours {};
  struct stat there {};
  return posix::calls.fstat(lock.get(), &ours) == 0 &&
         posix::calls.fstatat(target.folder.get(), name.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 &&
         ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

/// For whoever waits in vain; the lock holds without it.
void write_holder(const posix::Descriptor& lock) {
  const auto text = std::to_string(::getpid()) + "\n";
  if (posix::calls.ftruncate(lock.get(), 0) == 0) (void)posix::calls.write(lock.get(), text.data(), text.size());
}

}  // namespace

struct Lock::State {
  State(posix::Descriptor folder_of_lock, posix::Descriptor locked, std::string name)
      : folder(std::move(folder_of_lock)), lock(std::move(locked)), file(folder.get(), std::move(name)) {}

  posix::Descriptor folder;
  posix::Descriptor lock;
  Temporary file;  // goes first: removed while it is locked, so that nobody can lock what is going
};

Lock::Lock(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
Lock::Lock(Lock&&) noexcept = default;
Lock& Lock::operator=(Lock&&) noexcept = default;
Lock::~Lock() = default;

Result<Lock> Lock::take(const std::filesystem::path& path, milliseconds patience) {
  const auto give_up = steady_clock::now() + patience;
  KS_TRY(auto target, find_target(path));
  const auto name = "." + target.name + ".lock";
  auto pause = kFirstPause;
  for (;;) {
    auto lock = posix::open_in(target.folder.get(), name.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0600);
    if (!lock) return cannot_lock(path, errno);
    const bool locked = posix::uninterrupted([&] { return posix::calls.flock(lock.get(), LOCK_EX | LOCK_NB); }) == 0;
    if (!locked && errno != EWOULDBLOCK) return cannot_lock(path, errno);
    if (locked && is_current(lock, target, name)) {
      write_holder(lock);
      return Lock(std::make_unique<State>(std::move(target.folder), std::move(lock), name));
    }
    if (steady_clock::now() >= give_up) return failure(still_held(path, name, lock.get()));
    if (locked) continue;
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, kLongestPause);
  }
}

}  // namespace ks::file
