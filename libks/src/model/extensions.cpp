#include "model/extensions.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "asn1/der_reader.h"
#include "asn1/oids.h"
#include "model/general_name.h"
#include "model/lenient.h"

namespace ks::model {
namespace {

void subject_alternative_names(asn1::Cursor& in, CertificateFields& fields) {
  fields.subject_alternative_names = read_general_names(in.sequence("GeneralNames"));
}

/// KeyUsage ::= BIT STRING, bit 0 first. Octets beyond the ninth bit have no meaning and are passed over.
void key_usage(asn1::Cursor& in, CertificateFields& fields) {
  const auto content = in.take(asn1::kBitString, "KeyUsage").content;
  if (in.failed()) return;
  if (content.empty() || content[0] > 7 || (content.size() == 1 && content[0] != 0)) {
    return in.fail(Errc::damaged, "KeyUsage is not a bit string");
  }
  const auto unused = content.size() == 1 ? 0U : content[0];
  const auto total = (content.size() - 1) * 8 - unused;
  unsigned usage = 0;
  for (std::size_t bit = 0; bit < std::min<std::size_t>(total, 9); ++bit) {
    if ((content[1 + bit / 8] & (0x80U >> bit % 8)) != 0) usage |= 1U << bit;
  }
  fields.key_usage = static_cast<std::uint16_t>(usage);
}

void extended_key_usage(asn1::Cursor& in, CertificateFields& fields) {
  auto purposes = in.sequence("ExtKeyUsage");
  while (!purposes.at_end()) fields.extended_key_usage.push_back(oid_or_hex(purposes, "key purpose"));
}

/// BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL }
void basic_constraints(asn1::Cursor& in, CertificateFields& fields) {
  auto constraints = in.sequence("BasicConstraints");
  auto& view = fields.basic_constraints.emplace(CertificateFields::BasicConstraints{});  // clang 14 wants it said
  if (constraints.next_is(asn1::kBoolean)) view.ca = constraints.boolean("cA");
  if (constraints.next_is(asn1::kInteger)) view.path_length = constraints.unsigned_integer("pathLenConstraint");
  constraints.finish("BasicConstraints");
}

void subject_key_id(asn1::Cursor& in, CertificateFields& fields) {
  fields.subject_key_id = to_bytes(in.octet_string("SubjectKeyIdentifier"));
}

/// AuthorityKeyIdentifier ::= SEQUENCE { keyIdentifier [0], authorityCertIssuer [1], authorityCertSerialNumber [2] },
/// all of them optional.
void authority_key_id(asn1::Cursor& in, CertificateFields& fields) {
  auto authority = in.sequence("AuthorityKeyIdentifier");
  if (const auto id = authority.optional(asn1::context(0), "keyIdentifier")) {
    fields.authority_key_id = to_bytes(id->content);
  }
  authority.skip_optional(asn1::context_constructed(1));
  authority.skip_optional(asn1::context(2));
  authority.finish("AuthorityKeyIdentifier");
}

struct View {
  std::string_view oid;
  std::string_view name;
  void (*read)(asn1::Cursor&, CertificateFields&);
  void (*forget)(CertificateFields&);
};

constexpr View kViews[] = {
    {oids::kSubjectAltName, "subjectAltName", subject_alternative_names,
     [](CertificateFields& fields) { fields.subject_alternative_names.clear(); }},
    {oids::kKeyUsage, "keyUsage", key_usage, [](CertificateFields& fields) { fields.key_usage.reset(); }},
    {oids::kExtendedKeyUsage, "extKeyUsage", extended_key_usage,
     [](CertificateFields& fields) { fields.extended_key_usage.clear(); }},
    {oids::kBasicConstraints, "basicConstraints", basic_constraints,
     [](CertificateFields& fields) { fields.basic_constraints.reset(); }},
    {oids::kSubjectKeyId, "subjectKeyIdentifier", subject_key_id,
     [](CertificateFields& fields) { fields.subject_key_id.reset(); }},
    {oids::kAuthorityKeyId, "authorityKeyIdentifier", authority_key_id,
     [](CertificateFields& fields) { fields.authority_key_id.reset(); }},
};

void read_view(const View& view, const Extension& extension, CertificateFields& fields) {
  asn1::Document document(extension.value);
  auto root = document.root();
  view.read(root, fields);
  root.finish(view.name);
  if (const auto status = document.status(); !status) {
    view.forget(fields);
    fields.problems.push_back(std::string(view.name) + ": " + status.error().message);
  }
}

}  // namespace

void read_extensions(CertificateFields& fields) {
  bool seen[std::size(kViews)] = {};
  for (const auto& extension : fields.extensions) {
    const auto* view = std::ranges::find(kViews, extension.oid, &View::oid);
    if (view == std::end(kViews)) continue;
    if (std::exchange(seen[view - kViews], true)) {
      view->forget(fields);
      fields.problems.push_back(std::string(view->name) + " occurs more than once");
    } else {
      read_view(*view, extension, fields);
    }
  }
}

}  // namespace ks::model
