#include "model/pbe.h"

#include <algorithm>
#include <utility>

#include "crypto/random.h"

namespace ks::pbe {
namespace {

using Kind = Scheme::Kind;

constexpr std::size_t kSha1Size = 20;
constexpr std::size_t kJksSaltSize = 20;

struct KeyAndIv {
  Secret key;
  Secret iv;
};

KeyAndIv split(const Secret& derived, std::size_t key_size) {
  const auto bytes = derived.reveal();
  return {.key = Secret(bytes.first(key_size)), .iv = Secret(bytes.subspan(key_size))};
}

/// K1 K2 becomes K1 K2 K1.
Secret with_third_key(const Secret& two_keys) {
  constexpr std::size_t des_key = 8;
  Secret three(two_keys.size() + des_key);
  std::ranges::copy(two_keys.reveal(), three.reveal_mutable().begin());
  std::ranges::copy(two_keys.reveal().first(des_key), three.reveal_mutable().last(des_key).begin());
  return three;
}

KeyAndIv derive_pkcs12(const Scheme& scheme, ByteView password) {
  using Purpose = crypto::Pkcs12Purpose;
  const auto derive = [&](Purpose purpose, std::size_t size) {
    return crypto::pkcs12_kdf(*scheme.digest, purpose, password, scheme.salt, scheme.iterations, size);
  };
  const auto key_size = scheme.cipher->key_size();
  auto key = derive(Purpose::key, scheme.two_key_des ? key_size / 3 * 2 : key_size);
  if (scheme.two_key_des) key = with_third_key(key);
  const auto iv_size = scheme.cipher->iv_size();
  return {.key = std::move(key), .iv = iv_size == 0 ? Secret() : derive(Purpose::iv, iv_size)};
}

/// Which of the two ways Java has had to treat a JCEKS salt of two equal halves.
enum class SaltInversion : std::uint8_t { current, old };

/// What one trial varies.
struct Trial {
  ByteView password;
  SaltInversion inversion = SaltInversion::current;
};

Result<KeyAndIv> derive(const Scheme& scheme, const Trial& trial) {
  const auto key_size = scheme.cipher->key_size();
  switch (scheme.kind) {
    case Kind::pkcs5_v1: {
      const auto size = key_size + scheme.cipher->iv_size();
      return split(crypto::pbkdf1(*scheme.digest, trial.password, scheme.salt, scheme.iterations, size), key_size);
    }
    case Kind::pkcs12: return derive_pkcs12(scheme, trial.password);
    case Kind::jceks:
      return split(
          crypto::jceks_kdf(trial.password, scheme.salt, scheme.iterations, trial.inversion == SaltInversion::old),
          key_size);
    case Kind::pbkdf2:
      return KeyAndIv{.key = crypto::pbkdf2(*scheme.digest, trial.password, scheme.salt, scheme.iterations, key_size),
                      .iv = Secret(ByteView(scheme.iv))};
    case Kind::scrypt: {
      KS_TRY(auto key, crypto::scrypt(trial.password, scheme.salt, scheme.cost, key_size));
      return KeyAndIv{.key = std::move(key), .iv = Secret(ByteView(scheme.iv))};
    }
    case Kind::jks: break;
  }
  return failure(Errc::unsupported_algorithm, "a scheme without a derived key");
}

tl::unexpected<Error> wrong_password() {
  return failure(Errc::wrong_password, "the password is wrong, or bytes were changed");
}

/// salt[20] ‖ plaintext XOR key stream ‖ SHA-1(password ‖ plaintext).
/// Source: sun.security.provider.KeyProtector.recover.
Result<Secret> decrypt_jks(ByteView ciphertext, ByteView password) {
  const auto salt = ciphertext.first(kJksSaltSize);
  const auto hidden = ciphertext.subspan(kJksSaltSize, ciphertext.size() - kJksSaltSize - kSha1Size);
  auto plaintext = crypto::jks_key_stream(password, salt, hidden);
  const auto digest = crypto::Digest::sha1().of({password, plaintext.reveal()});
  if (!equal_in_constant_time(digest, ciphertext.last(kSha1Size))) return wrong_password();
  return plaintext;
}

Result<Secret> decrypt_once(const Scheme& scheme, ByteView ciphertext, const Trial& trial) {
  if (scheme.kind == Kind::jks) return decrypt_jks(ciphertext, trial.password);
  KS_TRY(const auto secrets, derive(scheme, trial));
  return scheme.cipher->decrypt(secrets.key.reveal(), secrets.iv.reveal(), ciphertext);
}

Result<void> check_size(const Scheme& scheme, ByteView ciphertext) {
  const bool fits = scheme.kind == Kind::jks
                        ? ciphertext.size() >= kJksSaltSize + kSha1Size
                        : !ciphertext.empty() && ciphertext.size() % scheme.cipher->block_size() == 0;
  if (fits) return {};
  return failure(Errc::damaged,
                 std::to_string(ciphertext.size()) + " bytes cannot be encrypted with " + describe(scheme));
}

bool has_two_inversions(const Scheme& scheme) {
  const ByteView salt = scheme.salt;
  return scheme.kind == Kind::jceks && equal(salt.first(salt.size() / 2), salt.last(salt.size() / 2));
}

std::vector<Trial> trials(const Scheme& scheme, const PasswordBytes& form) {
  std::vector<Trial> all{{.password = form.bytes.reveal()}};
  if (has_two_inversions(scheme)) all.push_back({.password = form.bytes.reveal(), .inversion = SaltInversion::old});
  return all;
}

Result<void> spend(const Scheme& scheme, RoundBudget& budget) {
  return scheme.kind == Kind::jks ? Result<void>{} : budget.spend(scheme.iterations);
}

/// The form that the standards ask for; an empty password has two of them in PKCS#12.
bool is_usual(const Scheme& scheme, PasswordForm form) noexcept {
  switch (password_use(scheme)) {
    case PasswordUse::pkcs12: return form == PasswordForm::bmp_terminated || form == PasswordForm::none;
    case PasswordUse::jks: return form == PasswordForm::bmp;
    case PasswordUse::pkcs5:
    case PasswordUse::jceks: break;
  }
  return form == PasswordForm::as_given;
}

Result<PasswordBytes> standard_form(PasswordUse use, const Secret& password) {
  auto forms = password_forms(use, password);
  if (forms.front().form == PasswordForm::bytes_widened) return failure(Errc::usage, "the password is not UTF-8");
  return std::move(forms.front());
}

Bytes encrypt_jks(ByteView plaintext, ByteView password) {
  auto out = crypto::random_bytes(kJksSaltSize);
  const auto hidden = crypto::jks_key_stream(password, out, plaintext);
  append(out, hidden.reveal());
  append(out, crypto::Digest::sha1().of({password, plaintext}));
  return out;
}

}  // namespace

Result<Decrypted> decrypt(const Scheme& scheme, ByteView ciphertext, const Secret& password, RoundBudget& budget,
                          const LooksRight& looks_right, std::optional<PasswordForm> first) {
  KS_TRY(check_size(scheme, ciphertext));
  auto forms = password_forms(password_use(scheme), password);
  if (first) try_first(forms, *first);
  bool first_trial = true;
  for (const auto& form : forms) {
    for (const auto& trial : trials(scheme, form)) {
      const auto spent = spend(scheme, budget);
      if (!spent && !first_trial) return wrong_password();
      KS_TRY(spent);
      first_trial = false;
      auto plaintext = decrypt_once(scheme, ciphertext, trial);
      if (!plaintext && plaintext.error().code != Errc::wrong_password) return failure(plaintext.error());
      if (plaintext && looks_right(plaintext->reveal())) {
        return Decrypted{.plaintext = *std::move(plaintext), .form = form.form, .usual = is_usual(scheme, form.form)};
      }
    }
  }
  return wrong_password();
}

Result<Encrypted> encrypt(ByteView plaintext, const Secret& password, const Protection& protection) {
  KS_TRY(auto algorithm, new_algorithm(protection));
  KS_TRY(const auto scheme, read_scheme(algorithm, Limits{}));
  KS_TRY(const auto form, standard_form(password_use(scheme), password));
  if (scheme.kind == Kind::jks) {
    return Encrypted{.algorithm = std::move(algorithm), .ciphertext = encrypt_jks(plaintext, form.bytes.reveal())};
  }
  KS_TRY(const auto secrets, derive(scheme, Trial{.password = form.bytes.reveal()}));
  KS_TRY(auto ciphertext, scheme.cipher->encrypt(secrets.key.reveal(), secrets.iv.reveal(), plaintext));
  return Encrypted{.algorithm = std::move(algorithm), .ciphertext = std::move(ciphertext)};
}

}  // namespace ks::pbe
