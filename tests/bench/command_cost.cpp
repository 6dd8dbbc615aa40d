// What whole commands cost beside their peers: processor time, alternating in one run, medians of the ratios of pairs.
// Fails where a promise of docs/explanation/performance.md does not hold.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "ks/base/file.h"
#include "ks/formats/format.h"

namespace {

using Command = std::vector<std::string>;

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

/// User and system time of one run; the program has to succeed.
double cost(const Command& command) {
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    const int nothing = ::open("/dev/null", O_RDWR);
    for (const int fd : {0, 1, 2}) ::dup2(nothing, fd);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
  }
  int status = 0;
  rusage usage{};
  ::wait4(child, &status, 0, &usage);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    std::fprintf(stderr, "%s failed\n", command[0].c_str());
    std::exit(2);
  }
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

struct Comparison {
  std::string name;
  Command ours;
  Command theirs;
  double most;  ///< Our cost over theirs may be this at the most.
  int rounds;
};

bool holds(const Comparison& comparison) {
  std::vector<double> ratios;
  std::vector<double> ours;
  std::vector<double> theirs;
  (void)cost(comparison.ours);
  (void)cost(comparison.theirs);
  for (int round = 0; round < comparison.rounds; ++round) {
    theirs.push_back(cost(comparison.theirs));
    ours.push_back(cost(comparison.ours));
    ratios.push_back(ours.back() / theirs.back());
  }
  const double ratio = median(ratios);
  std::printf("%-44s %8.2f ms %9.2f ms  ratio %7.4f  at most %.4f  %s\n", comparison.name.c_str(), median(ours) * 1e3,
              median(theirs) * 1e3, ratio, comparison.most, ratio <= comparison.most ? "ok" : "TOO MUCH");
  return ratio <= comparison.most;
}

/// `count` certificates as PEM, each another one: the serial number of a real one counted up.
std::string many_certificates(std::size_t count, const std::string& folder) {
  const auto source = ks::decode(ks::file::read(KS_TESTDATA "/pki/root.crt").value()).value();
  const auto der = ks::to_bytes(source.entries()[0].certificates()[0].der());
  ks::Store store;
  for (std::size_t i = 0; i < count; ++i) {
    auto one = der;
    for (std::size_t k = 0; k < 4; ++k)
      one[one.size() - 1 - k] = static_cast<std::uint8_t>(i >> (8 * k));  // its signature
    (void)store.add(
        {.alias = ks::Alias("c" + std::to_string(i)),
         .value = ks::TrustedCertificateEntry{.certificate = ks::Certificate::from_der(std::move(one)).value()}});
  }
  for (const std::string format : {"pem", "jks", "pkcs12"}) {
    const auto encoded = ks::encode(format, store, {.password = ks::share(ks::Secret("changeit"))}).value();
    (void)ks::file::write(folder + "/" + std::to_string(count) + "." + format, encoded.bytes, ks::file::Mode::normal);
  }
  return folder + "/" + std::to_string(count);
}

std::string clean_folder() {
  const auto folder = std::filesystem::temp_directory_path() / ("ks-bench-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  return folder.string();
}

}  // namespace

int main() {
  const std::string ks = KS_TOOL;
  const auto folder = clean_folder();
  const auto roots = many_certificates(150, folder);
  const auto thousands = many_certificates(10'000, folder);
  const auto many = many_certificates(100'000, folder);
  const auto id = folder + "/id.p12";
  (void)cost({ks, "convert", KS_TESTDATA "/pki/client.crt", KS_TESTDATA "/pki/client.key", "-o", id, "--out-password",
              "pass:changeit", "--iterations", "10000"});
  const auto jks = folder + "/out.jks";
  const Command list = {ks, "list", roots + ".jks", "--password", "pass:changeit"};
  const auto list_of = [&](const std::string& file) -> Command {
    return {ks, "list", file, "--password", "pass:changeit"};
  };
  const std::vector<Comparison> comparisons = {
      {"ks list of 150 in JKS : empty with libcrypto", list, {KS_EMPTY}, 2.0, 41},
      {"ks list of 150 in JKS : keytool -list",
       list,
       {"keytool", "-list", "-keystore", roots + ".jks", "-storepass", "changeit"},
       1.0 / 50,
       5},
      {"ks list of 150 in PEM : openssl storeutl",
       {ks, "list", roots + ".pem"},
       {"openssl", "storeutl", "-noout", roots + ".pem"},
       1.0,
       21},
      {"ks list of 150 in PKCS#12 : openssl pkcs12",
       list_of(roots + ".pkcs12"),
       {"openssl", "pkcs12", "-in", roots + ".pkcs12", "-passin", "pass:changeit", "-nokeys"},
       1.0,
       21},
      {"ks convert .p12 .jks : keytool -importkeystore",
       {ks, "convert", id, "-o", jks, "--password", "pass:changeit"},
       {"keytool", "-importkeystore", "-srckeystore", id, "-srcstorepass", "changeit", "-destkeystore", jks + "2",
        "-deststoretype", "JKS", "-deststorepass", "changeit", "-noprompt"},
       1.0 / 50,
       5},
      {"ks list of 100,000 in JKS : of 10,000", list_of(many + ".jks"), list_of(thousands + ".jks"), 12, 5},
      {"ks list of 100,000 in PKCS#12 : of 10,000", list_of(many + ".pkcs12"), list_of(thousands + ".pkcs12"), 12, 5},
      {"ks list of 100,000 in PEM : of 10,000", list_of(many + ".pem"), list_of(thousands + ".pem"), 12, 5},
  };
  bool all = true;
  for (const auto& comparison : comparisons) all = holds(comparison) && all;
  std::filesystem::remove_all(folder);
  return all ? 0 : 1;
}
