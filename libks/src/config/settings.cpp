#include "ks/config/settings.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <set>
#include <utility>
#include <vector>

#include "config/members.h"
#include "ks/base/text.h"
#include "ks/config/source.h"

namespace ks::config {
namespace {

using nlohmann::json;
using tls::Version;

constexpr std::size_t kLongestJson = 1 << 20;
constexpr double kLongestTimeout = 86'400;
constexpr double kFewestCached = 50, kMostCached = 10'000, kShortestCached = 1,
                 kLongestCached = 1440;  // Ballerina's bounds

struct VersionName {
  std::string_view name;
  Version version;
};
constexpr VersionName kVersions[] = {{"TLSv1.2", Version::tls_1_2}, {"TLSv1.3", Version::tls_1_3}};

constexpr std::string_view kKtor[] = {"keyStore", "keyStorePassword", "keyAlias", "privateKeyPassword"};

/// Finds out while it is parsed whether an object has a member twice, of which JSON's parsers keep one or the other.
class Repeated {
 public:
  /// For json::parse.
  bool operator()(int depth, json::parse_event_t event, const json& parsed) {
    const auto level = static_cast<std::size_t>(depth);
    if (event == json::parse_event_t::object_start) {
      names_.resize(std::max(names_.size(), level + 2));
      names_[level + 1].clear();
    } else if (event == json::parse_event_t::key && !names_.at(level).insert(parsed.get<std::string>()).second) {
      if (first_.empty()) first_ = parsed.get<std::string>();
    }
    return true;
  }

  [[nodiscard]] const std::string& first() const noexcept { return first_; }  ///< Empty if there is none.

 private:
  std::vector<std::set<std::string>> names_;  // of the open object at each depth
  std::string first_;
};

class Settings {
 public:
  Settings(const json& root, const SettingsOptions& options) : all_(root, ""), options_(options) {}

  Result<Client> client() {
    KS_TRY(read_versions());
    KS_TRY(read_dangers());
    read_rest();
    KS_TRY(read_identities());
    KS_TRY(auto anchors, read_anchors());
    KS_TRY(all_.finish());
    if (weakened_ && !identities_.empty()) {
      return failure(Errc::usage, "a client certificate and an unverified server contradict each other",
                     "whoever answers would get the certificate");
    }
    KS_TRY(auto context, tls::Context::client(std::move(anchors), std::move(identities_), std::move(tls_)));
    return Client{.context = std::move(context), .server_name = server_name_, .handshake_timeout = handshake_timeout_};
  }

 private:
  [[nodiscard]] Source file(const std::string& path) const {
    const std::filesystem::path given(path);
    return Source::path(options_.folder.empty() || given.is_absolute() ? given : options_.folder / given);
  }

  // What is trusted.

  Result<tls::Anchors> read_anchors() {
    const auto* cert = all_.any("cert");
    if (all_.has("trustStore") || all_.has("trustStorePassword")) {
      if (cert != nullptr) all_.fail("cert", "contradicts trustStore");
      const auto path = all_.required_text("trustStore");
      const DecodeOptions options{.password = all_.secret("trustStorePassword")};
      KS_TRY(all_.status());
      return anchors(file(path), options);
    }
    if (cert != nullptr) return read_cert(*cert);
    KS_TRY(all_.status());
    if (trusts_everyone_) return tls::Anchors();
    return system_anchors(options_.environment);
  }

  Result<tls::Anchors> read_cert(const json& cert) {
    if (cert.is_string()) return anchors(file(cert.get<std::string>()));
    Members members(cert, "cert");
    const auto path = members.required_text("path");
    const auto password = members.secret("password");  // may be empty or absent: some truststores have none
    KS_TRY(members.finish());
    return anchors(file(path), {.password = password});
  }

  // Who we are.

  Result<void> read_identities() {
    if (all_.has("keystorePath") || all_.has("keystorePassword")) KS_TRY(read_fortress(all_, nullptr));
    if (const auto* list = all_.any("identities")) KS_TRY(read_routes(*list));
    if (std::ranges::any_of(kKtor, [this](auto name) { return all_.has(name); })) KS_TRY(read_ktor());
    if (const auto* key = all_.any("key")) KS_TRY(read_key(*key));
    return {};
  }

  /// `route` is filled in, if there is one.
  Result<void> read_fortress(Members& members, tls::Route* route) {
    const auto path = members.required_text("keystorePath");
    const auto password = members.required_text("keystorePassword");
    const auto alias = members.text("alias");
    DecodeOptions options{.password = share(Secret(password)), .key_password = members.secret("keyPassword")};
    KS_TRY(members.status());
    KS_TRY(auto found, identities(file(path), options));
    KS_TRY(found, only(std::move(found), alias));
    if (route == nullptr) {
      add(std::move(found));
      return {};
    }
    if (found.size() > 1) {
      members.fail("keystorePath", "has several private keys", "alias says which, of" + aliases_of(found));
      return members.status();
    }
    route->alias = add_routed(std::move(found.front()));
    return {};
  }

  /// Another store may have an identity of the same alias, and a route has to mean one. Gives the alias it has now.
  std::string add_routed(tls::Identity identity) {
    auto name = identity.alias();
    for (int number = 2; find(name) != identities_.end(); ++number) {
      if (find(name)->chain() == identity.chain()) return name;  // two routes to one keystore
      name = identity.alias() + "-" + std::to_string(number);
    }
    identities_.push_back(identity.renamed(name));
    return name;
  }

  [[nodiscard]] std::vector<tls::Identity>::const_iterator find(const std::string& alias) const {
    return std::ranges::find(identities_, alias, &tls::Identity::alias);
  }

  Result<void> read_routes(const json& list) {
    if (!list.is_array()) return failure(Errc::usage, "identities has to be a list");
    for (std::size_t i = 0; i < list.size(); ++i) {
      KS_TRY(read_route(list[i], "identities[" + std::to_string(i) + "]"));
    }
    return {};
  }

  Result<void> read_route(const json& object, const std::string& where) {
    Members members(object, where);
    tls::Route route;
    KS_TRY(route.host, tls::HostPattern::parse(members.text("host").value_or("*")));
    if (const auto port = members.number("port")) {
      if (*port < 1 || *port > 65535 || *port != std::floor(*port)) members.fail("port", "has to be 1 to 65535");
      else route.port = static_cast<std::uint16_t>(*port);
    }
    if (!members.boolean("none").value_or(false)) KS_TRY(read_fortress(members, &route));
    KS_TRY(members.finish());
    tls_.routes.push_back(std::move(route));
    return {};
  }

  Result<void> read_ktor() {
    const auto path = all_.required_text("keyStore");
    const auto alias = all_.text("keyAlias");
    KS_TRY(auto found, identities(file(path), {.password = all_.secret("keyStorePassword"),
                                               .key_password = all_.secret("privateKeyPassword")}));
    KS_TRY(found, only(std::move(found), alias));
    add(std::move(found));
    return {};
  }

  Result<void> read_key(const json& key) {
    Members members(key, "key");
    if (members.has("path")) {
      const auto path = members.required_text("path");
      const DecodeOptions options{.password = members.secret("password"),
                                  .key_password = members.secret("keyPassword")};
      KS_TRY(members.finish());
      KS_TRY(auto found, identities(file(path), options));
      add(std::move(found));
      return {};
    }
    const auto certificate = members.required_text("certFile"), key_file = members.required_text("keyFile");
    const DecodeOptions options{.password = members.secret("keyPassword")};
    KS_TRY(members.finish());
    KS_TRY(auto found, identity(file(certificate), file(key_file), options));
    add({std::move(found)});
    return {};
  }

  /// The one of `alias`, if that is given. Errors: not_found, with the aliases there are.
  static Result<std::vector<tls::Identity>> only(std::vector<tls::Identity> all,
                                                 const std::optional<std::string>& alias) {
    if (!alias) return all;
    const auto found = std::ranges::find(all, *alias, &tls::Identity::alias);
    if (found != all.end()) return std::vector{*found};
    return failure(Error{
        .code = Errc::not_found, .message = "no such alias", .alias = *alias, .hint = "there are:" + aliases_of(all)});
  }

  static std::string aliases_of(const std::vector<tls::Identity>& identities) {
    std::string all;
    for (const auto& one : identities) all += " " + one.alias();
    return all;
  }

  void add(std::vector<tls::Identity> more) { std::ranges::move(more, std::back_inserter(identities_)); }

  // How they talk.

  Result<void> read_versions() {
    auto names = all_.texts("enabledProtocols");
    if (const auto* protocol = all_.any("protocol")) {
      Members members(*protocol, "protocol");
      const auto name = members.text("name").value_or("TLS");
      if (name != "TLS" && name != "SSL") members.fail("name", "has to be TLS", "DTLS is not spoken here");
      auto versions = members.texts("versions");
      if (!names.empty() && !versions.empty()) members.fail("versions", "contradicts enabledProtocols");
      KS_TRY(members.finish());
      if (names.empty()) names = std::move(versions);
    }
    KS_TRY(all_.status());
    if (names.empty()) return {};
    tls_.min = Version::tls_1_3;
    tls_.max = Version::tls_1_2;
    for (const auto& name : names) {
      const auto* known = std::ranges::find(kVersions, name, &VersionName::name);
      if (known == std::end(kVersions)) {
        return failure(Errc::usage, "no TLS version is called " + name, "there are TLSv1.2 and TLSv1.3");
      }
      tls_.min = std::min(tls_.min, known->version);
      tls_.max = std::max(tls_.max, known->version);
    }
    return {};
  }

  /// Two switches, and neither works without a reason.
  Result<void> read_dangers() {
    std::optional<std::string> trust_everyone, any_name;
    if (const auto* object = all_.any("dangerous")) {
      Members members(*object, "dangerous");
      trust_everyone = members.text("trustEveryone");
      any_name = members.text("anyName");
      KS_TRY(members.finish());
    }
    const bool wants_everyone = !all_.boolean("enable").value_or(true);
    const bool wants_any_name = wants_everyone || !all_.boolean("verifyHostName").value_or(true);
    if (wants_everyone && !trust_everyone)
      all_.fail("enable", "needs a reason to be false", R"("dangerous": {"trustEveryone": "why"})");
    if (wants_any_name && !any_name) {
      all_.fail(wants_everyone ? "enable" : "verifyHostName", "needs a reason to be false",
                R"("dangerous": {"anyName": "why"})");
    }
    KS_TRY(all_.status());
    return weaken(trust_everyone, any_name);
  }

  Result<void> weaken(const std::optional<std::string>& trust_everyone, const std::optional<std::string>& any_name) {
    weakened_ = trust_everyone || any_name;
    trusts_everyone_ = trust_everyone.has_value();
#ifndef KS_NO_DANGEROUS
    if (trust_everyone) tls_.dangers.push_back(tls::dangerous::trust_everyone(*trust_everyone));
    if (any_name) tls_.dangers.push_back(tls::dangerous::any_name(*any_name));
#else
    if (weakened_) return failure(Errc::usage, "this build has no dangerous settings");
#endif
    return {};
  }

  void read_rest() {
    tls_.ciphers = all_.texts("ciphers");
    if (!all_.boolean("shareSession").value_or(true)) tls_.sessions = tls::Sessions::none;
    server_name_ = all_.text("serverName");
    handshake_timeout_ = read_seconds("handshakeTimeout", 0.001);
    if (const auto timeout = read_seconds("sessionTimeout", 1)) {
      tls_.session_timeout = std::chrono::duration_cast<std::chrono::seconds>(*timeout);
    }
    if (const auto* validation = all_.any("certValidation")) read_validation(*validation);
  }

  std::optional<std::chrono::milliseconds> read_seconds(std::string_view name, double least) {
    const auto seconds = all_.number(name);
    if (!seconds) return std::nullopt;
    if (*seconds >= least && *seconds <= kLongestTimeout) {
      return std::chrono::milliseconds(static_cast<std::int64_t>(*seconds * 1000));
    }
    all_.fail(name,
              least < 1 ? "has to be seconds, above 0 and at most a day" : "has to be seconds, 1 to a day of them");
    return std::nullopt;
  }

  void read_validation(const json& object) {
    Members members(object, "certValidation");
    const auto type = members.text("type").value_or("OCSP_STAPLING");
    check_bounds(members, "cacheSize", kFewestCached, kMostCached);
    check_bounds(members, "cacheValidityPeriod", kShortestCached, kLongestCached);
    if (type == "OCSP_STAPLING") tls_.revocation.stapling = tls::Insistence::hard;
    else members.fail("type", "has to be OCSP_STAPLING", "nothing is fetched here: give revocation lists to Options");
    if (const auto status = members.finish(); !status) all_.fail("certValidation", ": " + status.error().message);
  }

  static void check_bounds(Members& members, std::string_view name, double least, double most) {
    const auto value = members.number(name);
    if (!value || (*value >= least && *value <= most)) return;
    members.fail(
        name, "has to be " + std::to_string(static_cast<int>(least)) + " to " + std::to_string(static_cast<int>(most)));
  }

  Members all_;
  const SettingsOptions& options_;
  tls::Options tls_;
  std::vector<tls::Identity> identities_;
  std::optional<std::string> server_name_;
  std::optional<std::chrono::milliseconds> handshake_timeout_;
  bool weakened_ = false;
  bool trusts_everyone_ = false;
};

}  // namespace

Result<Client> client_from_json(std::string_view json_text, const SettingsOptions& options) {
  if (json_text.size() > kLongestJson) return failure(Errc::limit, "settings: more than 1 MiB of JSON");
  Repeated repeated;
  const auto root = json::parse(json_text, std::ref(repeated), /*allow_exceptions=*/false);
  if (root.is_discarded()) return failure(Errc::usage, "settings: not JSON");
  if (!repeated.first().empty()) {
    return failure(Errc::usage, "settings: " + text::shown(repeated.first()) + " is there twice");
  }
  return Settings(root, options).client().map_error([](Error error) { return within("settings", std::move(error)); });
}

Result<Client> client_from_environment(const std::string& variable, const SettingsOptions& options) {
  const char* text = std::getenv(variable.c_str());  // NOLINT(concurrency-mt-unsafe): nobody here sets any
  if (text == nullptr) return failure(Errc::not_found, "the environment variable " + variable + " is not set");
  return client_from_json(text, options);
}

}  // namespace ks::config
