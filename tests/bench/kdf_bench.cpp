#include <benchmark/benchmark.h>

#include <string>

#include "kdf_contenders.h"

namespace ks::bench {
namespace {

using Derive = void (*)(std::uint64_t rounds);

void measure(const std::string& name, Derive derive) {
  benchmark::RegisterBenchmark(name.c_str(),
                               [derive](benchmark::State& state) {
                                 const auto rounds = static_cast<std::uint64_t>(state.range(0));
                                 for ([[maybe_unused]] auto _ : state) derive(rounds);
                                 state.SetItemsProcessed(state.iterations() * state.range(0));
                               })
      ->Arg(2048)
      ->Arg(100'000);
}

const bool kRegistered = [] {
  for (const auto& row : contenders()) {
    measure(std::string(row.name) + "/ours", row.ours);
    measure(std::string(row.name) + "/bare", row.bare);
    measure(std::string(row.name) + "/openssl", row.openssl);
  }
  return true;
}();

}  // namespace
}  // namespace ks::bench
