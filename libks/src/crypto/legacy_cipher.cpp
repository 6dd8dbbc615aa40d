// Deprecated all of them, and still what old files are encrypted with.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "crypto/legacy_cipher.h"

#include <openssl/opensslconf.h>

#ifndef OPENSSL_NO_BF
#include <openssl/blowfish.h>
#endif
#ifndef OPENSSL_NO_CAST
#include <openssl/cast.h>
#endif
#ifndef OPENSSL_NO_DES
#include <openssl/des.h>
#endif
#ifndef OPENSSL_NO_IDEA
#include <openssl/idea.h>
#endif
#ifndef OPENSSL_NO_RC2
#include <openssl/rc2.h>
#endif
#ifndef OPENSSL_NO_RC4
#include <openssl/rc4.h>
#endif
#ifndef OPENSSL_NO_SEED
#include <openssl/seed.h>
#endif

#include "ks/base/secret.h"

namespace ks::crypto::legacy {
namespace {

/// A key schedule, wiped when it goes.
template <class Key>
class Schedule {
 public:
  Schedule() = default;
  ~Schedule() { wipe({reinterpret_cast<std::uint8_t*>(&key_), sizeof(key_)}); }
  Schedule(const Schedule&) = delete;
  Schedule& operator=(const Schedule&) = delete;

  Key* get() { return &key_; }

 private:
  Key key_{};
};

[[maybe_unused]] int length(ByteView key) { return static_cast<int>(key.size()); }

#ifndef OPENSSL_NO_RC2
class Rc2 final : public BlockCipher {
 public:
  Rc2(ByteView key, unsigned effective_bits) {
    RC2_set_key(key_.get(), length(key), key.data(), static_cast<int>(effective_bits));
  }
  void encrypt(const std::uint8_t* in, std::uint8_t* out) override {
    RC2_ecb_encrypt(in, out, key_.get(), RC2_ENCRYPT);
  }
  void decrypt(const std::uint8_t* in, std::uint8_t* out) override {
    RC2_ecb_encrypt(in, out, key_.get(), RC2_DECRYPT);
  }

 private:
  Schedule<RC2_KEY> key_;
};
#endif

#ifndef OPENSSL_NO_DES
/// One, two or three keys of 8 bytes; fewer than three are used again: K1, K2, K1 or K1 alone. Parity is not looked at.
class Des final : public BlockCipher {
 public:
  explicit Des(ByteView key) : single_(key.size() == sizeof(DES_cblock)) {
    set(first_, key.first(8));
    set(second_, key.subspan(single_ ? 0 : 8, 8));
    set(third_, key.size() == 24 ? key.subspan(16, 8) : key.first(8));
  }
  void encrypt(const std::uint8_t* in, std::uint8_t* out) override { run(in, out, DES_ENCRYPT); }
  void decrypt(const std::uint8_t* in, std::uint8_t* out) override { run(in, out, DES_DECRYPT); }

 private:
  static void set(Schedule<DES_key_schedule>& schedule, ByteView key) {
    DES_set_key_unchecked(reinterpret_cast<const_DES_cblock*>(const_cast<std::uint8_t*>(key.data())), schedule.get());
  }
  void run(const std::uint8_t* in, std::uint8_t* out, int direction) {
    auto* const from = reinterpret_cast<const_DES_cblock*>(const_cast<std::uint8_t*>(in));
    auto* const to = reinterpret_cast<DES_cblock*>(out);
    if (single_) DES_ecb_encrypt(from, to, first_.get(), direction);
    else DES_ecb3_encrypt(from, to, first_.get(), second_.get(), third_.get(), direction);
  }

  bool single_;
  Schedule<DES_key_schedule> first_, second_, third_;
};
#endif

#ifndef OPENSSL_NO_BF
class Blowfish final : public BlockCipher {
 public:
  explicit Blowfish(ByteView key) { BF_set_key(key_.get(), length(key), key.data()); }
  void encrypt(const std::uint8_t* in, std::uint8_t* out) override { BF_ecb_encrypt(in, out, key_.get(), BF_ENCRYPT); }
  void decrypt(const std::uint8_t* in, std::uint8_t* out) override { BF_ecb_encrypt(in, out, key_.get(), BF_DECRYPT); }

 private:
  Schedule<BF_KEY> key_;
};
#endif

#ifndef OPENSSL_NO_CAST
class Cast5 final : public BlockCipher {
 public:
  explicit Cast5(ByteView key) { CAST_set_key(key_.get(), length(key), key.data()); }
  void encrypt(const std::uint8_t* in, std::uint8_t* out) override {
    CAST_ecb_encrypt(in, out, key_.get(), CAST_ENCRYPT);
  }
  void decrypt(const std::uint8_t* in, std::uint8_t* out) override {
    CAST_ecb_encrypt(in, out, key_.get(), CAST_DECRYPT);
  }

 private:
  Schedule<CAST_KEY> key_;
};
#endif

#ifndef OPENSSL_NO_SEED
class Seed final : public BlockCipher {
 public:
  explicit Seed(ByteView key) { SEED_set_key(key.data(), key_.get()); }
  void encrypt(const std::uint8_t* in, std::uint8_t* out) override { SEED_encrypt(in, out, key_.get()); }
  void decrypt(const std::uint8_t* in, std::uint8_t* out) override { SEED_decrypt(in, out, key_.get()); }

 private:
  Schedule<SEED_KEY_SCHEDULE> key_;
};
#endif

#ifndef OPENSSL_NO_IDEA
class Idea final : public BlockCipher {
 public:
  explicit Idea(ByteView key) {
    IDEA_set_encrypt_key(key.data(), encrypting_.get());
    IDEA_set_decrypt_key(encrypting_.get(), decrypting_.get());
  }
  void encrypt(const std::uint8_t* in, std::uint8_t* out) override { IDEA_ecb_encrypt(in, out, encrypting_.get()); }
  void decrypt(const std::uint8_t* in, std::uint8_t* out) override { IDEA_ecb_encrypt(in, out, decrypting_.get()); }

 private:
  Schedule<IDEA_KEY_SCHEDULE> encrypting_, decrypting_;
};
#endif

}  // namespace

bool is_there(Algorithm algorithm) noexcept {
#ifdef OPENSSL_NO_RC2
  if (algorithm == Algorithm::rc2) return false;
#endif
#ifdef OPENSSL_NO_RC4
  if (algorithm == Algorithm::rc4) return false;
#endif
#ifdef OPENSSL_NO_BF
  if (algorithm == Algorithm::blowfish) return false;
#endif
#ifdef OPENSSL_NO_CAST
  if (algorithm == Algorithm::cast5) return false;
#endif
#ifdef OPENSSL_NO_SEED
  if (algorithm == Algorithm::seed) return false;
#endif
#ifdef OPENSSL_NO_IDEA
  if (algorithm == Algorithm::idea) return false;
#endif
#ifdef OPENSSL_NO_DES
  if (algorithm == Algorithm::des || algorithm == Algorithm::des_ede || algorithm == Algorithm::des_ede3) return false;
#endif
  return algorithm <= Algorithm::idea;
}

std::unique_ptr<BlockCipher> block_cipher(Algorithm algorithm, ByteView key, [[maybe_unused]] unsigned effective_bits) {
  switch (algorithm) {
#ifndef OPENSSL_NO_RC2
    case Algorithm::rc2: return std::make_unique<Rc2>(key, effective_bits);
#endif
#ifndef OPENSSL_NO_DES
    case Algorithm::des:
    case Algorithm::des_ede:
    case Algorithm::des_ede3: return std::make_unique<Des>(key);
#endif
#ifndef OPENSSL_NO_BF
    case Algorithm::blowfish: return std::make_unique<Blowfish>(key);
#endif
#ifndef OPENSSL_NO_CAST
    case Algorithm::cast5: return std::make_unique<Cast5>(key);
#endif
#ifndef OPENSSL_NO_SEED
    case Algorithm::seed: return std::make_unique<Seed>(key);
#endif
#ifndef OPENSSL_NO_IDEA
    case Algorithm::idea: return std::make_unique<Idea>(key);
#endif
    default: return nullptr;
  }
}

void rc4([[maybe_unused]] ByteView key, [[maybe_unused]] ByteView in, [[maybe_unused]] std::span<std::uint8_t> out) {
#ifndef OPENSSL_NO_RC4
  Schedule<RC4_KEY> schedule;
  RC4_set_key(schedule.get(), length(key), key.data());
  RC4(schedule.get(), in.size(), in.data(), out.data());
#endif
}

}  // namespace ks::crypto::legacy
