// Preloaded into a command, makes one call that touches a certain folder fail, or kills the process as it is made.
//
//     KS_FAULT_FOLDER   calls on files below it count, and so do calls on descriptors of such files
//     KS_FAULT_AT       the number of the call that is to go wrong; the first is 1
//     KS_FAULT_ERRNO    what it fails with; 0 kills the process instead
//     KS_FAULT_LOG      a file that gets one line per counted call, so that the test knows how many there were
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

const char* setting(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool is_below(const char* path) {
  const char* folder = setting("KS_FAULT_FOLDER");
  return *folder != '\0' && path != nullptr && std::strncmp(path, folder, std::strlen(folder)) == 0;
}

bool is_below(int fd) {
  char link[64];
  char path[PATH_MAX];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const auto size = readlink(link, path, sizeof path - 1);
  if (size < 0) return false;
  path[size] = '\0';
  return is_below(path);
}

/// Where a path relative to a directory descriptor, or to the current folder, leads.
bool is_below_at(int folder, const char* path) {
  if (path == nullptr || *path == '/') return is_below(path);
  if (folder != AT_FDCWD) return is_below(folder);
  char here[PATH_MAX];
  return getcwd(here, sizeof here) != nullptr && is_below(here);
}

void note(const char* name) {
  const int fd = real<int(const char*, int, ...)>("open")(setting("KS_FAULT_LOG"), O_WRONLY | O_APPEND | O_CREAT, 0600);
  if (fd < 0) return;
  char line[64];
  const auto size = std::snprintf(line, sizeof line, "%s\n", name);
  if (real<ssize_t(int, const void*, size_t)>("write")(fd, line, static_cast<std::size_t>(size)) < 0) std::abort();
  real<int(int)>("close")(fd);
}

/// Counts a call; true if it is the one to fail, with errno set.
bool goes_wrong(const char* name) {
  static int calls = 0;
  note(name);
  if (++calls != std::atoi(setting("KS_FAULT_AT"))) return false;
  const int error = std::atoi(setting("KS_FAULT_ERRNO"));
  if (error == 0) kill(getpid(), SIGKILL);
  errno = error;
  return true;
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const auto mode = va_arg(arguments, mode_t);
  va_end(arguments);
  if (is_below_at(AT_FDCWD, path) && goes_wrong("open")) return -1;
  return real<int(const char*, int, ...)>("open")(path, flags, mode);
}

int openat(int folder, const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const auto mode = va_arg(arguments, mode_t);
  va_end(arguments);
  if (is_below_at(folder, path) && goes_wrong("openat")) return -1;
  return real<int(int, const char*, int, ...)>("openat")(folder, path, flags, mode);
}

ssize_t read(int fd, void* buffer, size_t size) {
  if (is_below(fd) && goes_wrong("read")) return -1;
  return real<ssize_t(int, void*, size_t)>("read")(fd, buffer, size);
}

ssize_t write(int fd, const void* buffer, size_t size) {
  if (is_below(fd) && goes_wrong("write")) return -1;
  return real<ssize_t(int, const void*, size_t)>("write")(fd, buffer, size);
}

int fsync(int fd) {
  if (is_below(fd) && goes_wrong("fsync")) return -1;
  return real<int(int)>("fsync")(fd);
}

int fchmod(int fd, mode_t mode) {
  if (is_below(fd) && goes_wrong("fchmod")) return -1;
  return real<int(int, mode_t)>("fchmod")(fd, mode);
}

int close(int fd) {
  const bool fails = is_below(fd) && goes_wrong("close");
  const int result = real<int(int)>("close")(fd);  // Linux closes it all the same
  return fails ? -1 : result;
}

int rename(const char* from, const char* to) {
  if (is_below_at(AT_FDCWD, to) && goes_wrong("rename")) return -1;
  return real<int(const char*, const char*)>("rename")(from, to);
}

int renameat(int from_folder, const char* from, int to_folder, const char* to) {
  if (is_below_at(to_folder, to) && goes_wrong("renameat")) return -1;
  return real<int(int, const char*, int, const char*)>("renameat")(from_folder, from, to_folder, to);
}

}  // extern "C"
