#include "support/passwords.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "ks/base/text.h"

namespace ks::tool {
namespace {

constexpr std::array<std::string_view, 4> kPrefixes = {"env:", "file:", "fd:", "pass:"};
constexpr std::size_t kLargestSource = 64 * 1024;

bool names_a_source(std::string_view text) {
  return text == "stdin" ||
         std::ranges::any_of(kPrefixes, [text](std::string_view prefix) { return text.starts_with(prefix); });
}

Result<SharedSecret> checked(ByteView line) {
  if (std::ranges::find(line, std::uint8_t{0}) != line.end()) {
    return failure(Errc::usage, "a password with a NUL byte cannot be meant");
  }
  return share(Secret(line));
}

Result<SharedSecret> from_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) {
    return failure(Errc::usage, "the environment variable " + text::shown(name) + " is not set");
  }
  return checked(as_bytes(value));
}

Result<int> descriptor(const std::string& source) {
  if (source == "stdin") return STDIN_FILENO;
  if (source.starts_with("fd:")) {
    int fd = -1;
    const char* end = source.data() + source.size();
    const auto parsed = std::from_chars(source.data() + 3, end, fd);
    if (parsed.ec != std::errc{} || parsed.ptr != end || fd < 0) {
      return failure(Errc::usage, text::shown(source) + " is not a file descriptor");
    }
    if (::fcntl(fd, F_GETFD) < 0) return failure(Errc::usage, source + " is not open");
    return fd;
  }
  const auto path = source.substr(5);
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd >= 0) return fd;
  return failure(errno == ENOENT ? Errc::not_found : Errc::io,
                 "cannot open the password file " + text::shown(path) + ": " + std::strerror(errno));
}

/// All that `fd` has, in memory that is wiped.
Result<Secret> read_all(int fd, const std::string& source) {
  Secret bytes(kLargestSource + 1);
  std::size_t size = 0;
  for (;;) {
    const auto got = ::read(fd, bytes.reveal_mutable().data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      return failure(Errc::io, "cannot read a password from " + text::shown(source) + ": " + std::strerror(errno));
    }
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
    if (size > kLargestSource) {
      return failure(Errc::usage, text::shown(source) + " has more than " + std::to_string(kLargestSource) +
                                      " bytes, too many for a file of passwords");
    }
  }
  bytes.shrink(size);
  return bytes;
}

tl::unexpected<Error> no_source(std::string_view text) {
  if (text.empty()) {
    return failure(Errc::usage, "a password argument is empty", "pass: is the empty password, if that is meant");
  }
  return failure(Errc::usage, "a password argument names where the password is, not the password itself",
                 "write env:NAME, file:PATH, fd:N, stdin or, where others may see it, pass:TEXT");
}

}  // namespace

Result<PasswordArgument> parse_password_argument(std::string_view text) {
  if (names_a_source(text)) return PasswordArgument{.of = "", .source = std::string(text)};
  const auto equals = text.find('=');
  if (equals != std::string_view::npos && names_a_source(text.substr(equals + 1))) {
    return PasswordArgument{.of = std::string(text.substr(0, equals)), .source = std::string(text.substr(equals + 1))};
  }
  return no_source(text);
}

Result<SharedSecret> PasswordSources::read(const std::string& source) {
  if (!names_a_source(source)) return no_source(source);
  if (source.starts_with("pass:")) return checked(as_bytes(source).subspan(5));
  if (source.starts_with("env:")) return from_environment(source.substr(4));
  if (!unread_.contains(source)) {
    KS_TRY(const int fd, descriptor(source));
    auto lines = read_all(fd, source);
    if (source.starts_with("file:")) ::close(fd);
    KS_TRY(unread_[source], std::move(lines));
  }
  return next_line(source);
}

Result<SharedSecret> PasswordSources::next_line(const std::string& source) {
  const auto text = unread_[source].reveal();
  if (text.empty()) return failure(Errc::usage, text::shown(source) + " has no line left for a password");
  const auto end = std::ranges::find(text, std::uint8_t{'\n'});
  auto line = text.first(static_cast<std::size_t>(end - text.begin()));
  auto rest = Secret(text.subspan(std::min(line.size() + 1, text.size())));
  if (!line.empty() && line.back() == '\r') line = line.first(line.size() - 1);
  auto password = checked(line);
  unread_[source] = std::move(rest);
  return password;
}

void hide_passwords(int argc, char** argv) noexcept {
  for (int i = 1; i < argc; ++i) {
    char* word = std::strstr(argv[i], "pass:");
    if (word != nullptr && (word == argv[i] || word[-1] == '=')) {
      wipe({reinterpret_cast<std::uint8_t*>(word) + 5, std::strlen(word) - 5});
    }
  }
}

}  // namespace ks::tool
