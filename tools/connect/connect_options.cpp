#include "connect/connect_options.h"

#include <charconv>
#include <filesystem>
#include <utility>

#include <CLI/CLI.hpp>

#include "ks/config/source.h"
#include "ks/config/system.h"

namespace ks::tool {
namespace {

Result<tls::Anchors> anchors_in(const std::string& file, const Opener& opener) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) return config::anchors(config::Source::path(file));
  KS_TRY(const auto opened, opener.open(file, Keys::stay_locked));
  KS_TRY(auto found, tls::Anchors::from_store(opened.store, {.origin = file}));
  if (!found.empty()) return found;
  return failure(Error{.code = Errc::not_found,
                       .message = "nothing in it can be trusted",
                       .file = file,
                       .hint = "a keystore with keys needs trusted certificates; a certificate alone will do"});
}

Result<tls::Anchors> anchors_of(const ConnectOptions& options, const Opener& opener) {
  if (options.trust.empty()) return config::system_anchors();
  tls::Anchors all;
  for (const auto& file : options.trust) {
    KS_TRY(const auto found, anchors_in(file, opener));
    all = all | found;
  }
  return all;
}

/// Loose certificates and keys are paired, as convert does it; whole stores give all of their private key entries.
Result<std::vector<tls::Identity>> identities_of(const ConnectOptions& options, const Opener& opener,
                                                 Console& console) {
  if (options.identities.empty()) return std::vector<tls::Identity>();
  const MergeOptions merging{.on_clash = OnClash::rename_theirs};
  KS_TRY(const auto pile, open_all(options.identities, opener, merging, Keys::are_needed, console));
  KS_TRY(const auto together, assemble(pile.store, {.extras = Extras::as_they_are}));
  return tls::Identity::all_of(together.store);
}

Result<void> apply_tls(const std::string& text, tls::Options& options) {
  if (text.empty()) return {};
  if (text != "1.2" && text != "1.3") return failure(Errc::usage, "--tls is 1.2 or 1.3, not " + text);
  options.min = options.max = text == "1.2" ? tls::Version::tls_1_2 : tls::Version::tls_1_3;
  return {};
}

/// CLI::Range takes "nan", which is neither below nor above.
std::string not_a_timeout(const std::string& text) {
  double seconds = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, seconds);
  const bool whole = parsed.ec == std::errc{} && parsed.ptr == end;
  if (whole && seconds >= 0.001 && seconds <= 86'400) return {};
  return "a number of seconds from 0.001 to 86400, not \"" + text + '"';
}

}  // namespace

void add_connect_options(CLI::App& app, ConnectOptions& options) {
  const auto one_each = [](CLI::Option* option) { return option->allow_extra_args(false); };
  one_each(app.add_option("--trust", options.trust, "whom to trust: a store, a bundle, a folder; default: the system"))
      ->type_name("FILE");
  one_each(app.add_option("--identity", options.identities, "what to show when asked: a store, or certificate and key"))
      ->type_name("FILE");
  app.add_option("--host", options.host, "another name than that of the URL or HOST to ask for and to verify")
      ->type_name("NAME");
  one_each(app.add_option("--pin", options.pins, "a public key that the chain must have: sha256/BASE64"))
      ->type_name("PIN");
  app.add_option("--tls", options.tls, "this version only: 1.2 or 1.3")->type_name("VERSION");
  one_each(app.add_option("--alpn", options.alpn, "a protocol to offer, best first"))->type_name("PROTOCOL");
  app.add_option("--timeout", options.timeout, "seconds to wait, all in all")
      ->type_name("SECONDS")
      ->check(not_a_timeout)
      ->capture_default_str();
  add_input_options(app, options.in);
}

Result<tls::Context> client_of(const ConnectOptions& options, const std::string& host, Console& console) {
  PasswordSources sources;
  KS_TRY(const auto opener, Opener::from(options.in, sources));
  KS_TRY(auto anchors, anchors_of(options, opener));
  KS_TRY(auto identities, identities_of(options, opener, console));
  tls::Options how;
  how.alpn = options.alpn;
  KS_TRY(apply_tls(options.tls, how));
  for (const auto& pin : options.pins) KS_TRY(how.pins.add(host, pin));
  how.log = [&console](std::string_view line) { console.warn(line); };
  return tls::Context::client(std::move(anchors), std::move(identities), std::move(how));
}

}  // namespace ks::tool
