#include "formats/pieces.h"

#include <string_view>
#include <utility>

#include "asn1/ber.h"
#include "asn1/der_reader.h"
#include "formats/pieces_shape.h"
#include "formats/pieces_signed_data.h"
#include "formats/pkcs8.h"

namespace ks::pieces {
namespace {

using std::string_view;

constexpr string_view kOpenSsh("openssh-key-v1\0", 15);  // OpenSSH, PROTOCOL.key

/// `bytes` with definite lengths, if that is all that keeps them from being DER.
Secret as_der(Secret bytes, const Limits& limits) {
  if (!may_be_ber(bytes.reveal())) return bytes;
  auto der = asn1::ber_to_der(bytes.reveal(), limits);
  if (!der) return bytes;
  Secret converted{ByteView(*der)};
  wipe(*der);
  return converted;
}

/// Why a store does not hold this.
tl::unexpected<Error> refuse(Shape shape, ByteView bytes) {
  if (starts_with(bytes, as_bytes(kOpenSsh))) {
    return failure(Errc::unsupported_format, "an OpenSSH private key",
                   "ssh-keygen -p -m PKCS8 -f FILE turns it into one that can be read");
  }
  const std::string what(describe(shape));
  switch (shape) {
    case Shape::unknown: return failure(Errc::not_a_store, what);
    case Shape::request:
      return failure(Errc::unsupported_format, what, "a store holds the certificate that an authority makes from it");
    case Shape::public_key:
      return failure(Errc::unsupported_format, what, "a store holds the certificate of a public key");
    default: return failure(Errc::unsupported_format, what);
  }
}

Result<void> add_certificate(Pile& pile, ByteView der, Finding finding) {
  KS_TRY(auto certificate, Certificate::from_der(der));
  pile.certificates.push_back(
      {.certificate = std::move(certificate), .said = std::move(finding.said), .trust = std::move(finding.trust)});
  return {};
}

Result<void> add_key(Pile& pile, Secret der, Shape shape, Finding finding, const DecodeOptions& options) {
  KS_TRY(auto key, pkcs8::from_der(std::move(der), shape, pile.curve, options.limits));
  pile.keys.push_back(
      {.key = std::move(key), .said = std::move(finding.said), .certificates_before = pile.certificates.size()});
  return {};
}

/// Adds `der` as what `shape` says.
Result<void> add_as(Shape shape, Pile& pile, Secret der, Finding finding, const DecodeOptions& options) {
  if (is_private_key(shape)) return add_key(pile, std::move(der), shape, std::move(finding), options);
  switch (shape) {
    case Shape::certificate: return add_certificate(pile, der.reveal(), std::move(finding));
    case Shape::crl: pile.crls.push_back({.der = to_bytes(der.reveal())}); return {};
    case Shape::signed_data: return add_signed_data(pile, der.reveal(), options.limits);
    default: return refuse(shape, der.reveal());
  }
}

}  // namespace

Result<Shape> add(Pile& pile, Secret bytes, Finding finding, const DecodeOptions& options) {
  auto der = as_der(std::move(bytes), options.limits);
  const auto found = shape_of(der.reveal());
  const bool is_open = found == Shape::unknown && asn1::is_one_sequence(der.reveal());
  const auto taken_for = is_open ? finding.otherwise : found;
  KS_TRY(add_as(taken_for, pile, std::move(der), std::move(finding), options));
  return found;
}

bool may_stand_as(Shape label, ByteView der) noexcept {
  const auto shape = shape_of(der);
  return shape == label || (shape == Shape::unknown && asn1::is_one_sequence(der));
}

Alias suggested_alias(const Certificate& certificate, string_view otherwise) {
  const auto view = view_of(certificate.der());
  auto name = view ? common_name(view->subject) : std::string();
  return Alias::suggested(name.empty() ? std::string(otherwise) : std::move(name));
}

}  // namespace ks::pieces
