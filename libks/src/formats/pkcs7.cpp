#include "ks/formats/pkcs7.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "asn1/ber.h"
#include "asn1/der_reader.h"
#include "asn1/der_writer.h"
#include "asn1/oids.h"
#include "formats/pieces.h"
#include "formats/pieces_shape.h"
#include "formats/pieces_signed_data.h"

namespace ks::pkcs7 {
namespace {

constexpr std::string_view kExtensions[] = {".p7b", ".p7c", ".spc"};
constexpr std::size_t kLongestHeader = 10;  // identifier and length of the outer SEQUENCE

/// The DER of `bytes`, which may be BER.
Result<Bytes> der_of(ByteView bytes, const Limits& limits) {
  if (asn1::is_one_sequence(bytes) && pieces::shape_of(bytes) != pieces::Shape::unknown) return to_bytes(bytes);
  return asn1::ber_to_der(bytes, limits);
}

Result<Store> decode_der(ByteView der, const DecodeOptions& options) {
  switch (pieces::shape_of(der)) {
    case pieces::Shape::signed_data: break;
    case pieces::Shape::other_content_info:
      return failure(Errc::unsupported_format, "this PKCS#7 is encrypted or holds data, not certificates");
    default: return failure(Errc::not_a_store, "this is no SignedData");
  }
  pieces::Pile pile;
  KS_TRY(pieces::add_signed_data(pile, der, options.limits));
  if (pile.empty()) pile.warnings.emplace_back("no certificate is inside");
  return pieces::assemble(std::move(pile), options);
}

/// What is told of a whole store once, not for each of a hundred certificates.
void lose_details(const Store& store, std::vector<Loss>& losses) {
  const auto any = [&](auto&& has) { return std::ranges::any_of(store, has); };
  const auto lose = [&](std::string what) {
    losses.push_back({.weight = Loss::Weight::detail, .what = std::move(what)});
  };
  const auto is_named = [](const Entry& entry) {
    const auto certificates = entry.certificates();
    return !certificates.empty() && !entry.alias.is_suggested() &&
           entry.alias != pieces::suggested_alias(certificates.front());
  };
  const auto is_trusted = [](const Entry& entry) {
    return std::holds_alternative<TrustedCertificateEntry>(entry.value);
  };
  if (any(is_named)) lose("aliases are not kept");
  if (any([](const Entry& entry) { return entry.created.has_value(); })) lose("creation times are not kept");
  if (any([](const Entry& entry) { return !entry.attributes.empty(); })) lose("attributes are not kept");
  if (any(is_trusted)) lose("which certificates are trusted is not kept");
}

void lose_content(const Store& store, std::vector<Loss>& losses) {
  const auto lose = [&](std::string alias, std::string what) {
    losses.push_back({.weight = Loss::Weight::content, .alias = std::move(alias), .what = std::move(what)});
  };
  for (const auto& entry : store) {
    if (std::holds_alternative<PrivateKeyEntry>(entry.value)) lose(entry.alias.text(), "the private key is left out");
    if (std::holds_alternative<SecretKeyEntry>(entry.value)) lose(entry.alias.text(), "the secret key is left out");
    const auto* trusted = std::get_if<TrustedCertificateEntry>(&entry.value);
    if (trusted != nullptr && (!trusted->trusted_for.empty() || !trusted->rejected_for.empty())) {
      lose(entry.alias.text(), "what it is trusted for is not kept");
    }
  }
  for (const auto& crl : store.crls) {
    if (!asn1::is_one_sequence(crl.der)) lose({}, "a CRL that is none is left out");
  }
  for (const auto& bag : store.opaque) lose({}, "a bag of type " + bag.oid + " is left out");
}

/// The certificates of a store one behind the other: those of certificate entries each, those of chains unless they are
/// there already.
Bytes certificates_of(const Store& store) {
  std::unordered_set<std::string_view> seen;
  const auto is_entry = [](const Entry& entry) { return !std::holds_alternative<PrivateKeyEntry>(entry.value); };
  for (const auto& entry : store) {
    if (!is_entry(entry)) continue;
    for (const auto& certificate : entry.certificates()) seen.insert(as_text(certificate.der()));
  }
  Bytes all;
  for (const auto& entry : store) {
    for (const auto& certificate : entry.certificates()) {
      if (is_entry(entry) || seen.insert(as_text(certificate.der())).second) append(all, certificate.der());
    }
  }
  return all;
}

Bytes signed_data(ByteView certificates, ByteView crls) {
  const auto none = asn1::set_in_given_order({});
  const auto certificate_set = certificates.empty() ? Bytes() : asn1::explicit_context(0, certificates);
  const auto crl_set = crls.empty() ? Bytes() : asn1::explicit_context(1, crls);
  const auto data = asn1::sequence(
      {asn1::integer(1), none, asn1::sequence({asn1::oid(oids::kData)}), certificate_set, crl_set, none});
  return asn1::sequence({asn1::oid(oids::kSignedData), asn1::explicit_context(0, data)});
}

}  // namespace

bool looks_like(ByteView bytes) noexcept {
  const auto type = asn1::oid(oids::kSignedData);
  const auto header = as_text(bytes.first(std::min(bytes.size(), kLongestHeader + type.size())));
  return !bytes.empty() && bytes[0] == asn1::kSequence && header.find(as_text(type)) != std::string_view::npos;
}

Result<Store> decode(ByteView bytes, const DecodeOptions& options) {
  const auto placed = [](Error error) { return within("pkcs7", std::move(error)); };
  KS_TRY(const auto der, der_of(bytes, options.limits).map_error(placed));
  return decode_der(der, options).map_error(placed);
}

Result<Encoded> encode(const Store& store, const EncodeOptions&) {
  Bytes crls;
  for (const auto& crl : store.crls) {
    if (asn1::is_one_sequence(crl.der)) append(crls, crl.der);
  }
  Encoded encoded{.bytes = signed_data(certificates_of(store), crls)};
  lose_content(store, encoded.losses);
  lose_details(store, encoded.losses);
  return encoded;
}

const Format kFormat = {.name = "pkcs7",
                        .title = "PKCS#7",
                        .extensions = kExtensions,
                        .looks_like = looks_like,
                        .decode = decode,
                        .encode = encode};

}  // namespace ks::pkcs7
