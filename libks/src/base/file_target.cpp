#include "base/file_target.h"

#include <limits.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <utility>

namespace ks::file {
namespace {

constexpr int kMostLinks = 40;            // as many as Linux follows
constexpr long kProcFileSystem = 0x9fa0;  // PROC_SUPER_MAGIC of <linux/magic.h>

Error is_a_folder(const std::filesystem::path& path) {
  return Error{.code = Errc::io, .message = "is a folder, not a file", .file = path.string()};
}

Result<posix::Descriptor> open_folder(const std::filesystem::path& asked, const std::filesystem::path& folder) {
  auto opened = posix::open_in(AT_FDCWD, folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY);
  if (!opened) {
    const int error = errno;
    return failure(posix::system_error(asked, "its folder cannot be opened", error,
                                       error == ENOENT ? "make the folder first: mkdir -p" : ""));
  }
  return opened;
}

/// Whether another user planted the link in a folder that everyone can write to, such as /tmp.
bool is_planted(const posix::Descriptor& folder, const struct stat& link) {
  struct stat status {};
  if (posix::calls.fstat(folder.get(), &status) != 0) return true;
  const bool shared = (status.st_mode & S_ISVTX) != 0 && (status.st_mode & S_IWOTH) != 0;
  return shared && link.st_uid != posix::calls.geteuid() && link.st_uid != status.st_uid;
}

/// Links of /proc lead to open files by no name of this world: "pipe:[4711]".
bool is_in_proc(const posix::Descriptor& folder) {
  struct statfs status {};
  return ::fstatfs(folder.get(), &status) == 0 && status.f_type == kProcFileSystem;
}

/// The number of our own descriptor that `name` in `folder` stands for; -1 if none.
int own_descriptor(const posix::Descriptor& folder, const std::string& name) {
  struct stat here {};
  struct stat ours {};
  if (posix::calls.fstat(folder.get(), &here) != 0) return -1;
  if (posix::calls.fstatat(AT_FDCWD, "/proc/self/fd", &ours, 0) != 0) return -1;
  if (here.st_dev != ours.st_dev || here.st_ino != ours.st_ino) return -1;
  int number = -1;
  std::from_chars(name.data(), name.data() + name.size(), number);
  return number;
}

Result<std::filesystem::path> read_link(const std::filesystem::path& asked, const Target& link) {
  std::array<char, PATH_MAX> text{};
  const auto size = posix::calls.readlinkat(link.folder.get(), link.name.c_str(), text.data(), text.size());
  if (size < 0) return failure(posix::system_error(asked, "its link cannot be read", errno));
  if (static_cast<std::size_t>(size) == text.size()) {
    return failure(posix::system_error(asked, "its link cannot be read", ENAMETOOLONG));
  }
  return std::filesystem::path(std::string(text.data(), static_cast<std::size_t>(size)));
}

/// What stands at `path` itself; a link is given in `link_status`.
Result<Target> look_at(const std::filesystem::path& asked, const std::filesystem::path& path,
                       std::optional<struct stat>& link_status) {
  Target target{.name = path.filename().string()};
  if (target.name.empty() || target.name == "." || target.name == "..") return failure(is_a_folder(asked));
  KS_TRY(target.folder, open_folder(asked, path.parent_path()));
  struct stat status {};
  if (posix::calls.fstatat(target.folder.get(), target.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno != ENOENT) return failure(posix::system_error(asked, "cannot be looked at", errno));
    return target;
  }
  if (S_ISDIR(status.st_mode)) return failure(is_a_folder(asked));
  if (S_ISLNK(status.st_mode)) link_status = status;
  else if (S_ISREG(status.st_mode)) target.existing = status;
  else target.kind = Target::Kind::special;
  return target;
}

}  // namespace

Result<Target> find_target(const std::filesystem::path& path) {
  auto at = path;
  for (int links = 0; links <= kMostLinks; ++links) {
    std::optional<struct stat> link;
    KS_TRY(auto target, look_at(path, at, link));
    if (!link) return target;
    if (is_in_proc(target.folder)) {
      target.descriptor = own_descriptor(target.folder, target.name);
      target.kind = target.descriptor < 0 ? Target::Kind::special : Target::Kind::descriptor;
      return target;
    }
    if (is_planted(target.folder, *link)) {
      return failure(Error{.code = Errc::io,
                           .message = "is a symbolic link of another user in a folder everyone can write to",
                           .file = path.string(),
                           .hint = "name the file it should lead to"});
    }
    KS_TRY(const auto next, read_link(path, target));
    at = at.parent_path() / next;  // an absolute `next` stands alone
  }
  return failure(posix::system_error(path, "cannot be found", ELOOP));
}

}  // namespace ks::file
