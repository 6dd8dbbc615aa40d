#include "connect/endpoint.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <memory>
#include <system_error>
#include <utility>

namespace ks::tool {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kLongestLine = 1024;

struct FreeAddresses {
  void operator()(addrinfo* list) const noexcept { ::freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

std::string reason(int number) { return std::generic_category().message(number); }

Result<Addresses> addresses_of(const Endpoint& endpoint) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_ADDRCONFIG;
  addrinfo* list = nullptr;
  const auto port = std::to_string(endpoint.port);
  const int failed = ::getaddrinfo(endpoint.host.c_str(), port.c_str(), &wanted, &list);
  if (failed == 0) return Addresses(list);
  const auto why = failed == EAI_SYSTEM ? reason(errno) : std::string(::gai_strerror(failed));
  return failure(Errc::not_found, "the address of " + endpoint.host + " cannot be found: " + why);
}

std::string text_of(const addrinfo& address) {
  std::array<char, NI_MAXHOST> host{};
  const int failed =
      ::getnameinfo(address.ai_addr, address.ai_addrlen, host.data(), host.size(), nullptr, 0, NI_NUMERICHOST);
  return failed == 0 ? host.data() : "an address";
}

/// How long poll() may wait; 0 if it is too late.
int left_until(Deadline deadline) {
  const auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 86'400'000));
}

Result<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, port);
  if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != end || port == 0) {
    return failure(Errc::usage, "a port is 1 to 65535, not \"" + std::string(text) + "\"");
  }
  return port;
}

}  // namespace

Result<Endpoint> parse_endpoint(std::string_view text, std::uint16_t default_port) {
  const auto colon = text.rfind(':');
  const bool bracketed = text.starts_with('[');
  if (bracketed) {
    const auto end = text.find(']');
    if (end == std::string_view::npos || (end + 1 != text.size() && end + 1 != colon)) {
      return failure(Errc::usage, "\"" + std::string(text) + "\" is not [ADDRESS]:PORT");
    }
    Endpoint endpoint{.host = std::string(text.substr(1, end - 1)), .port = default_port};
    if (end + 1 == text.size()) return endpoint;
    KS_TRY(endpoint.port, parse_port(text.substr(colon + 1)));
    return endpoint;
  }
  const bool has_port = colon != std::string_view::npos && text.find(':') == colon;  // several: an address of IPv6
  Endpoint endpoint{.host = std::string(has_port ? text.substr(0, colon) : text), .port = default_port};
  if (has_port) {
    KS_TRY(endpoint.port, parse_port(text.substr(colon + 1)));
  }
  if (endpoint.host.empty()) return failure(Errc::usage, "\"" + std::string(text) + "\" names no host");
  return endpoint;
}

Result<Socket> Socket::connect(const Endpoint& endpoint, Deadline deadline) {
  KS_TRY(const auto addresses, addresses_of(endpoint));
  std::string tried;
  for (const auto* address = addresses.get(); address != nullptr; address = address->ai_next) {
    Socket socket(::socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), deadline);
    int error = socket.fd_ < 0 ? errno : 0;
    if (error == 0 && ::connect(socket.fd_, address->ai_addr, address->ai_addrlen) != 0) error = errno;
    if (error == EINPROGRESS) {
      socklen_t size = sizeof error;
      if (!socket.wait_to_write()) error = ETIMEDOUT;
      else if (::getsockopt(socket.fd_, SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
    }
    if (error == 0) return socket;
    tried += (tried.empty() ? "" : "; ") + text_of(*address) + ": " + reason(error);
  }
  return failure(Errc::io, "no connection to " + endpoint.host + ":" + std::to_string(endpoint.port) + ": " + tried);
}

Socket::Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)), deadline_(other.deadline_) {}

Socket::~Socket() {
  if (fd_ >= 0) ::close(fd_);
}

Result<void> Socket::wait(short events) const {
  pollfd ready{.fd = fd_, .events = events, .revents = 0};
  for (;;) {
    const int count = ::poll(&ready, 1, left_until(deadline_));
    if (count > 0) return {};
    if (count == 0) return failure(Errc::io, "no answer in time", "--timeout SECONDS waits longer");
    if (errno != EINTR) return failure(Errc::io, reason(errno));
  }
}

Result<void> Socket::wait_after(int error, short events) const {
  if (error == EAGAIN) return wait(events);
  if (error == EINTR) return {};
  return failure(Errc::io, reason(error));
}

Result<void> Socket::wait_to_read() const { return wait(POLLIN); }
Result<void> Socket::wait_to_write() const { return wait(POLLOUT); }

bool Socket::has_something(milliseconds patience) const {
  pollfd ready{.fd = fd_, .events = POLLIN, .revents = 0};
  return ::poll(&ready, 1, static_cast<int>(std::min<std::int64_t>(patience.count(), left_until(deadline_)))) > 0;
}

Result<void> Socket::write(std::string_view text) const {
  while (!text.empty()) {
    const auto count = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
    if (count >= 0) text.remove_prefix(static_cast<std::size_t>(count));
    else KS_TRY(wait_after(errno, POLLOUT));
  }
  return {};
}

Result<std::string> Socket::read(std::size_t most) const {
  std::string text(most, '\0');
  for (;;) {
    const auto count = ::recv(fd_, text.data(), text.size(), 0);
    if (count > 0) {
      text.resize(static_cast<std::size_t>(count));
      return text;
    }
    if (count == 0) return failure(Errc::io, "the server has closed the connection");
    KS_TRY(wait_after(errno, POLLIN));
  }
}

// A byte at a time, since what follows the line is not ours: it may be TLS already.
Result<std::string> Socket::read_line() const {
  std::string line;
  while (line.size() < kLongestLine) {
    KS_TRY(const auto byte, read(1));
    if (byte == "\n") {
      if (line.ends_with('\r')) line.pop_back();
      return line;
    }
    line += byte;
  }
  return failure(Errc::damaged, "a line of more than " + std::to_string(kLongestLine) + " bytes");
}

}  // namespace ks::tool
