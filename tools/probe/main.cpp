// `ks probe HOST[:PORT]`: a handshake with any trust and any identity, and what came of it.
#include <chrono>
#include <csignal>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "connect/connect_options.h"
#include "connect/handshake.h"
#include "connect/starttls.h"
#include "ks/ks.h"
#include "report.h"
#include "support/manual.h"
#include "support/program.h"

namespace ks::tool {
namespace {

struct ProbeOptions {
  std::string server;
  std::string start_tls;
  ConnectOptions connect;
  bool json = false;
  bool pem = false;
  bool manual = false;
};

Deadline after(double seconds) {
  return std::chrono::steady_clock::now() +
         std::chrono::duration_cast<std::chrono::steady_clock::duration>(std::chrono::duration<double>(seconds));
}

/// The chain as the server sent it. Errors: not_found if it sent none.
Result<void> print_pem(const Handshake& handshake, Console& console) {
  Store store;
  for (const auto& certificate : handshake.account.presented) {
    store.add_renamed({.alias = Alias::suggested(certificate.describe()), .value = CertificateEntry{certificate}});
  }
  if (store.size() == 0) return failure(Errc::not_found, "the server sent no certificate");
  KS_TRY(const auto encoded, encode("pem", store));
  console.print(as_text(encoded.bytes));
  return {};
}

Result<void> tell(const ProbeOptions& options, const Endpoint& endpoint, const Handshake& handshake, Console& console) {
  if (options.pem) return print_pem(handshake, console);
  if (options.json) console.print(json_text(to_json(endpoint, handshake), 2) + "\n");
  else say(endpoint, handshake, console);
  return {};
}

Result<void> probe(const ProbeOptions& options, Console& console) {
  const auto protocol = start_tls_named(options.start_tls);
  if (!options.start_tls.empty() && !protocol) {
    return failure(Errc::usage, "--starttls is smtp, imap or postgres, not " + options.start_tls);
  }
  KS_TRY(const auto endpoint, parse_endpoint(options.server, protocol ? usual_port(*protocol) : 443));
  const auto& name = options.connect.host.empty() ? endpoint.host : options.connect.host;
  KS_TRY(tls::Host::parse(name));  // before the network is asked for what cannot be a host
  KS_TRY(const auto context, client_of(options.connect, name, console));
  KS_TRY(const auto socket, Socket::connect(endpoint, after(options.connect.timeout)));
  if (protocol) KS_TRY(start_tls(socket, *protocol));
  KS_TRY(const auto handshake, shake_hands(context, socket, {.host = name, .port = endpoint.port}));
  const auto told = tell(options, endpoint, handshake, console);
  if (!handshake.worked()) return failure(error_of(handshake));
  return told;
}

void declare(CLI::App& app, Action& action, std::string_view) {
  const auto options = std::make_shared<ProbeOptions>();
  auto* server = app.add_option("HOST", options->server, "HOST, HOST:PORT or [ADDRESS]:PORT; default port: 443");
  add_connect_options(app, options->connect);
  app.add_option("--starttls", options->start_tls, "begin as smtp, imap or postgres")->type_name("PROTOCOL");
  auto* json = app.add_flag("--json", options->json, "print JSON, schema 1");
  app.add_flag("--pem", options->pem, "print the certificates that the server sent as PEM")->excludes(json);
  auto* manual = app.add_flag("--manual", options->manual, "print the man page")->group("");
  app.footer(
      "Exit code 0 only if the server was verified and, where it asked for a certificate, did not refuse ours.\n"
      "Examples:\n"
      "  ks probe example.org\n"
      "  ks probe 10.0.0.7:8443 --host api.example --trust corporate.jks --identity client.p12 --password "
      "env:PASSWORD\n"
      "  ks probe mail.example --starttls smtp --json | jq .version\n"
      "  ks probe example.org --pem > chain.pem");
  app.callback([options, server, manual, &app, &action] {
    if (manual->count() == 0 && server->count() == 0) throw CLI::RequiredError("HOST");
    action = [options, &app](Console& console) -> Result<void> {
      if (!options->manual) return probe(*options, console);
      console.print(man_page(app, KS_VERSION));
      return {};
    };
  });
}

}  // namespace
}  // namespace ks::tool

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // libssl writes to sockets with write(), and the server may be gone
  return ks::tool::run({.name = "ks probe",
                        .version = "ks probe " KS_VERSION,
                        .description = "Shakes hands with a TLS server and says what came of it.",
                        .declare = ks::tool::declare},
                       argc, argv);
}
