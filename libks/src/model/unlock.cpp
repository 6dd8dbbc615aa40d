#include "model/unlock.h"

#include <string_view>
#include <utility>

#include "asn1/ber.h"
#include "asn1/der_reader.h"
#include "asn1/der_writer.h"
#include "crypto/cipher.h"
#include "crypto/kdf.h"
#include "crypto/public_key.h"
#include "ks/base/text.h"
#include "model/pbe.h"
#include "model/private_key_info.h"

namespace ks::model {
namespace {

tl::unexpected<Error> wrong_key_password() {
  return failure(Errc::wrong_key_password, "the password of the key is wrong, or its bytes were changed");
}

/// The store's errors speak of the store's password.
Error as_key_error(Error error) {
  return error.code == Errc::wrong_password ? wrong_key_password().value() : std::move(error);
}

/// `plaintext` in DER: old tools encrypted BER.
std::optional<Secret> as_private_key_info(ByteView plaintext, const Limits& limits) {
  if (is_private_key_info(plaintext)) return Secret(plaintext);
  if (plaintext.empty() || plaintext[0] != asn1::kSequence) return std::nullopt;
  auto der = asn1::ber_to_der(plaintext, limits);
  if (!der) return std::nullopt;
  Secret secret{ByteView(*der)};
  wipe(*der);
  return is_private_key_info(secret.reveal()) ? std::optional(std::move(secret)) : std::nullopt;
}

/// EncryptedPrivateKeyInfo ::= SEQUENCE { encryptionAlgorithm, encryptedData OCTET STRING } (RFC 5958, 3)
Result<Secret> unlock_pkcs8(ByteView der, const Secret& password, const Limits& limits) {
  asn1::Document document(der, limits);
  auto root = document.root();
  auto in = root.sequence("EncryptedPrivateKeyInfo");
  root.finish("EncryptedPrivateKeyInfo");
  const auto algorithm = in.take(asn1::kSequence, "encryption algorithm").whole;
  const auto ciphertext = in.octet_string("encrypted key");
  in.finish("EncryptedPrivateKeyInfo");
  KS_TRY(document.status());
  KS_TRY(const auto scheme, pbe::read_scheme(algorithm, limits));
  RoundBudget budget(limits);  // a key costs its own when it is asked for
  std::optional<Secret> key;
  const auto looks_right = [&](ByteView plaintext) {
    return (key = as_private_key_info(plaintext, limits)).has_value();
  };
  KS_TRY(pbe::decrypt(scheme, ciphertext, password, budget, looks_right));
  return *std::move(key);
}

/// "AES-256-CBC,0123…": the cipher, and its IV, whose first eight bytes are the salt (RFC 1421, 4.6.1.3; OpenSSL's
/// PEM_do_header).
struct DekInfo {
  crypto::Cipher cipher;
  Bytes iv;
};

Result<DekInfo> read_dek_info(std::string_view header) {
  const auto comma = header.find(',');
  std::string name(header.substr(0, comma));
  for (auto& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  while (!name.empty() && name.back() == ' ') name.pop_back();
  KS_TRY(const auto cipher, crypto::Cipher::named(name));
  Bytes iv;
  if (comma != std::string_view::npos) {
    KS_TRY(iv, text::from_hex(header.substr(comma + 1)));
  }
  if (cipher.iv_size() != 0 && iv.size() != cipher.iv_size()) {
    return failure(Errc::damaged, "DEK-Info: an IV of " + std::to_string(iv.size()) + " bytes for " + name);
  }
  return DekInfo{.cipher = cipher, .iv = std::move(iv)};
}

Result<Secret> decrypt_dek_info(const DekInfo& info, ByteView ciphertext, ByteView password) {
  constexpr std::size_t salt_size = 8;
  const ByteView iv = info.iv;
  const auto salt = iv.first(std::min(iv.size(), salt_size));
  const auto key = crypto::dek_info_key(password, salt, info.cipher.key_size());
  return info.cipher.decrypt(key.reveal(), iv.first(info.cipher.iv_size()), ciphertext);
}

/// The only check this encryption has is that a key comes out.
Result<Secret> unlock_dek_info(const LockedKey& locked, const Secret& password) {
  KS_TRY(const auto info, read_dek_info(locked.dek_info));
  for (const auto& form : pbe::password_forms(pbe::PasswordUse::pkcs5, password)) {
    auto plaintext = decrypt_dek_info(info, locked.bytes, form.bytes.reveal());
    if (!plaintext || !asn1::is_one_sequence(plaintext->reveal())) continue;
    if (is_private_key_info(plaintext->reveal())) return plaintext;
    auto pkcs8 = crypto::traditional_to_pkcs8(plaintext->reveal(), locked.label);
    if (pkcs8 || pkcs8.error().code == Errc::unsupported_algorithm) return pkcs8;
  }
  return wrong_key_password();
}

}  // namespace

Result<Secret> unlock(const LockedKey& locked, const Secret& password, const Limits& limits) {
  auto key = locked.form == LockedKey::Form::dek_info ? unlock_dek_info(locked, password)
                                                      : unlock_pkcs8(locked.bytes, password, limits);
  return std::move(key).map_error(as_key_error);
}

Result<LockedKey> lock(ByteView key_info, const Secret& password, const Protection& protection) {
  KS_TRY(const auto encrypted, pbe::encrypt(key_info, password, protection));
  return LockedKey{.form = LockedKey::Form::encrypted_pkcs8,
                   .bytes = asn1::sequence({encrypted.algorithm, asn1::octet_string(encrypted.ciphertext)})};
}

}  // namespace ks::model
