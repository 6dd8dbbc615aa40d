#include "report.h"

#include <string>

#include "support/store_json.h"

namespace ks::tool {
namespace {

using nlohmann::ordered_json;

std::string address(const Endpoint& endpoint) {
  const bool is_ipv6 = endpoint.host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + endpoint.host + "]" : endpoint.host) + ":" + std::to_string(endpoint.port);
}

std::string agreed(const Handshake& handshake) {
  std::string all;
  for (const auto& part : {handshake.version, handshake.cipher, handshake.group, handshake.alpn}) {
    if (!part.empty()) all += "  " + part;
  }
  return all;
}

void say_chain(const std::vector<Certificate>& chain, Console& console) {
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const auto summary = summary_of(chain[i]);
    const auto last_day = summary.not_after ? "  expires " + to_text(*summary.not_after).substr(0, 10) : std::string();
    console.say("  " + std::to_string(i) + "  " + summary.description + last_day);
  }
}

void say_request(const tls::Account& account, Console& console) {
  if (!account.authorities) return;
  const bool is_any = account.authorities->empty();
  console.say(is_any ? "client certificate: asked for, of any authority" : "client certificate: asked for, of");
  for (const auto& name : *account.authorities) console.say("  " + name.text());
  for (const auto& reason : account.choice->reasons) console.say("  " + reason);
}

ordered_json to_json(const std::vector<Certificate>& chain) {
  auto all = ordered_json::array();
  for (const auto& certificate : chain) all.push_back(tool::to_json(certificate));
  return all;
}

ordered_json text_or_null(const std::string& text) { return text.empty() ? ordered_json(nullptr) : ordered_json(text); }

ordered_json to_json(const tls::Account& account) {
  if (!account.authorities) return nullptr;
  auto authorities = ordered_json::array();
  for (const auto& name : *account.authorities) authorities.push_back(name.text());
  return {{"authorities", std::move(authorities)},
          {"sent", account.choice->identity.has_value()},
          {"reasons", account.choice->reasons}};
}

ordered_json to_json(const tls::Finding& finding) {
  return {{"cause", name(finding.cause)},
          {"depth", finding.depth < 0 ? ordered_json(nullptr) : ordered_json(finding.depth)},
          {"text", finding.text},
          {"fix", finding.fix}};
}

}  // namespace

void say(const Endpoint& endpoint, const Handshake& handshake, Console& console) {
  console.say(address(endpoint) + agreed(handshake));
  say_chain(handshake.account.presented, console);
  if (!handshake.account.verified.empty()) {
    console.say("verified by " + handshake.account.verified.back().describe());
  }
  say_request(handshake.account, console);
}

ordered_json to_json(const Endpoint& endpoint, const Handshake& handshake) {
  auto findings = ordered_json::array();
  for (const auto& finding : handshake.findings) findings.push_back(to_json(finding));
  return {{"schema", 1},
          {"host", endpoint.host},
          {"port", endpoint.port},
          {"verified", handshake.worked()},
          {"version", text_or_null(handshake.version)},
          {"cipher", text_or_null(handshake.cipher)},
          {"group", text_or_null(handshake.group)},
          {"alpn", text_or_null(handshake.alpn)},
          {"presented", to_json(handshake.account.presented)},
          {"chain", to_json(handshake.account.verified)},
          {"client_certificate", to_json(handshake.account)},
          {"findings", std::move(findings)}};
}

Error error_of(const Handshake& handshake) {
  const auto& first = handshake.findings.front();
  Error error{
      .code = Errc::verification, .message = std::string(name(first.cause)) + ": " + first.text, .hint = first.fix};
  for (std::size_t i = 1; i < handshake.findings.size(); ++i) {
    error.message += "; " + std::string(name(handshake.findings[i].cause)) + ": " + handshake.findings[i].text;
  }
  return error;
}

}  // namespace ks::tool
