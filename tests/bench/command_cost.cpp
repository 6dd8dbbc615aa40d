// What whole commands cost beside their peers: processor time, in turn in one run, medians of the ratios of the rounds.
// Fails where a promise of docs/explanation/performance.md does not hold. `command_cost quick` takes few rounds.
#include <algorithm>
#include <string>
#include <vector>

#include "cost.h"
#include "support/scratch.h"

namespace ks::bench {
namespace {

/// Debug builds are a little slower; KS_SLACK is 1 in those that promises are about.
constexpr double kSlack = KS_SLACK;
constexpr double kAsCheap = 1.0 * kSlack;
constexpr double kFiftyTimesCheaper = kSlack / 50;
/// What three derivations of 100,000 rounds leave of that: they alone cost a fortieth of what keytool takes.
constexpr double kTwentyTimesCheaper = kSlack / 20;

/// The files that the commands are about, in a folder of their own.
class Files {
 public:
  explicit Files(const test::Scratch& folder) : folder_(folder) {
    (void)cost_of({KS_WRITE_ROOTS, "150", folder.path(), "jks", "pkcs12", "pem", "pkcs7"});
    for (const std::string rounds : {"2048", "10000", "100000"}) {
      (void)cost_of({KS_TOOL, "convert", pki("client.crt"), pki("client.key"), pki("issuing.crt"),
                     pki("intermediate.crt"), pki("root.crt"), "-o", identity(rounds), "--out-password",
                     "pass:changeit", "--iterations", rounds});
    }
  }

  [[nodiscard]] std::string at(const std::string& name) const { return folder_ / name; }
  [[nodiscard]] std::string roots_as(const std::string& format) const { return at("150." + format); }
  [[nodiscard]] std::string identity(const std::string& rounds) const { return at("client" + rounds + ".p12"); }
  [[nodiscard]] static std::string pki(const std::string& name) { return KS_TESTDATA "/pki/" + name; }

 private:
  const test::Scratch& folder_;
};

Command ks_list(const std::string& file) { return {KS_TOOL, "list", file, "--password", "pass:changeit"}; }

Command ks_convert(const std::string& from, const std::string& to) {
  return {KS_TOOL, "convert", from, "-o", to, "--password", "pass:changeit"};
}

Command openssl_pkcs12(const std::string& file, const std::string& what) {
  return {"openssl", "pkcs12", "-in", file, "-passin", "pass:changeit", what};
}

Command keytool_list(const std::string& file) {
  return {"keytool", "-list", "-keystore", file, "-storepass", "changeit"};
}

Command keytool_import(const std::string& from, const std::string& to) {
  return {"sh", "-c",
          "rm -f \"$1\"; exec keytool -importkeystore -noprompt -srckeystore \"$0\" -srcstorepass changeit "
          "-destkeystore \"$1\" -deststoretype JKS -deststorepass changeit",
          from, to};
}

std::vector<Comparison> starts(const Files& files) {
  return {
      {"ks list of 150 in JKS : nothing, with libcrypto", ks_list(files.roots_as("jks")), {KS_EMPTY}, 2 * kSlack, 41},
      {"ks --version : openssl version", {KS_TOOL, "--version"}, {"openssl", "version"}, kAsCheap, 21},
  };
}

std::vector<Comparison> with_openssl(const Files& files) {
  const auto certificate = files.pki("root.crt");
  return {
      {"ks list of 150 in PEM : openssl storeutl -noout",
       ks_list(files.roots_as("pem")),
       {"openssl", "storeutl", "-noout", "-certs", files.roots_as("pem")},
       kAsCheap,
       11},
      {"ks list of 150 in PKCS#7 : openssl pkcs7 -print_certs",
       ks_list(files.roots_as("pkcs7")),
       {"openssl", "pkcs7", "-inform", "DER", "-in", files.roots_as("pkcs7"), "-print_certs", "-noout"},
       kAsCheap,
       11},
      {"ks list of 150 in PKCS#12 : openssl pkcs12 -nokeys", ks_list(files.roots_as("pkcs12")),
       openssl_pkcs12(files.roots_as("pkcs12"), "-nokeys"), kAsCheap, 11},
      {"ks list of 150 in PKCS#12 : openssl pkcs12 -noout", ks_list(files.roots_as("pkcs12")),
       openssl_pkcs12(files.roots_as("pkcs12"), "-noout"), kAsCheap, 11},
      {"ks list of a certificate : openssl x509 -subject",
       ks_list(certificate),
       {"openssl", "x509", "-in", certificate, "-noout", "-subject", "-enddate"},
       kAsCheap,
       11},
      {"ks list of an identity : openssl pkcs12 -nokeys", ks_list(files.identity("2048")),
       openssl_pkcs12(files.identity("2048"), "-nokeys"), kAsCheap, 11},
      {"ks convert .p12 .pem : openssl pkcs12 -nodes", ks_convert(files.identity("2048"), files.at("out.pem")),
       openssl_pkcs12(files.identity("2048"), "-nodes"), kAsCheap, 11},
  };
}

std::vector<Comparison> with_keytool(const Files& files) {
  std::vector<Comparison> all = {{"ks list of 150 in JKS : keytool -list", ks_list(files.roots_as("jks")),
                                  keytool_list(files.roots_as("jks")), kFiftyTimesCheaper, 5},
                                 {"ks list of 150 in PKCS#12 : keytool -list", ks_list(files.roots_as("pkcs12")),
                                  keytool_list(files.roots_as("pkcs12")), kFiftyTimesCheaper, 5}};
  for (const std::string rounds : {"2048", "10000", "100000"}) {
    all.push_back({"ks convert .p12 .jks, " + rounds + " rounds : keytool -importkeystore",
                   ks_convert(files.identity(rounds), files.at("ks.jks")),
                   keytool_import(files.identity(rounds), files.at("keytool.jks")),
                   rounds == "100000" ? kTwentyTimesCheaper : kFiftyTimesCheaper, 5});
  }
  return all;
}

bool all_hold(std::vector<Comparison> comparisons, Pace pace, int most_rounds) {
  bool good = true;
  for (auto& comparison : comparisons) {
    if (pace == Pace::quick) comparison.rounds = std::min(comparison.rounds, most_rounds);
    good = holds(comparison) && good;
  }
  return good;
}

}  // namespace
}  // namespace ks::bench

int main(int argc, char** argv) {
  using namespace ks::bench;
  const auto pace = pace_of(argc, argv);
  const ks::test::Scratch folder;
  const Files files(folder);
  bool good = all_hold(starts(files), pace, 21);
  good = all_hold(with_openssl(files), pace, 5) && good;
  good = all_hold(with_keytool(files), pace, 1) && good;
  return good ? 0 : 1;
}
