// write_seeds FOLDER: writes the seeds of every target below FOLDER, a file each.

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "fuzz/seeds.h"
#include "fuzz/targets.h"
#include "support/testdata.h"

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr, "usage: write_seeds FOLDER\n");
    return 2;
  }
  for (const auto& target : ks::fuzz::targets()) {
    const auto folder = std::filesystem::path(arguments[1]) / target.name;
    std::filesystem::create_directories(folder);
    std::size_t number = 0;
    for (const auto& seed : ks::fuzz::seeds(target.name)) {
      std::ofstream out(folder / ("seed-" + std::to_string(number++)), std::ios::binary);
      out.write(reinterpret_cast<const char*>(seed.data()), static_cast<std::streamsize>(seed.size()));
      if (!out) {
        std::fprintf(stderr, "write_seeds: cannot write to %s\n", folder.c_str());
        return 1;
      }
    }
  }
}
