#include "formats/pem_trusted.h"

#include <algorithm>
#include <string>
#include <vector>

#include "asn1/der_reader.h"
#include "asn1/der_writer.h"
#include "asn1/oids.h"

namespace ks::pem {
namespace {

constexpr asn1::Tag kReject = asn1::context_constructed(0);
constexpr asn1::Tag kOther = asn1::context_constructed(1);

std::vector<std::string> read_purposes(asn1::Cursor in) {
  std::vector<std::string> oids;
  while (!in.at_end()) oids.push_back(in.oid("purpose"));
  return oids;
}

Bytes purposes(const std::vector<std::string>& oids) {
  Bytes all;
  for (const auto& oid : oids) append(all, asn1::oid(oid));
  return all;
}

void read_settings(asn1::Cursor in, TrustedBody& body) {
  auto& trust = body.finding.trust;
  auto& said = body.finding.said;
  if (in.next_is(asn1::kSequence)) trust.purposes = read_purposes(in.sequence("trusted purposes"));
  if (in.next_is(kReject)) trust.rejected = read_purposes(in.inside(kReject, "rejected purposes"));
  if (const auto alias = in.optional(asn1::kUtf8String, "alias")) {
    said.name = asn1::string_text(*alias).value_or(std::string(as_text(alias->content)));
  }
  if (const auto id = in.optional(asn1::kOctetString, "key identifier")) {
    said.local_key_id = to_bytes(id->content);
    said.attributes.push_back({.oid = std::string(oids::kLocalKeyId), .values = {to_bytes(id->whole)}});
  }
  body.has_other = in.optional(kOther, "other settings").has_value();
  in.finish("trust settings");
  if (std::ranges::find(trust.purposes, oids::kAnyExtendedKeyUsage) != trust.purposes.end()) trust.purposes.clear();
}

/// The key identifier that attributes keep, with its tag; nothing if there is none.
Bytes key_id_of(const pieces::Remarks& said) {
  const auto found = std::ranges::find(said.attributes, oids::kLocalKeyId, &Attribute::oid);
  if (found == said.attributes.end() || found->values.size() != 1) return {};
  const auto value = asn1::peek_value(found->values[0]);
  return value && value->tag == asn1::kOctetString ? found->values[0] : Bytes();
}

}  // namespace

Result<TrustedBody> read_trusted(ByteView bytes, const Limits& limits) {
  TrustedBody body;
  body.finding.trust.trusted = true;
  asn1::Document document(bytes, limits);
  auto root = document.root();
  body.certificate = root.take(asn1::kSequence, "certificate").whole;
  if (!root.at_end()) read_settings(root.sequence("trust settings"), body);
  root.finish("trusted certificate");
  KS_TRY(document.status());
  return body;
}

Bytes write_trusted(ByteView certificate, const pieces::Remarks& said, const pieces::Trust& trust) {
  Bytes settings;
  if (!trust.purposes.empty()) append(settings, asn1::wrap(asn1::kSequence, purposes(trust.purposes)));
  if (!trust.rejected.empty()) append(settings, asn1::wrap(kReject, purposes(trust.rejected)));
  if (said.name) append(settings, asn1::utf8_string(*said.name));
  append(settings, key_id_of(said));
  auto body = to_bytes(certificate);
  append(body, asn1::sequence_of(settings));
  return body;
}

}  // namespace ks::pem
