#include "support/store_json.h"

#include "ks/base/text.h"

namespace ks::tool {
namespace {

using Json = nlohmann::ordered_json;

template <class T, class Make>
Json array_of(const std::vector<T>& values, const Make& make) {
  Json array = Json::array();
  for (const auto& value : values) array.push_back(make(value));
  return array;
}

/// Null for a year that RFC 3339 has no four digits for.
Json date_json(Time time) { return is_rfc3339(time) ? Json(to_text(time)) : Json(nullptr); }

Json key_json(const KeyInfo& info, bool locked) {
  Json json = {{"algorithm", info.algorithm.empty() ? Json(nullptr) : Json(info.algorithm)},
               {"bits", info.bits == 0 ? Json(nullptr) : Json(info.bits)},
               {"locked", locked}};
  if (!info.curve.empty()) json["curve"] = info.curve;
  return json;
}

/// The members that only some kinds of entry have.
struct Particulars {
  Json& json;

  void operator()(const PrivateKeyEntry& entry) const { json["key"] = key_json(key_info(entry), entry.key.locked()); }
  void operator()(const SecretKeyEntry& entry) const {
    const auto bits = entry.key.plain() ? static_cast<unsigned>(entry.key.raw().size() * 8) : 0U;
    json["key"] =
        key_json({.oid = {}, .algorithm = entry.key.algorithm(), .curve = {}, .bits = bits}, entry.key.locked());
  }
  void operator()(const TrustedCertificateEntry& entry) const {
    json["trusted_for"] = entry.trusted_for;
    if (!entry.rejected_for.empty()) json["rejected_for"] = entry.rejected_for;
  }
  void operator()(const CertificateEntry&) const {}
};

std::string general_name(const GeneralName& name) {
  switch (name.kind) {
    case GeneralName::Kind::dns: return "DNS:" + name.text;
    case GeneralName::Kind::email: return "email:" + name.text;
    case GeneralName::Kind::uri: return "URI:" + name.text;
    case GeneralName::Kind::ip: return "IP:" + name.text;
    case GeneralName::Kind::directory: return "directory:" + name.text;
    case GeneralName::Kind::registered_id: return "OID:" + name.text;
    default: return "other:" + text::to_hex(name.value);
  }
}

}  // namespace

KeyInfo key_info(const PrivateKeyEntry& identity) {
  if (auto info = identity.key.info()) return *info;
  if (!identity.chain.empty() && identity.chain.front().fields()) return identity.chain.front().fields()->key;
  return {};
}

Json to_json(const Certificate& certificate) {
  const auto sha256 = text::to_hex(certificate.sha256());
  const auto& fields = certificate.fields();
  if (!fields) return {{"error", fields.error().message}, {"sha256", sha256}};
  Json json = {{"subject", fields->subject.text()},           {"issuer", fields->issuer.text()},
               {"serial", text::to_hex(fields->serial)},      {"sha256", sha256},
               {"not_before", date_json(fields->not_before)}, {"not_after", date_json(fields->not_after)},
               {"key", key_json(fields->key, false)}};
  json["key"].erase("locked");
  json["names"] = array_of(fields->subject_alternative_names, general_name);
  json["ca"] = fields->basic_constraints.has_value() && fields->basic_constraints->ca;
  return json;
}

Json to_json(const Entry& entry) {
  Json json = {{"alias", entry.alias.text()},
               {"kind", kind(entry)},
               {"created", entry.created ? date_json(*entry.created) : Json(nullptr)}};
  if (entry.created && !is_rfc3339(*entry.created)) json["created_ms"] = entry.created->time_since_epoch().count();
  std::visit(Particulars{json}, entry.value);
  json["chain"] = array_of(entry.certificates(), [](const Certificate& c) { return to_json(c); });
  json["attributes"] = array_of(entry.attributes, [](const Attribute& attribute) { return attribute.oid; });
  return json;
}

Json to_json(const Store& store, const std::string& file) {
  const auto issuer = [](const Crl& crl) {
    const auto name = issuer_of(crl);
    return Json{{"issuer", name ? Json(name->text()) : Json(nullptr)}};
  };
  return {{"file", file},
          {"format", store.origin.format},
          {"integrity", name(store.origin.integrity)},
          {"entries", array_of(store.entries(), [](const Entry& entry) { return to_json(entry); })},
          {"crls", array_of(store.crls, issuer)},
          {"bags", array_of(store.opaque, [](const OpaqueBag& bag) { return Json(bag.oid); })},
          {"warnings", store.origin.warnings}};
}

}  // namespace ks::tool
