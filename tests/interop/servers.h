#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>

/// Real TLS servers that let nobody in without a certificate of a certain CA. They listen on a free port of 127.0.0.1, end
/// with the object and, whatever happens to the test, after two minutes.
namespace ks::test {

/// What a server is made of: PEM files.
struct ServerFiles {
  std::filesystem::path chain;  ///< Its certificate first.
  std::filesystem::path key;
  std::filesystem::path client_cas;  ///< Who may have signed a client's certificate.
  std::filesystem::path folder;      ///< For its configuration and its log.
  std::filesystem::path staple{};    ///< An OCSP response in DER, for start_openssl(); none if empty.
};

class Server {
 public:
  Server(pid_t process, int port, std::filesystem::path log);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  /// "https://127.0.0.1:40123/"
  [[nodiscard]] std::string url() const { return "https://127.0.0.1:" + std::to_string(port_) + "/"; }
  [[nodiscard]] int port() const noexcept { return port_; }
  /// What it has said so far, for a test that failed.
  [[nodiscard]] std::string log() const;

 private:
  pid_t process_;
  int port_;
  std::filesystem::path log_;
};

/// `openssl s_server -Verify`: its page shows the certificate of the client; who has none is refused in the handshake.
[[nodiscard]] std::unique_ptr<Server> start_openssl(const ServerFiles& files);
/// nginx with `ssl_verify_client on`: its page is the subject of the client; who has no certificate gets status 400.
[[nodiscard]] std::unique_ptr<Server> start_nginx(const ServerFiles& files);
/// starttls_server.py as `protocol`, which wants no certificate.
[[nodiscard]] std::unique_ptr<Server> start_starttls(const std::string& protocol, const ServerFiles& files);

}  // namespace ks::test
