// `write_roots COUNT FOLDER FORMAT...` writes so many root certificates to FOLDER/COUNT.FORMAT. A program of its own,
// so that those that measure stay small: the kernel counts what they have as what the programs they start began with.
#include <string>

#include "roots.h"

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const std::string count = argv[1];
  const auto store = ks::bench::roots(std::stoul(count));
  for (int i = 3; i < argc; ++i) ks::bench::write(store, argv[i], argv[2] + ("/" + count) + "." + argv[i]);
}
