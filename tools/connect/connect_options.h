#pragma once

#include <string>
#include <vector>

#include "ks/tls/context.h"
#include "support/console.h"
#include "support/input.h"

/// What commands that connect to servers have in common: whom they trust, who they are, how long they wait.
namespace ks::tool {

struct ConnectOptions {
  std::vector<std::string> trust;       ///< --trust FILE: stores, bundles, hashed folders; none: the system's.
  std::vector<std::string> identities;  ///< --identity FILE: stores, or a certificate and its key.
  InputOptions in;                      ///< Their passwords and limits.
  std::vector<std::string> pins;        ///< --pin
  std::string host;                     ///< --host: another name to verify.
  std::string tls;                      ///< --tls: "1.2" or "1.3".
  std::vector<std::string> alpn;        ///< --alpn
  double timeout = 10;                  ///< --timeout, seconds.
};

/// Declares all of them.
void add_connect_options(CLI::App& app, ConnectOptions& options);

/// The client that they describe, for a server that is called `host`. Errors: those of reading stores; usage.
[[nodiscard]] Result<tls::Context> client_of(const ConnectOptions& options, const std::string& host, Console& console);

}  // namespace ks::tool
