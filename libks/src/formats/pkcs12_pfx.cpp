#include "formats/pkcs12_pfx.h"

#include <utility>

#include "asn1/ber.h"
#include "asn1/der_reader.h"
#include "formats/pkcs12_oids.h"

namespace ks::pkcs12 {
namespace {

using asn1::Cursor;

void refuse_public_key_protection(Cursor& in, std::string_view type) {
  in.fail(Errc::unsupported_format,
          std::string(type) + " is protected by public keys and not by a password, which no common tool reads");
}

/// An object identifier for a message.
std::string dotted(ByteView oid) { return asn1::oid_text(oid).value_or("that is malformed"); }

/// Steps into a ContentInfo's content; the octets of its type are `type` afterwards.
Cursor into_content(Cursor& in, ByteView& type, std::string_view what) {
  auto info = in.sequence(what);
  type = info.take(asn1::kObjectIdentifier, "content type").content;
  auto content = info.inside(asn1::context_constructed(0), "content");
  info.finish(what);
  return content;
}

MacData read_mac(Cursor& in) {
  MacData mac;
  auto data = in.sequence("MacData");
  auto digest_info = data.sequence("DigestInfo");
  mac.algorithm = digest_info.take(asn1::kSequence, "MAC algorithm").whole;
  mac.expected = digest_info.octet_string("MAC");
  digest_info.finish("DigestInfo");
  mac.salt = data.octet_string("MAC salt");
  if (data.next_is(asn1::kInteger)) mac.iterations = data.unsigned_integer("MAC iterations");
  data.finish("MacData");
  return mac;
}

Result<void> read_shell(ByteView der, Pfx& pfx, const Limits& limits) {
  asn1::Document document(der, limits);
  auto root = document.root();
  auto in = root.sequence("PFX");
  const auto version = in.unsigned_integer("version");
  if (!in.failed() && version != 3) in.fail(Errc::unsupported_format, "version " + std::to_string(version));
  ByteView type;
  auto content = into_content(in, type, "authSafe");
  if (kSignedData.is(type)) refuse_public_key_protection(in, "authSafe");
  if (!in.failed() && !kData.is(type)) in.fail(Errc::unsupported_format, "authSafe of content type " + dotted(type));
  pfx.authenticated = content.octet_string("authSafe");
  content.finish("authSafe");
  if (!in.at_end()) pfx.mac = read_mac(in);
  in.finish("PFX");
  return document.status();
}

/// [0] IMPLICIT OCTET STRING: in one piece, or BER's segments, whose type its tag hides from ber_to_der.
void read_encrypted_octets(Cursor& in, Content& encrypted) {
  if (!in.next_is(asn1::context_constructed(0))) {
    encrypted.octets = in.take(asn1::context(0), "encrypted content").content;
    return;
  }
  auto segments = in.inside(asn1::context_constructed(0), "encrypted content");
  while (!segments.at_end()) append(encrypted.joined, segments.octet_string("segment of encrypted content"));
  encrypted.octets = encrypted.joined;
}

/// EncryptedData = SEQUENCE { version, SEQUENCE { type, AlgorithmIdentifier, [0] IMPLICIT OCTET STRING }, [1] …? }
Content read_encrypted(Cursor& content) {
  Content encrypted;
  auto data = content.sequence("EncryptedData");
  (void)data.unsigned_integer("version of EncryptedData");
  auto info = data.sequence("EncryptedContentInfo");
  const auto type = info.take(asn1::kObjectIdentifier, "type of encrypted content").content;
  if (!info.failed() && !kData.is(type)) {
    info.fail(Errc::unsupported_format, "encrypted content of type " + dotted(type));
  }
  encrypted.algorithm = info.take(asn1::kSequence, "encryption algorithm").whole;
  read_encrypted_octets(info, encrypted);
  info.finish("EncryptedContentInfo");
  data.skip_optional(asn1::context_constructed(1));  // unprotectedAttrs (RFC 5652, 8)
  data.finish("EncryptedData");
  return encrypted;
}

Content read_content(Cursor& in) {
  ByteView type;
  auto content = into_content(in, type, "ContentInfo");
  Content result;
  if (kData.is(type)) {
    result.octets = content.octet_string("Data");
  } else if (kEncryptedData.is(type)) {
    result = read_encrypted(content);
  } else if (kEnvelopedData.is(type)) {
    refuse_public_key_protection(in, "a safe");
  } else if (!in.failed()) {
    in.fail(Errc::unsupported_format, "a safe of content type " + dotted(type));
  }
  content.finish("ContentInfo");
  return result;
}

Result<void> read_contents(ByteView der, Pfx& pfx, const Limits& limits) {
  asn1::Document document(der, limits);
  auto root = document.root();
  auto in = root.sequence("AuthenticatedSafe");
  while (!in.at_end()) {
    if (pfx.contents.size() >= limits.entries) in.fail(Errc::limit, "more safes than the limit of entries");
    pfx.contents.push_back(read_content(in));
  }
  return document.status();
}

/// `bytes`, where they are DER, or else their DER, put into `room`.
Result<ByteView> der_of(ByteView bytes, Bytes& room, const Limits& limits) {
  if (asn1::is_der(bytes, limits)) return bytes;
  KS_TRY(room, asn1::ber_to_der(bytes, limits));
  return ByteView(room);
}

}  // namespace

Result<Pfx> read_pfx(ByteView file, const Limits& limits) {
  Pfx pfx;
  KS_TRY(const auto outer, der_of(file, pfx.outer_room, limits));
  KS_TRY(read_shell(outer, pfx, limits));
  KS_TRY(const auto safes, der_of(pfx.authenticated, pfx.safes_room, limits));
  KS_TRY(read_contents(safes, pfx, limits));
  return pfx;
}

}  // namespace ks::pkcs12
