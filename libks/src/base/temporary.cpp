#include "base/temporary.h"

#include <limits.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <utility>

#include "base/posix.h"
#include "ks/base/file.h"

namespace ks::file {
namespace {

enum class SlotState { free, filling, live };

/// What a signal handler needs to remove a file: nothing here is allocated, locked or destroyed.
struct Slot {
  std::atomic<SlotState> state = SlotState::free;
  pid_t process = 0;  // a child made by fork() must not remove its parent's files
  int folder = -1;
  std::array<char, NAME_MAX + 1> name{};
};
static_assert(std::atomic<SlotState>::is_always_lock_free);

constexpr int kNoSlot = -1;
constinit std::array<Slot, 64> slots;

/// kNoSlot if there are more temporary files than slots: that one is then only removed by its owner.
int take_slot(int folder, const std::string& name) {
  if (name.size() > NAME_MAX) return kNoSlot;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    auto expected = SlotState::free;
    if (!slots[i].state.compare_exchange_strong(expected, SlotState::filling)) continue;
    slots[i].process = ::getpid();
    slots[i].folder = folder;
    slots[i].name.fill('\0');
    name.copy(slots[i].name.data(), name.size());
    slots[i].state = SlotState::live;
    return static_cast<int>(i);
  }
  return kNoSlot;
}

}  // namespace

Temporary::Temporary(int folder, std::string name)
    : folder_(folder), name_(std::move(name)), slot_(take_slot(folder_, name_)) {}

Temporary::~Temporary() {
  if (!released_) posix::calls.unlinkat(folder_, name_.c_str(), 0);
  release();
}

void Temporary::release() noexcept {
  released_ = true;
  if (slot_ != kNoSlot) slots[static_cast<std::size_t>(std::exchange(slot_, kNoSlot))].state = SlotState::free;
}

void remove_temporaries() noexcept {
  const int error = errno;
  for (const auto& slot : slots) {
    if (slot.state != SlotState::live || slot.process != ::getpid()) continue;
    posix::calls.unlinkat(slot.folder, slot.name.data(), 0);
  }
  errno = error;
}

}  // namespace ks::file
