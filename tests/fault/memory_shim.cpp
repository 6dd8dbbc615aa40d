// Preloaded into a command, lets one request for memory fail.
//
//     KS_MEMORY_AT    the number of the request that is to fail; the first is 1, and 0 lets all succeed
//     KS_MEMORY_LOG   a file that gets the number of requests when the command exits
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

extern "C" {

// The allocator itself, by the names under which glibc exports it: to look malloc up would take memory.
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* old, std::size_t size);
}

namespace {

std::atomic<long> requests{0};

bool fails() {
  static const char* const at = std::getenv("KS_MEMORY_AT");
  if (at == nullptr || ++requests != std::atol(at)) return false;
  errno = ENOMEM;
  return true;
}

struct AtExit {
  AtExit() = default;
  AtExit(const AtExit&) = delete;
  AtExit& operator=(const AtExit&) = delete;
  ~AtExit() {
    const char* path = std::getenv("KS_MEMORY_LOG");
    const long made = requests;
    if (path == nullptr) return;
    if (std::FILE* log = std::fopen(path, "w")) {
      std::fprintf(log, "%ld\n", made);
      std::fclose(log);
    }
  }
} at_exit;

}  // namespace

extern "C" {

void* malloc(std::size_t size) { return fails() ? nullptr : __libc_malloc(size); }
void* calloc(std::size_t count, std::size_t size) { return fails() ? nullptr : __libc_calloc(count, size); }
void* realloc(void* old, std::size_t size) { return fails() ? nullptr : __libc_realloc(old, size); }
}
