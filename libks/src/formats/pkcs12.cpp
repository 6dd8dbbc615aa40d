#include "ks/formats/pkcs12.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "formats/pkcs12_bags.h"
#include "formats/pkcs12_encode.h"
#include "formats/pkcs12_entries.h"
#include "formats/pkcs12_keys.h"
#include "formats/pkcs12_opening.h"
#include "formats/pkcs12_pfx.h"

namespace ks::pkcs12 {
namespace {

constexpr std::string_view kExtensions[] = {".p12", ".pfx"};

/// What is offered to keys that have no password of their own: what opened the file, be it the empty one.
SharedSecret opened_with(const DecodeOptions& options, const MacCheck& check, const Safes& safes) {
  if (options.password) return options.password;
  const bool empty_was_right = check.form || safes.any_encrypted;
  return empty_was_right ? share(Secret()) : nullptr;
}

std::optional<Protection> protection_of(const std::vector<Bag>& bags, const Safes& safes) {
  if (safes.any_encrypted) return safes.protection;
  if (std::ranges::none_of(bags, &Bag::is_certificate)) return std::nullopt;
  return Protection{.scheme = Protection::Scheme::none};
}

Result<Store> decode_pfx(ByteView bytes, const DecodeOptions& options) {
  RoundBudget budget(options.limits);
  Warnings warnings;
  KS_TRY(const auto pfx, read_pfx(bytes, options.limits));
  KS_TRY(const auto check, check_mac(pfx, options, budget, warnings));
  KS_TRY(const auto safes, open_safes(pfx, options, check, budget, warnings));
  std::vector<ByteView> contents;
  for (const auto& safe : safes.contents) contents.push_back(safe.reveal());
  KS_TRY(const auto bags, read_bags(contents, options.limits, warnings));
  Keys keys(bags, options, opened_with(options, check, safes), budget, warnings);
  KS_TRY(keys.look());
  auto store = make_store(bags, keys, warnings);
  store.origin.format = kFormat.name;
  store.origin.integrity = check.integrity;
  store.origin.mac = check.mac;
  store.origin.certificates = protection_of(bags, safes);
  store.origin.warnings = warnings.take();
  return store;
}

Result<Store> decode(ByteView bytes, const DecodeOptions& options) {
  return decode_pfx(bytes, options).map_error([](Error error) { return within("pkcs12", std::move(error)); });
}

/// The content of a value that begins at `bytes`, as far as it is there; empty if its tag is another.
ByteView step_into(ByteView bytes, std::uint8_t tag) noexcept {
  if (bytes.size() < 2 || bytes[0] != tag) return {};
  const std::size_t octets = bytes[1] > 0x80 ? bytes[1] & 0x7fU : 0;
  return octets > 8 || bytes.size() < 2 + octets ? ByteView{} : bytes.subspan(2 + octets);
}

/// In DER or BER: SEQUENCE { INTEGER of one octet, SEQUENCE { OBJECT IDENTIFIER of PKCS#7, and so on. A private key
/// starts like that, too, but for the identifier.
bool looks_like(ByteView bytes) noexcept {
  static constexpr std::uint8_t kPkcs7[] = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07};
  const auto content = step_into(bytes, 0x30);
  if (content.size() < 3 || content[0] != 0x02 || content[1] != 1) return false;
  return starts_with(step_into(content.subspan(3), 0x30), kPkcs7);
}

}  // namespace

const Format kFormat = {
    .name = "pkcs12",
    .title = "PKCS#12",
    .extensions = kExtensions,
    .looks_like = looks_like,
    .decode = decode,
    .encode = encode,
    .has_password = true,
    .encrypts_keys = true,
    .has_profiles = true,
    .marks_trust = true,
    .keeps_aliases = true,
};

}  // namespace ks::pkcs12
