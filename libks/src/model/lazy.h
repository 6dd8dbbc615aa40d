#pragma once

#include <atomic>
#include <memory>

namespace ks::model {

/// A value that is made when it is first asked for; a pointer's worth until then, since most are never asked for.
///
/// Threads that ask first at the same time each make one, and all but one of those are dropped: that costs less than
/// std::call_once, which calls the kernel to wake whoever waits, once a value.
template <class T>
class Lazy {
 public:
  Lazy() noexcept = default;
  Lazy(const Lazy&) = delete;
  Lazy& operator=(const Lazy&) = delete;
  ~Lazy() { delete made_.load(std::memory_order_relaxed); }

  /// The value, from `make` if there is none yet. It lives as long as this does.
  template <class Make>
  [[nodiscard]] const T& get(const Make& make) const {
    if (const T* made = made_.load(std::memory_order_acquire)) return *made;
    auto mine = std::make_unique<const T>(make());
    const T* other = nullptr;
    if (!made_.compare_exchange_strong(other, mine.get(), std::memory_order_acq_rel)) return *other;
    return *mine.release();
  }

 private:
  mutable std::atomic<const T*> made_{nullptr};
};

}  // namespace ks::model
