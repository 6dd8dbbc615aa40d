// Whether opening a store takes time and memory linear in its bytes: 25,000, 50,000 and 100,000 certificates in each
// format. Each is opened by a process of its own; what starting that costs is taken off. `load_cost quick` leaves out the
// one in the middle, and is content with the first round that holds.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "cost.h"
#include "support/scratch.h"

namespace ks::bench {
namespace {

using Words = std::vector<std::string>;

const Words kAll = {"25000", "50000", "100000"};
const Words kQuick = {"25000", "100000"};
constexpr int kRounds = 3;
/// The largest file has four times the certificates of the smallest. Quadratic work would take 16 times as long.
constexpr double kMostTime = 6.0;
constexpr double kMostMemory = 4.4;
/// Memory in bytes for each byte of the file, with its bytes themselves.
constexpr double kMostPerByte = 4.0;

struct File {
  std::string path;
  double size = 0;
  double seconds = 1e9;  ///< The best of the rounds.
  double peak = 1e18;    ///< Likewise, bytes.
};

void measure(File& file, const Cost& start) {
  const auto cost = cost_of({KS_LOAD, file.path});
  file.seconds = std::min(file.seconds, cost.seconds - start.seconds);
  file.peak = std::min(file.peak, static_cast<double>(cost.peak) - static_cast<double>(start.peak));
}

/// Between the smallest and the largest file.
struct Growth {
  double time, memory;
  double per_byte;  ///< Memory of the largest, for each of its bytes.
  [[nodiscard]] bool good() const { return time <= kMostTime && memory <= kMostMemory && per_byte <= kMostPerByte; }
};

Growth growth(const std::vector<File>& files) {
  const auto& few = files.front();
  const auto& many = files.back();
  return {.time = many.seconds / few.seconds, .memory = many.peak / few.peak, .per_byte = many.peak / many.size};
}

void print(const std::string& format, const std::vector<File>& files) {
  for (const auto& file : files) {
    std::printf("%-7s %7.1f MB  %8.1f ms  %7.1f MB  %5.2f ms and %4.2f MB a MB\n", format.c_str(), file.size / 1e6,
                file.seconds * 1e3, file.peak / 1e6, file.seconds * 1e9 / file.size, file.peak / file.size);
  }
  const auto grown = growth(files);
  std::printf("%-7s four times the certificates: %.2f times the time, %.2f times the memory%s\n", format.c_str(),
              grown.time, grown.memory, grown.good() ? "" : "  TOO MUCH");
  std::fflush(stdout);
}

bool is_linear(const std::string& format, const Words& counts, Pace pace, const test::Scratch& folder) {
  std::vector<File> files;
  for (const auto& count : counts) {
    const auto path = folder / (count + "." + format);
    files.push_back({.path = path, .size = static_cast<double>(std::filesystem::file_size(path))});
  }
  for (int round = 0; round < kRounds; ++round) {
    const auto start = cost_of({KS_LOAD});
    for (auto& file : files) measure(file, start);
    if (pace == Pace::quick && growth(files).good()) break;
  }
  print(format, files);
  return growth(files).good();
}

}  // namespace
}  // namespace ks::bench

int main(int argc, char** argv) {
  using namespace ks::bench;
  const auto pace = pace_of(argc, argv);
  const auto& counts = pace == Pace::quick ? kQuick : kAll;
  const ks::test::Scratch folder;
  for (const auto& count : counts) (void)cost_of({KS_WRITE_ROOTS, count, folder.path(), "jks", "pkcs12", "pem"});
  bool good = true;
  for (const std::string format : {"jks", "pkcs12", "pem"}) good = is_linear(format, counts, pace, folder) && good;
  return good ? 0 : 1;
}
