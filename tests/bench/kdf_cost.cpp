#include <time.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

#include "kdf_contenders.h"

// Whether our key derivation stays within 1.3 times the compressions that it cannot do without. The machine may be busy
// with other things: CPU time of this thread, each of the three right after the other, the median of the ratios.
namespace ks::bench {
namespace {

constexpr double kMost = 1.3;
constexpr std::uint64_t kRounds = 20'000;
constexpr std::size_t kTurns = 15;

double seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

double cost(void (*derive)(std::uint64_t rounds)) {
  const double before = seconds();
  derive(kRounds);
  return seconds() - before;
}

double median(std::array<double, kTurns> values) {
  std::ranges::nth_element(values, values.begin() + kTurns / 2);
  return values[kTurns / 2];
}

/// Prints a line about `row`; whether it is cheap enough.
bool judge(const Contenders& row) {
  std::array<double, kTurns> to_bare;
  std::array<double, kTurns> to_openssl;
  std::array<double, kTurns> nanoseconds;
  for (std::size_t i = 0; i < kTurns; ++i) {
    const double bare = cost(row.bare);
    const double ours = cost(row.ours);
    const double openssl = cost(row.openssl);
    to_bare[i] = ours / bare;
    to_openssl[i] = ours / openssl;
    nanoseconds[i] = ours / kRounds * 1e9;
  }
  const bool good = !row.judged || median(to_bare) <= kMost;
  std::printf("%-18.*s %7.1f ns a round  %.3f x bare  %.3f x openssl%s\n", static_cast<int>(row.name.size()),
              row.name.data(), median(nanoseconds), median(to_bare), median(to_openssl), good ? "" : "  TOO DEAR");
  return good;
}

}  // namespace
}  // namespace ks::bench

int main() {
  bool good = true;
  for (const auto& row : ks::bench::contenders()) good &= ks::bench::judge(row);
  return good ? 0 : 1;
}
