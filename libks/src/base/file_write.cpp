#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <utility>

#include "base/file_target.h"
#include "base/posix.h"
#include "base/temporary.h"
#include "ks/base/file.h"
#include "ks/base/secret.h"

namespace ks::file {
namespace {

constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;
constexpr int kMostNames = 16;  // random ones: a second is never needed unless someone fills the folder with them

std::string_view hint_for(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT: return "free some space or write to another file system";
    case EFBIG: return "the limit on the size of files is in the way, see ulimit -f";
    case EACCES:
    case EPERM:
    case EROFS: return "the folder has to be writable, because the file is replaced as a whole";
    case EBUSY:
    case EXDEV: return "a single file mounted into a container cannot be replaced: mount its folder, or write to '-'";
    case EIO: return "the disk or the server behind it reports a fault";
    case EPIPE: return "whoever reads it stopped early";
    default: return "";
  }
}

tl::unexpected<Error> cannot_write(const std::filesystem::path& path, int error) {
  return failure(posix::system_error(path, "cannot be written", error, hint_for(error)));
}

/// Makes a write beyond RLIMIT_FSIZE the error EFBIG instead of the end of the process.
class NoSizeSignal {
 public:
  NoSizeSignal() noexcept {
    ::sigemptyset(&set_);
    ::sigaddset(&set_, SIGXFSZ);
    sigset_t pending;
    ::sigpending(&pending);
    was_pending_ = ::sigismember(&pending, SIGXFSZ) == 1;
    ::pthread_sigmask(SIG_BLOCK, &set_, &before_);
  }
  NoSizeSignal(const NoSizeSignal&) = delete;
  NoSizeSignal& operator=(const NoSizeSignal&) = delete;
  ~NoSizeSignal() {
    const timespec at_once{};
    if (!was_pending_) (void)::sigtimedwait(&set_, nullptr, &at_once);
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t set_{};
  sigset_t before_{};
  bool was_pending_ = false;
};

/// 0, or an errno.
int write_all(int fd, ByteView bytes) {
  const NoSizeSignal no_size_signal;
  while (!bytes.empty()) {
    const auto written = posix::uninterrupted([&] { return posix::calls.write(fd, bytes.data(), bytes.size()); });
    if (written < 0) return errno;
    if (written == 0) return EIO;  // would go on for ever
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return 0;
}

/// Devices, pipes and our own descriptors cannot be replaced.
Result<void> write_straight(const std::filesystem::path& path, const Target& target, ByteView bytes) {
  int error = 0;
  if (target.kind == Target::Kind::descriptor) {
    error = write_all(target.descriptor, bytes);
  } else {
    auto device = posix::open_in(target.folder.get(), target.name.c_str(), O_WRONLY);
    if (!device) return cannot_write(path, errno);
    error = write_all(device.get(), bytes);
    const int close_error = device.close();
    if (error == 0) error = close_error;
  }
  if (error != 0) return cannot_write(path, error);
  return {};
}

Result<Target> find_target_or_standard_output(const std::filesystem::path& path) {
  if (path != "-") return find_target(path);
  Target target{.kind = Target::Kind::descriptor};
  target.descriptor = STDOUT_FILENO;
  return target;
}

/// Gives the new file the owner and group of the old one: root always, others the group if they may. Where the group
/// differs in the end it gets no rights. 0, or an errno.
int keep_owner(int fd, const struct stat& old, mode_t& mode) {
  struct stat created {};
  if (posix::calls.fstat(fd, &created) != 0) return errno;
  if (created.st_uid == old.st_uid && created.st_gid == old.st_gid) return 0;
  if (posix::calls.geteuid() == 0) return posix::calls.fchown(fd, old.st_uid, old.st_gid) == 0 ? 0 : errno;
  constexpr auto kUnchanged = static_cast<uid_t>(-1);
  if (created.st_gid != old.st_gid && posix::calls.fchown(fd, kUnchanged, old.st_gid) != 0) mode &= ~mode_t{S_IRWXG};
  return 0;
}

/// Owner and mode of the file that `fd` is to become. 0, or an errno.
int set_access(int fd, const std::optional<struct stat>& old, Mode asked) {
  mode_t mode = asked == Mode::secret ? kOwnerOnly : 0666;
  if (old) {
    mode &= old->st_mode;
    if (const int error = keep_owner(fd, *old, mode); error != 0) return error;
  } else if (asked == Mode::normal) {
    mode &= ~posix::umask_now();
  }
  if (mode == kOwnerOnly) return 0;  // as it was born
  return posix::calls.fchmod(fd, mode) == 0 ? 0 : errno;
}

/// Writes, gives access and waits for the disk. 0, or an errno.
int fill(posix::Descriptor file, ByteView bytes, const std::optional<struct stat>& old, Mode mode) {
  if (const int error = write_all(file.get(), bytes); error != 0) return error;
  if (const int error = set_access(file.get(), old, mode); error != 0) return error;
  if (posix::uninterrupted([&] { return posix::calls.fsync(file.get()); }) != 0) return errno;
  return file.close();
}

/// Makes the rename last. A file system that cannot do that for a folder says so, and is not asked for more.
int sync_folder(const posix::Descriptor& folder) {
  if (posix::uninterrupted([&] { return posix::calls.fsync(folder.get()); }) == 0) return 0;
  return errno == EINVAL || errno == ENOTSUP || errno == ENOSYS ? 0 : errno;
}

}  // namespace

struct Staged::State {
  std::filesystem::path path;
  Target target{};
  std::unique_ptr<Temporary> temporary{};  // uses target.folder, so it goes first
  Secret straight{};                       // what is written to a device on commit()
};

Staged::Staged(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
Staged::Staged(Staged&&) noexcept = default;
Staged& Staged::operator=(Staged&&) noexcept = default;
Staged::~Staged() = default;

Result<Staged> Staged::make(const std::filesystem::path& path, ByteView bytes, Mode mode) {
  KS_TRY(auto target, find_target_or_standard_output(path));
  auto state = std::make_unique<State>(State{.path = path, .target = std::move(target)});
  if (state->target.kind != Target::Kind::file) {
    state->straight = Secret(bytes);
    return Staged(std::move(state));
  }
  posix::Descriptor file;
  for (int names = 0; names < kMostNames && !file; ++names) {
    const auto name = posix::random_name();
    if (name.empty()) return cannot_write(path, errno);
    const int folder = state->target.folder.get();
    state->temporary = std::make_unique<Temporary>(folder, ".ks-" + name + ".tmp");
    file = posix::open_in(folder, state->temporary->name(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, kOwnerOnly);
    const int error = file ? 0 : errno;
    if (!file) state->temporary->release();  // it is not ours, or not there
    if (!file && error != EEXIST) return cannot_write(path, error);
  }
  if (!file) return cannot_write(path, EEXIST);
  if (const int error = fill(std::move(file), bytes, state->target.existing, mode); error != 0) {
    return cannot_write(path, error);
  }
  return Staged(std::move(state));
}

Result<void> Staged::commit() {
  const auto state = std::move(state_);
  if (!state) return failure(Errc::usage, "a staged file is committed once");
  const auto& target = state->target;
  if (target.kind != Target::Kind::file) return write_straight(state->path, target, state->straight.reveal());
  const int folder = target.folder.get();
  if (posix::calls.renameat(folder, state->temporary->name(), folder, target.name.c_str()) != 0) {
    return cannot_write(state->path, errno);
  }
  state->temporary->release();
  if (const int error = sync_folder(target.folder); error != 0) {
    return failure(posix::system_error(state->path, "is written, but a power failure could still undo it", error,
                                       hint_for(error)));
  }
  return {};
}

Result<void> write(const std::filesystem::path& path, ByteView bytes, Mode mode) {
  KS_TRY(auto staged, Staged::make(path, bytes, mode));
  return staged.commit();
}

}  // namespace ks::file
