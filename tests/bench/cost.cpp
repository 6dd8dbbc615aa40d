#include "cost.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace ks::bench {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

[[noreturn]] void give_up(const Command& command, const char* why) {
  std::fprintf(stderr, "%s", why);
  for (const auto& word : command) std::fprintf(stderr, " %s", word.c_str());
  std::fprintf(stderr, "\n");
  std::exit(2);
}

/// Not fork(): the child would pay for letting go of this program's memory.
pid_t spawn(const Command& command) {
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
  }
  pid_t child = 0;
  const int error = posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) give_up(command, std::strerror(error));
  return child;
}

}  // namespace

Pace pace_of(int argc, char** argv) {
  return argc > 1 && std::string_view(argv[1]) == "quick" ? Pace::quick : Pace::full;
}

Cost cost_of(const Command& command) {
  const auto child = spawn(command);
  int status = 0;
  rusage usage{};
  while (::wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) give_up(command, "this failed:");
  return {.seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime),
          .peak = static_cast<std::size_t>(usage.ru_maxrss) * 1024};
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

bool holds(const Comparison& comparison) {
  std::vector<double> ratios;
  std::vector<double> ours;
  std::vector<double> theirs;
  (void)cost_of(comparison.ours);  // files and libraries are in memory from here
  (void)cost_of(comparison.theirs);
  for (int round = 0; round < comparison.rounds; ++round) {
    theirs.push_back(cost_of(comparison.theirs).seconds);
    ours.push_back(cost_of(comparison.ours).seconds);
    ratios.push_back(ours.back() / theirs.back());
  }
  const auto ratio = median(ratios);
  const bool good = ratio <= comparison.most;
  std::printf("%-58s %8.2f ms %9.2f ms  %7.4f, at most %.4f%s\n", comparison.name.c_str(), median(ours) * 1e3,
              median(theirs) * 1e3, ratio, comparison.most, good ? "" : "  TOO DEAR");
  std::fflush(stdout);
  return good;
}

}  // namespace ks::bench
