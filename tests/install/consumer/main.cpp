// A program of somebody else's, built against an installed libks: prints the aliases of a store.

#include <cstdlib>
#include <iostream>

#include <ks/ks.h>
#include <ks/ops/ops.h>

namespace {

/// Whether value() throws where there is only an Error, for those who like exceptions.
bool throws_what_went_wrong() {
  try {
    (void)ks::open("no/such/file.p12").value();
  } catch (const tl::bad_expected_access<ks::Error>& thrown) {
    return thrown.error().code == ks::Errc::not_found && thrown.error().file == "no/such/file.p12";
  }
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return EXIT_FAILURE;
  if (!throws_what_went_wrong()) {
    std::cerr << "open() of a missing file did not throw what it should\n";
    return EXIT_FAILURE;
  }
  const auto store = ks::open(argv[1], {.password = ks::share(ks::Secret(argv[2]))}).value();
  const auto merged = ks::merge(store, store, ks::OnClash::fail).value();
  for (const auto& entry : merged) std::cout << entry.alias.text() << "\n";
  return EXIT_SUCCESS;
}
