#pragma once

#include <cstddef>
#include <string>
#include <vector>

/// What whole programs cost: processor time, since a machine that is busy with other things makes every clock run on.
namespace ks::bench {

using Command = std::vector<std::string>;

/// How long a program may measure. `quick`, its first argument, is for tests that run with each change.
enum class Pace { full, quick };
[[nodiscard]] Pace pace_of(int argc, char** argv);

struct Cost {
  double seconds = 0;    ///< User and system time.
  std::size_t peak = 0;  ///< Most memory that was resident at once, bytes.
};

/// Runs `command` to its end with nothing to read and nowhere to print. Ends this program if it fails: what it cost to
/// fail says nothing.
[[nodiscard]] Cost cost_of(const Command& command);

[[nodiscard]] double median(std::vector<double> values);

/// Two commands side by side.
struct Comparison {
  std::string name;
  Command ours;
  Command theirs;
  double most;  ///< Our cost over theirs may be this at the most.
  int rounds;
};

/// Runs both in turn and prints a line; whether the median of the ratios of the rounds is not more than it may be.
[[nodiscard]] bool holds(const Comparison& comparison);

}  // namespace ks::bench
