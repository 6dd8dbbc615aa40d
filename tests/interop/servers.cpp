#include "servers.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>
#include <utility>
#include <vector>

#include "support/scratch.h"

namespace ks::test {
namespace {

constexpr const char* kLongestLife = "120";  // seconds; `timeout` ends what a killed test leaves behind
constexpr auto kLongestStart = std::chrono::seconds(20);

/// A socket that listens on a port the system chose: clients may connect from now on, whoever accepts them.
struct Listener {
  int fd;
  int port;
};

Listener listen_somewhere() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), size), 0);
  EXPECT_EQ(::listen(fd, 16), 0);
  EXPECT_EQ(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  return {.fd = fd, .port = ntohs(address.sin_port)};
}

/// Runs `words` with what it says going to `log`, in a process group of its own.
pid_t start(std::vector<std::string> words, const std::filesystem::path& log) {
  words.insert(words.begin(), {"timeout", "--kill-after=1", kLongestLife});
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t process = ::fork();
  if (process != 0) return process;
  ::setpgid(0, 0);
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  ::dup2(::open("/dev/null", O_RDONLY), STDIN_FILENO);
  ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

/// The port of "ACCEPT 127.0.0.1:40123", once the log has it; 0 if it does not come.
int port_in(const std::filesystem::path& log) {
  const std::string mark = "ACCEPT 127.0.0.1:";
  const auto deadline = std::chrono::steady_clock::now() + kLongestStart;
  while (std::chrono::steady_clock::now() < deadline) {
    const auto said = content(log);
    const auto at = said.find(mark);
    if (at != std::string::npos && said.find('\n', at) != std::string::npos) {
      return std::stoi(said.substr(at + mark.size()));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return 0;
}

/// Of a server that says where it listens.
std::unique_ptr<Server> start_speaking(const std::vector<std::string>& words, const std::filesystem::path& log) {
  put(log, "");
  const auto process = start(words, log);
  const int port = port_in(log);
  EXPECT_NE(port, 0) << content(log);
  return std::make_unique<Server>(process, port, log);
}

std::string configuration(const ServerFiles& files, int port) {
  const auto folder = files.folder.string();
  std::string temporary;
  for (const std::string kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    temporary += "  " + kind + "_temp_path " + folder + "/" + kind + ";\n";
  }
  return "daemon off;\nworker_processes 1;\npid " + folder + "/nginx.pid;\nerror_log stderr;\nevents {}\nhttp {\n" +
         temporary + "  access_log off;\n  server {\n    listen 127.0.0.1:" + std::to_string(port) +
         " ssl;\n    ssl_certificate " + files.chain.string() + ";\n    ssl_certificate_key " + files.key.string() +
         ";\n    ssl_client_certificate " + files.client_cas.string() +
         ";\n    ssl_protocols TLSv1.2 TLSv1.3;\n    ssl_verify_client on;\n    ssl_verify_depth 5;\n"
         "    location / { return 200 \"Subject: $ssl_client_s_dn\\n\"; }\n  }\n}\n";
}

}  // namespace

Server::Server(pid_t process, int port, std::filesystem::path log)
    : process_(process), port_(port), log_(std::move(log)) {}

Server::~Server() {
  ::kill(-process_, SIGTERM);
  ::waitpid(process_, nullptr, 0);
}

std::string Server::log() const { return content(log_); }

std::unique_ptr<Server> start_openssl(const ServerFiles& files) {
  std::vector<std::string> words{
      "openssl", "s_server", "-accept", "127.0.0.1:0",    "-cert",   files.chain, "-cert_chain",          files.chain,
      "-key",    files.key,  "-CAfile", files.client_cas, "-Verify", "5",         "-verify_return_error", "-www"};
  if (!files.staple.empty()) words.insert(words.end(), {"-status_file", files.staple});
  return start_speaking(words, files.folder / "openssl.log");
}

std::unique_ptr<Server> start_starttls(const std::string& protocol, const ServerFiles& files) {
  return start_speaking({"python3", KS_INTEROP "/starttls_server.py", protocol, files.chain, files.key},
                        files.folder / "starttls.log");
}

std::unique_ptr<Server> start_nginx(const ServerFiles& files) {
  const auto listener = listen_somewhere();
  const auto settings = files.folder / "nginx.conf";
  const auto log = files.folder / "nginx.log";
  put(settings, configuration(files, listener.port));
  // nginx takes the sockets that $NGINX names over, as it does from the process it replaces in an upgrade (ngx_cycle.c).
  const auto inherited = "NGINX=" + std::to_string(listener.fd) + ";";
  const auto path = "PATH=/usr/local/sbin:/usr/sbin:/sbin:" + std::string(std::getenv("PATH"));
  const auto process = start({"env", inherited, path, "nginx", "-p", files.folder, "-c", settings}, log);
  ::close(listener.fd);
  return std::make_unique<Server>(process, listener.port, log);
}

}  // namespace ks::test
