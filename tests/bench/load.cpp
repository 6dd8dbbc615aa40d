// Opens the store it is given, and asks it nothing; without an argument it only starts.
#include "ks/ks.h"

int main(int argc, char** argv) {
  if (argc < 2) return 0;
  const auto store = ks::open(argv[1], {.password = ks::share(ks::Secret("changeit"))});
  return store && !store->empty() ? 0 : 1;
}
