#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "ks/base/bytes.h"
#include "ks/base/result.h"

/// Getting to a server: names, sockets, and a deadline for all of it.
namespace ks::tool {

struct Endpoint {
  std::string host;
  std::uint16_t port = 443;
};

/// "example.org", "example.org:8443", "192.0.2.1:443", "[2001:db8::1]:443", "2001:db8::1". Errors: usage.
[[nodiscard]] Result<Endpoint> parse_endpoint(std::string_view text, std::uint16_t default_port);

using Deadline = std::chrono::steady_clock::time_point;

/// A TCP connection that never blocks. Whatever waits, waits until the deadline at the most.
class Socket {
 public:
  /// The first address of `endpoint` that answers. Errors: io, or not_found if nobody knows the name; they say what each
  /// address answered.
  [[nodiscard]] static Result<Socket> connect(const Endpoint& endpoint, Deadline deadline);

  Socket(Socket&& other) noexcept;
  Socket& operator=(Socket&&) = delete;
  ~Socket();

  [[nodiscard]] int fd() const noexcept { return fd_; }
  /// Errors: io if the deadline is over.
  [[nodiscard]] Result<void> wait_to_read() const;
  [[nodiscard]] Result<void> wait_to_write() const;
  /// Whether something can be read before `patience` is over.
  [[nodiscard]] bool has_something(std::chrono::milliseconds patience) const;

  /// Errors: io, also if the other side has closed.
  [[nodiscard]] Result<void> write(std::string_view text) const;
  /// What comes next, at most `most` bytes of it. Errors: io, also if the other side has closed.
  [[nodiscard]] Result<std::string> read(std::size_t most) const;
  /// A line without its end, at most 1,024 bytes of it. Errors: io, damaged if it is longer.
  [[nodiscard]] Result<std::string> read_line() const;

 private:
  Socket(int fd, Deadline deadline) noexcept : fd_(fd), deadline_(deadline) {}
  [[nodiscard]] Result<void> wait(short events) const;
  /// After a call that failed with `error`: waits if that is all there is to do.
  [[nodiscard]] Result<void> wait_after(int error, short events) const;

  int fd_;
  Deadline deadline_;
};

}  // namespace ks::tool
