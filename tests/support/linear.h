#pragma once

#include <time.h>

#include <algorithm>
#include <cstddef>
#include <limits>

namespace ks::test {

/// CPU seconds of this thread: what else runs on the machine does not count.
[[nodiscard]] inline double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Above noise and caches, below anything quadratic.
inline constexpr double kLinear = 3.0;

/// The time of use(make(2n)) over that of use(make(n)), the best of five each; making does not count. About 2 for
/// linear work, 4 for quadratic. A result that is not linear is measured again twice, as a busy machine can look so once.
template <class Make, class Use>
[[nodiscard]] double growth(std::size_t n, const Make& make, const Use& use) {
  const auto best_of_five = [&use](const auto& input) {
    auto best = std::numeric_limits<double>::max();
    for (int i = 0; i < 5; ++i) {
      const auto start = cpu_seconds();
      use(input);
      best = std::min(best, cpu_seconds() - start);
    }
    return best;
  };
  const auto one = make(n);
  const auto two = make(2 * n);
  auto ratio = std::numeric_limits<double>::max();
  for (int attempt = 0; attempt < 3 && ratio >= kLinear; ++attempt) {
    ratio = std::min(ratio, best_of_five(two) / best_of_five(one));
  }
  return ratio;
}

}  // namespace ks::test
