#pragma once

#include <cerrno>
#include <functional>
#include <utility>

#include "base/posix.h"

namespace ks::test {

/// Puts the operating system back when a test is done with it.
class SystemCalls {
 public:
  SystemCalls() : real_(posix::calls) {}
  SystemCalls(const SystemCalls&) = delete;
  SystemCalls& operator=(const SystemCalls&) = delete;
  ~SystemCalls() {
    posix::calls = real_;
    hook() = {};
  }

  /// Calls `before` ahead of every call that can fail; if it gives an errno, the call fails with that. A close()
  /// closes all the same, as the real one does.
  void before_each(std::function<int()> before) {
    hook() = std::move(before);
    real() = real_;
    using posix::Calls;
    wrap_all<&Calls::openat, &Calls::close, &Calls::read, &Calls::write, &Calls::fsync, &Calls::fstat, &Calls::fstatat,
             &Calls::fchmod, &Calls::fchown, &Calls::ftruncate, &Calls::flock, &Calls::renameat, &Calls::unlinkat,
             &Calls::readlinkat, &Calls::getrandom>();
  }

 private:
  static std::function<int()>& hook() {
    static std::function<int()> before;
    return before;
  }
  static posix::Calls& real() {
    static posix::Calls calls;
    return calls;
  }

  template <auto Member, class R, class... Arguments>
  static void wrap(R (*posix::Calls::*)(Arguments...)) {
    posix::calls.*Member = [](Arguments... arguments) -> R {
      const int error = hook()();
      if (error == 0) return (real().*Member)(arguments...);
      if constexpr (std::is_same_v<decltype(Member), decltype(&posix::Calls::close)>) {
        if (Member == &posix::Calls::close) (void)(real().*Member)(arguments...);
      }
      errno = error;
      return R(-1);
    };
  }
  template <auto... Members>
  static void wrap_all() {
    (wrap<Members>(Members), ...);
  }

  posix::Calls real_;
};

}  // namespace ks::test
