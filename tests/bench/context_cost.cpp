#include <malloc.h>
#include <openssl/pkcs12.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ks/base/file.h"
#include "ks/base/text.h"
#include "ks/config/source.h"
#include "ks/ks.h"
#include "ks/tls/context.h"
#include "tls/openssl.h"

// What a context costs beside plain libssl's, in one process: CPU time of this thread, the two right after one another, the
// median of the ratios. Fails where a promise of docs/explanation/performance.md is broken.
namespace ks::bench {
namespace {

namespace fs = std::filesystem;
using tls::SslCtxPtr;
using Run = std::function<void()>;

const std::string kBundle = "/etc/ssl/certs/ca-certificates.crt";
const std::string kPki = std::string(KS_TESTDATA) + "/pki/";

[[noreturn]] void die(std::string_view what) {
  std::fprintf(stderr, "context_cost: %.*s\n", static_cast<int>(what.size()), what.data());
  std::exit(1);
}

void need(bool ok, std::string_view what) {
  if (!ok) die(what);
}

template <class T>
T value(Result<T> result) {
  if (!result) die(result.error().message);
  return *std::move(result);
}

double seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

double cost(const Run& run, int times) {
  const double before = seconds();
  for (int i = 0; i < times; ++i) run();
  return (seconds() - before) / times;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

struct Race {
  std::string_view name;
  Run ours, theirs;
  double most;  // ours may cost this many times theirs
  int turns = 31;
  int ours_times = 1, theirs_times = 1;  // in one turn, so that both take about as long
};

/// Prints a line about `race`; whether ours is cheap enough.
bool judge(const Race& race) {
  race.ours();
  race.theirs();
  std::vector<double> ratios, micros;
  for (int i = 0; i < race.turns; ++i) {
    const double theirs = cost(race.theirs, race.theirs_times), ours = cost(race.ours, race.ours_times);
    ratios.push_back(ours / theirs);
    micros.push_back(ours * 1e6);
  }
  const double ratio = median(ratios);
  const bool good = ratio <= race.most;
  std::printf("%-44.*s %9.0f us   %8.4f x theirs (1/%.0f)   promised %.4f%s\n", static_cast<int>(race.name.size()),
              race.name.data(), median(micros), ratio, 1 / ratio, race.most, good ? "" : "   TOO DEAR");
  return good;
}

// Ours.

tls::Context ours_of(const std::string& bundle) {
  return value(tls::Context::client(value(config::anchors(config::Source::path(bundle)))));
}

// Theirs.

SslCtxPtr bare() {
  SslCtxPtr context(SSL_CTX_new(TLS_client_method()));
  need(context != nullptr, "no SSL_CTX");
  return context;
}

SslCtxPtr eager(const std::string& bundle) {
  auto context = bare();
  need(SSL_CTX_load_verify_file(context.get(), bundle.c_str()) == 1, "libssl cannot load the bundle");
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  return context;
}

/// What `context` verifies with: a store that it was given, else the one that it was made with.
X509_STORE* store_of(SSL_CTX* context) {
  X509_STORE* given = nullptr;
  SSL_CTX_ctrl(context, SSL_CTRL_GET_VERIFY_CERT_STORE, 0, &given);  // SSL_CTX_get0_verify_cert_store()
  return given != nullptr ? given : SSL_CTX_get_cert_store(context);
}

void verify_with(SSL_CTX* context, X509* leaf, STACK_OF(X509) * others) {
  const std::unique_ptr<X509_STORE_CTX, tls::Deleter<X509_STORE_CTX_free>> verification(X509_STORE_CTX_new());
  X509_STORE_CTX_init(verification.get(), store_of(context), leaf, others);
  need(X509_verify_cert(verification.get()) == 1, "the chain does not hold");
}

tls::X509Ptr certificate(const std::string& name) {
  const auto store = value(open(kPki + name + ".crt"));
  return tls::to_x509(store.entries().front().certificates().front().der());
}

/// The machine's bundle and the root of our test certificates.
std::string bundle_with_root(const fs::path& folder) {
  const auto path = (folder / "bundle.pem").string();
  std::ofstream(path) << std::ifstream(kBundle).rdbuf() << std::ifstream(kPki + "root.crt").rdbuf();
  return path;
}

/// A bundle of `count` certificates that differ in their names: the root with seven digits where it says "Root CA".
std::string bundle_of(const fs::path& folder, int count) {
  const auto path = (folder / (std::to_string(count) + ".pem")).string();
  const auto root = value(open(kPki + "root.crt")).entries().front().certificates().front();
  std::string der(as_text(root.der()));
  std::ofstream out(path);
  for (int i = 0; i < count; ++i) {
    auto digits = std::to_string(10'000'000 + i).substr(1);
    auto copy = der;
    for (auto at = copy.find("Root CA"); at != std::string::npos; at = copy.find("Root CA"))
      copy.replace(at, 7, digits);
    out << "-----BEGIN CERTIFICATE-----\n" << text::to_base64(as_bytes(copy), 64) << "\n-----END CERTIFICATE-----\n";
  }
  return path;
}

std::string make_p12(const fs::path& folder) {
  const auto path = (folder / "identity.p12").string();
  const auto command = "openssl pkcs12 -export -inkey " + kPki + "server.key -in " + kPki + "server.crt -certfile " +
                       kPki + "intermediate.crt -passout pass:changeit -out " + path;
  need(std::system(command.c_str()) == 0, "openssl pkcs12 failed");  // NOLINT(concurrency-mt-unsafe)
  return path;
}

void their_identity(const std::string& path) {
  const auto bytes = value(file::read(path));
  const auto* at = bytes.data();
  const std::unique_ptr<PKCS12, tls::Deleter<PKCS12_free>> p12(
      d2i_PKCS12(nullptr, &at, static_cast<long>(bytes.size())));
  EVP_PKEY* key = nullptr;
  X509* leaf = nullptr;
  STACK_OF(X509)* others = nullptr;
  need(PKCS12_parse(p12.get(), "changeit", &key, &leaf, &others) == 1, "PKCS12_parse failed");
  EVP_PKEY_free(key);
  X509_free(leaf);
  sk_X509_pop_free(others, X509_free);
}

std::vector<tls::Identity> our_identity(const std::string& path) {
  return value(config::identities(config::Source::path(path), {.password = share(Secret("changeit"))}));
}

/// One handshake in memory; the server is the same for both clients.
void shake(SSL_CTX* client_context, SSL_CTX* server_context, bool armed) {
  using SslPtr = std::unique_ptr<SSL, tls::Deleter<SSL_free>>;
  const SslPtr client(SSL_new(client_context)), server(SSL_new(server_context));
  BIO *left = nullptr, *right = nullptr;
  BIO_new_bio_pair(&left, 0, &right, 0);
  SSL_set_bio(client.get(), left, left);
  SSL_set_bio(server.get(), right, right);
  SSL_set_connect_state(client.get());
  SSL_set_accept_state(server.get());
  if (armed) need(tls::arm(client.get(), {.host = "server.example"}).has_value(), "arm");
  if (!armed) SSL_set1_host(client.get(), "server.example");
  int done = 0;
  for (int i = 0; i < 20 && done != 2; ++i) {
    done = (SSL_do_handshake(client.get()) == 1 ? 1 : 0) + (SSL_do_handshake(server.get()) == 1 ? 1 : 0);
  }
  need(done == 2, "no handshake");
}

/// Heap that `make` leaves behind per call, bytes.
double heap_of(const Run& make) {
  constexpr int kTimes = 200;
  const auto before = mallinfo2().uordblks;
  for (int i = 0; i < kTimes; ++i) make();
  return static_cast<double>(mallinfo2().uordblks - before) / kTimes;
}

bool judge_memory(const tls::Anchors& anchors) {
  constexpr double kMost = 20 * 1024;
  std::vector<tls::Context> kept;
  kept.reserve(1000);
  const double bytes = heap_of([&] { kept.push_back(value(tls::Context::client(anchors))); });
  std::printf("%-44s %9.1f KiB   promised 20%s\n", "heap of a further context", bytes / 1024,
              bytes <= kMost ? "" : "   TOO DEAR");
  return bytes <= kMost;
}

bool judge_growth(const std::string& small, const std::string& large) {
  const auto load = [](const std::string& path) {
    return [path] { (void)value(config::anchors(config::Source::path(path))); };
  };
  return judge({.name = "anchors: 100,000 certificates beside 10,000",
                .ours = load(large),
                .theirs = load(small),
                .most = 13,
                .turns = 7});
}

bool run(const fs::path& folder) {
  const auto bundle = bundle_with_root(folder);
  const auto large = bundle_of(folder, 10'000), largest = bundle_of(folder, 100'000);
  const auto p12 = make_p12(folder);
  const auto leaf = certificate("server"), intermediate = certificate("intermediate");
  const tls::CertificateStack others(sk_X509_new_null());
  X509_up_ref(intermediate.get());
  sk_X509_push(others.get(), intermediate.get());
  const auto anchors = value(config::anchors(config::Source::path(bundle)));
  const auto ours = value(tls::Context::client(
      anchors, {}, {.sessions = tls::Sessions::none, .revocation = {.stapling = tls::Insistence::off}}));
  const auto theirs = eager(bundle);
  SSL_CTX_set_session_cache_mode(theirs.get(), SSL_SESS_CACHE_OFF);
  const auto server = value(tls::Context::server({{.identities = our_identity(p12)}}));
  bool good = true;
  for (const Race& race : std::initializer_list<Race>{
           {.name = "context with the system's roots",
    .ours = [&] { (void)ours_of(bundle); },
    .theirs = [&] { (void)eager(bundle); },
    .most = 0.01,
    .ours_times = 20},
           {.name = "second context on the same anchors",
           .ours = [&] { (void)value(tls::Context::client(anchors)); },
           .theirs = [] { (void)bare(); },
           .most = 1.05,
           .turns = 101,
           .ours_times = 20,
           .theirs_times = 20},
           {.name = "context and first verification",
           .ours = [&] { verify_with(ours_of(bundle).native(), leaf.get(), others.get()); },
           .theirs = [&] { verify_with(eager(bundle).get(), leaf.get(), others.get()); },
           .most = 1 / 35.0,
           .ours_times = 10},
           {.name = "warm handshake",
           .ours = [&] { shake(ours.native(), server.native(), true); },
           .theirs = [&] { shake(theirs.get(), server.native(), false); },
           .most = 1.02,
           .turns = 201},
           {.name = "identity of a .p12 beside PKCS12_parse",
           .ours = [&] { (void)our_identity(p12); },
           .theirs = [&] { their_identity(p12); },
           .most = 0.65,
           .ours_times = 5,
           .theirs_times = 5},
           {.name = "context with 10,000 roots",
           .ours = [&] { (void)ours_of(large); },
           .theirs = [&] { (void)eager(large); },
           .most = 1 / 500.0,
           .turns = 3,
           .ours_times = 5},
       }) {
    good &= judge(race);
  }
  good &= judge_memory(anchors);
  return good & judge_growth(large, largest);
}

}  // namespace
}  // namespace ks::bench

int main() {
  const auto folder = std::filesystem::temp_directory_path() / ("context_cost." + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  const bool good = ks::bench::run(folder);
  std::filesystem::remove_all(folder);
  return good ? 0 : 1;
}
