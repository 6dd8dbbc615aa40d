#include "ks/formats/der.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "asn1/der_reader.h"
#include "formats/pieces.h"
#include "formats/pieces_shape.h"
#include "formats/pkcs8.h"
#include "ks/base/text.h"

namespace ks::der {
namespace {

using pieces::Shape;

constexpr std::string_view kExtensions[] = {".der"};
constexpr std::string_view kHint = "select one certificate or key, or choose a format that holds several";

/// Why bytes that are not one value cannot be decoded.
tl::unexpected<Error> not_one_value(ByteView bytes) {
  if (!looks_like(bytes)) return failure(Errc::not_a_store, "der: no SEQUENCE");
  const auto value = asn1::peek_value(bytes);
  if (!value) {
    return failure(Errc::damaged, "der: the value is cut short: " + std::to_string(bytes.size()) + " bytes are here");
  }
  return failure(Errc::damaged, "der: " + std::to_string(bytes.size() - value->whole.size()) +
                                    " bytes follow the value that ends at offset " +
                                    std::to_string(value->whole.size()));
}

Result<Store> decode_one(ByteView bytes, const DecodeOptions& options) {
  const bool ber = pieces::may_be_ber(bytes);
  if (!ber && !asn1::is_one_sequence(bytes)) return not_one_value(bytes);
  const auto shape = pieces::shape_of(bytes);
  if (shape == Shape::signed_data) {
    return failure(Errc::unsupported_format, "der: this is PKCS#7", "decode it as pkcs7");
  }
  if (shape == Shape::pfx) return failure(Errc::unsupported_format, "der: this is PKCS#12", "decode it as pkcs12");
  pieces::Pile pile;
  if (auto added = pieces::add(pile, Secret(bytes), {}, options); !added) {
    auto error = std::move(added).error();
    if (ber && error.code == Errc::not_a_store) return not_one_value(bytes);
    return failure(within("der", std::move(error)));
  }
  return pieces::assemble(std::move(pile), options);
}

/// The only thing in a store; what it is under a name is a detail.
struct Only {
  const Entry* entry = nullptr;
  const Crl* crl = nullptr;
};

std::optional<Only> only_thing_in(const Store& store) {
  if (store.size() + store.crls.size() + store.opaque.size() != 1 || !store.opaque.empty()) return std::nullopt;
  if (!store.crls.empty()) return Only{.crl = &store.crls.front()};
  const auto& entry = store.entries().front();
  const auto* identity = std::get_if<PrivateKeyEntry>(&entry.value);
  const bool is_more = identity != nullptr && !identity->chain.empty();
  if (is_more || std::holds_alternative<SecretKeyEntry>(entry.value)) return std::nullopt;
  return Only{.entry = &entry};
}

std::string contents(const Store& store) {
  std::size_t keys = 0, certificates = 0;
  for (const auto& entry : store) {
    keys += std::holds_alternative<PrivateKeyEntry>(entry.value) || std::holds_alternative<SecretKeyEntry>(entry.value);
    certificates += entry.certificates().size();
  }
  return std::to_string(keys) + " keys, " + std::to_string(certificates) + " certificates and " +
         std::to_string(store.crls.size()) + " CRLs";
}

std::vector<Loss> losses_of(const Entry& entry) {
  std::vector<Loss> losses;
  const auto lose = [&](Loss::Weight weight, std::string what) {
    losses.push_back({.weight = weight, .alias = entry.alias.text(), .what = std::move(what)});
  };
  const auto certificates = entry.certificates();
  const auto suggested = certificates.empty() ? Alias::suggested("key") : pieces::suggested_alias(certificates.front());
  if (!entry.alias.is_suggested() && entry.alias != suggested) lose(Loss::Weight::detail, "the alias is not kept");
  if (entry.created) lose(Loss::Weight::detail, "the creation time is not kept");
  if (!entry.attributes.empty()) lose(Loss::Weight::detail, "attributes are not kept");
  if (const auto* trusted = std::get_if<TrustedCertificateEntry>(&entry.value)) {
    const bool any = trusted->trusted_for.empty() && trusted->rejected_for.empty();
    if (any) lose(Loss::Weight::detail, "that it is trusted is not kept");
    else lose(Loss::Weight::content, "what it is trusted for is not kept");
  }
  return losses;
}

/// Something without a label has to say itself what it is.
Result<Encoded> encode_as(Shape shape, ByteView der, std::vector<Loss> losses) {
  if (pieces::shape_of(der) == shape) return Encoded{.bytes = to_bytes(der), .losses = std::move(losses)};
  return failure(Errc::cannot_represent, "der: this is not " + std::string(describe(shape)) + " that can be read");
}

Result<Encoded> encode_key(const Entry& entry, const PrivateKey& key, const EncodeOptions& options) {
  KS_TRY(const auto out, pkcs8::for_output(key, entry.alias, options));
  if (out.plain()) return Encoded{.bytes = to_bytes(out.pkcs8()), .losses = losses_of(entry), .holds_secrets = true};
  if (out.locked_bytes().form != LockedKey::Form::encrypted_pkcs8) {
    return failure(Error{.code = Errc::cannot_represent,
                         .message = "the key " + text::shown(entry.alias.text()) + " is encrypted in a way of PEM",
                         .alias = entry.alias.text(),
                         .hint = "--key-password opens it"});
  }
  return Encoded{.bytes = out.locked_bytes().bytes, .losses = losses_of(entry), .holds_secrets = true};
}

}  // namespace

bool looks_like(ByteView bytes) noexcept {
  return bytes.size() > 2 && bytes[0] == asn1::kSequence && (bytes[1] >= 0x80 || asn1::is_one_sequence(bytes));
}

Result<Store> decode(ByteView bytes, const DecodeOptions& options) { return decode_one(bytes, options); }

Result<Encoded> encode(const Store& store, const EncodeOptions& options) {
  const auto only = only_thing_in(store);
  if (!only) {
    return failure(Errc::cannot_represent, "der: one certificate or one key makes a file, here are " + contents(store),
                   std::string(kHint));
  }
  if (only->crl != nullptr) return encode_as(Shape::crl, only->crl->der, {});
  if (const auto* identity = std::get_if<PrivateKeyEntry>(&only->entry->value)) {
    return encode_key(*only->entry, identity->key, options).map_error([](Error error) {
      return within("der", std::move(error));
    });
  }
  return encode_as(Shape::certificate, only->entry->certificates().front().der(), losses_of(*only->entry));
}

const Format kFormat = {.name = "der",
                        .title = "DER",
                        .extensions = kExtensions,
                        .looks_like = looks_like,
                        .decode = decode,
                        .encode = encode,
                        .has_profiles = true};

}  // namespace ks::der
