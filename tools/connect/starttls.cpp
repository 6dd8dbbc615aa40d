#include "connect/starttls.h"

#include <algorithm>
#include <iterator>
#include <string>

namespace ks::tool {
namespace {

struct Protocol {
  std::string_view name;
  StartTls value;
  std::uint16_t port;
};
constexpr Protocol kProtocols[] = {
    {"smtp", StartTls::smtp, 25}, {"imap", StartTls::imap, 143}, {"postgres", StartTls::postgres, 5432}};

/// A hostile server may talk for ever.
constexpr int kMostLines = 100;

tl::unexpected<Error> refused(std::string_view protocol, const std::string& answer) {
  return failure(Errc::verification, "the server does not start TLS for " + std::string(protocol) + ": " + answer,
                 "is this its port?");
}

/// An answer of SMTP: "250-first", "250-next", "250 last". Errors: verification if it does not begin with `code`.
Result<void> expect_smtp(const Socket& socket, std::string_view code) {
  for (int i = 0; i < kMostLines; ++i) {
    KS_TRY(const auto line, socket.read_line());
    if (!line.starts_with(code)) return refused("smtp", line);
    if (line.size() <= 3 || line[3] != '-') return {};
  }
  return refused("smtp", "it never ends its answer");
}

Result<void> start_smtp(const Socket& socket) {
  KS_TRY(expect_smtp(socket, "220"));
  KS_TRY(socket.write("EHLO localhost\r\n"));
  KS_TRY(expect_smtp(socket, "250"));
  KS_TRY(socket.write("STARTTLS\r\n"));
  return expect_smtp(socket, "220");
}

Result<void> start_imap(const Socket& socket) {
  KS_TRY(const auto greeting, socket.read_line());
  if (!greeting.starts_with("* ")) return refused("imap", greeting);
  KS_TRY(socket.write("ks STARTTLS\r\n"));
  for (int i = 0; i < kMostLines; ++i) {
    KS_TRY(const auto line, socket.read_line());
    if (line.starts_with("* ")) continue;
    if (line.starts_with("ks OK")) return {};
    return refused("imap", line);
  }
  return refused("imap", "it never ends its answer");
}

Result<void> start_postgres(const Socket& socket) {
  using namespace std::literals;
  KS_TRY(socket.write("\x00\x00\x00\x08\x04\xd2\x16\x2f"sv));  // SSLRequest: its length, 80877103
  KS_TRY(const auto answer, socket.read(1));
  if (answer == "S") return {};
  return refused("postgres", answer == "N" ? "it has no TLS" : "it speaks another protocol");
}

}  // namespace

std::optional<StartTls> start_tls_named(std::string_view name) noexcept {
  const auto* found = std::ranges::find(kProtocols, name, &Protocol::name);
  return found == std::end(kProtocols) ? std::nullopt : std::optional(found->value);
}

std::uint16_t usual_port(StartTls protocol) noexcept {
  return std::ranges::find(kProtocols, protocol, &Protocol::value)->port;
}

Result<void> start_tls(const Socket& socket, StartTls protocol) {
  switch (protocol) {
    case StartTls::smtp: return start_smtp(socket);
    case StartTls::imap: return start_imap(socket);
    case StartTls::postgres: return start_postgres(socket);
  }
  return {};
}

}  // namespace ks::tool
