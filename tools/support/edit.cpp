#include "support/edit.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "ks/base/file.h"
#include "support/locked_keys.h"
#include "support/terminal.h"

namespace ks::tool {
namespace {

/// A store that is open to be changed; nobody else changes it as long as this lives.
struct InPlace {
  file::Lock lock;
  Store store;
  SharedSecret password;  ///< Null if it has none.
  const Format* format;
};

/// What opened the store, or the empty password if that is what its MAC was made with.
SharedSecret password_of(const Opened& opened) {
  if (opened.password || !opened.store.origin.mac) return opened.password;
  return opened.store.origin.mac->scheme == Mac::Scheme::none ? nullptr : share(Secret());
}

Result<InPlace> open_in_place(const std::string& path, const Opener& opener, Keys keys) {
  if (path == "-") return failure(Errc::usage, "standard input cannot be changed in place");
  if (path.empty()) return failure(Errc::usage, "the name of the store is empty");
  KS_TRY(auto lock, file::Lock::take(path));
  KS_TRY(auto opened, opener.open_to_change(path, keys));
  KS_TRY(const auto* format, format_named(opened.store.origin.format));
  auto password = password_of(opened);
  return InPlace{std::move(lock), std::move(opened.store), std::move(password), format};
}

constexpr const char* kKeyPasswordHint = "--key-password [ALIAS=]SOURCE opens a key that has a password of its own";

/// Errors: cannot_represent if the file has what would be gone once it is written again.
Result<void> refuse_to_lose(const Store& store, const OutputOptions& output) {
  const auto& left_out = store.origin.left_out;
  if (left_out.empty() || output.allow_loss) return {};
  return failure(
      Errc::cannot_represent,
      "what is no part of a store would be lost: " + left_out.front() + (left_out.size() == 1 ? "" : ", and more"),
      "--allow-loss writes the file without it");
}

bool is_none(const std::optional<Protection>& protection) {
  return protection && protection->scheme == Protection::Scheme::none;
}

const PrivateKey* private_key(const Entry& entry) {
  const auto* identity = std::get_if<PrivateKeyEntry>(&entry.value);
  return identity == nullptr ? nullptr : &identity->key;
}

struct ByBytes {
  bool operator()(ByteView a, ByteView b) const { return std::ranges::lexicographical_compare(a, b); }
};
using PlainKeys = std::set<ByteView, ByBytes>;

template <class Entries>
PlainKeys plain_keys(const Entries& entries) {
  PlainKeys keys;
  for (const Entry& entry : entries) {
    if (const auto key = plain_key(entry)) keys.insert(*key);
  }
  return keys;
}

/// Aliases of the plain keys of a changed store, by what becomes of them.
struct KeysToWrite {
  std::vector<std::string> plain;
  std::vector<std::string> to_encrypt;
};

/// A key that comes new is encrypted if it was, or if those here are; one plain key among those says nothing. A key that
/// was here plain stays so.
KeysToWrite keys_to_write(const Store& changed, const std::vector<Entry>& unlocked, const InPlace& place) {
  const bool like_ours =
      has_encrypted_key(place.store) || (place.format->has_password && !is_none(place.store.origin.keys));
  const auto ours = plain_keys(place.store);
  const auto were_encrypted = plain_keys(unlocked);
  KeysToWrite keys;
  for (const auto& entry : changed) {
    const auto key = plain_key(entry);
    if (!key) continue;
    const bool encrypts = !ours.contains(*key) && (like_ours || were_encrypted.contains(*key));
    (encrypts ? keys.to_encrypt : keys.plain).push_back(entry.alias.text());
  }
  return keys;
}

/// The file's own algorithms, but "none" for keys that are to be encrypted.
void keep_protection(EncodeOptions& encoding, const Store& store, const KeysToWrite& keys) {
  const auto& origin = store.origin;
  encoding.locks = OldLocks::kept;
  if (!is_none(origin.keys) || keys.to_encrypt.empty()) encoding.keys = origin.keys;
  encoding.certificates = origin.certificates;
  encoding.mac = origin.mac;
}

/// The password of a file whose format has none for the whole store, as PEM.
Result<SharedSecret> password_of_new_keys(const std::string& path, const std::string& alias, const InPlace& place) {
  Error why{.code = Errc::wrong_password, .message = {}, .alias = alias};
  if (has_encrypted_key(place.store)) {
    why.message = "the keys here are encrypted, and the new one has to be, too";
    return password_of_keys(path, place.store, place.password, why);
  }
  if (place.password) return place.password;
  if (terminal::can_ask()) return ask_for_new(path);
  why.message = "the key was encrypted where it comes from, and would be plain here";
  why.hint = "--password encrypts it; to have it plain, ks convert makes it so first";
  return failure(std::move(why));
}

/// The password of a store whose format has one. One that never had a password gets it with its first encrypted key.
Result<SharedSecret> password_of_store(const std::string& path, const EncodeOptions& encoding, const Store& changed,
                                       const InPlace& place) {
  if (place.password || is_none(encoding.keys) || !needs_password(*place.format, changed)) return place.password;
  if (terminal::can_ask()) return ask_for_new(path);
  return failure(Errc::wrong_password, std::string(place.format->title) + " needs a password for keys",
                 std::string(kPasswordHint));
}

/// How to write `changed` so that the file is protected as it was.
Result<EncodeOptions> as_before(const std::string& path, const Store& changed, const std::vector<Entry>& unlocked,
                                const InPlace& place) {
  EncodeOptions encoding;
  KS_TRY(encoding.now, current_time());
  const auto keys = keys_to_write(changed, unlocked, place);
  keep_protection(encoding, place.store, keys);
  SharedSecret password;
  if (place.format->has_password) {
    KS_TRY(password, password_of_store(path, encoding, changed, place));
    encoding.password = password;
  } else if (!keys.to_encrypt.empty()) {
    KS_TRY(password, password_of_new_keys(path, keys.to_encrypt.front(), place));
  }
  for (const auto& alias : keys.plain) encoding.key_passwords[alias] = nullptr;
  for (const auto& alias : keys.to_encrypt) encoding.key_passwords[alias] = password;
  return encoding;
}

std::vector<Alias> aliases_of(const Store& store) {
  std::vector<Alias> aliases;
  for (const auto& entry : store) aliases.push_back(entry.alias);
  return aliases;
}

Error of_file(const std::string& path, Error error) {
  if (error.file.empty()) error.file = path;
  return error;
}

/// What else to do where a format has no form for a store without entries.
Error after_the_last(const Store& changed, Error error) {
  if (changed.empty() && error.code == Errc::cannot_represent) error.hint = "nothing would be left: remove the file";
  return error;
}

Result<void> refuse_nothing_to_protect(const InPlace& place) {
  const bool has_key =
      std::ranges::any_of(place.store, [](const Entry& entry) { return private_key(entry) != nullptr; });
  if (has_key || place.format->has_password) return {};
  return failure(Errc::usage, "there is no private key here, and nothing else in " + std::string(place.format->title) +
                                  " takes a password");
}

/// Every key, open: what stays locked would keep its old password.
Result<Store> all_unlocked(const Store& store) {
  const auto hinted = [](Error error) {
    if (error.code == Errc::wrong_key_password && error.hint.empty()) error.hint = kKeyPasswordHint;
    return error;
  };
  KS_TRY(auto unlocked, unlock_keys(store).map_error(hinted));
  for (const auto& entry : unlocked) {
    const auto* key = private_key(entry);
    const auto* secret = std::get_if<SecretKeyEntry>(&entry.value);
    if ((key == nullptr || key->plain()) && (secret == nullptr || secret->key.plain())) continue;
    return failure(Error{.code = Errc::wrong_key_password,
                         .message = "the key " + shown(entry.alias.text()) + " is locked and would keep its password",
                         .alias = entry.alias.text(),
                         .hint = "--password opens it, or --key-password [ALIAS=]SOURCE if it has its own"});
  }
  return unlocked;
}

/// Algorithms that protect nothing make room for the default.
void keep_algorithms(EncodeOptions& encoding, const Origin& origin) {
  if (!encoding.keys && !is_none(origin.keys)) encoding.keys = origin.keys;
  if (!encoding.certificates && !is_none(origin.certificates)) encoding.certificates = origin.certificates;
  if (!encoding.mac && origin.mac && origin.mac->scheme != Mac::Scheme::none) encoding.mac = origin.mac;
}

Result<void> refuse_without_password(const EncodeOptions& encoding, const Store& store, const Format& format) {
  const auto lacks_one = [&encoding](const Entry& entry) {
    return private_key(entry) != nullptr && !encoding.password_for(entry.alias.text());
  };
  if (encoding.password || (!format.has_password && std::ranges::none_of(store, lacks_one))) return {};
  return failure(Errc::usage, "there is no password to protect it with", kNewPasswordHint);
}

}  // namespace

Result<std::vector<Alias>> edit(const std::string& path, const Opener& opener, OutputOptions output,
                                const std::function<Result<Store>(Store)>& change, Console& console,
                                const std::vector<Entry>& unlocked) {
  KS_TRY(const auto place, open_in_place(path, opener, Keys::stay_locked));
  KS_TRY(const auto changed, change(place.store));
  if (changed == place.store) return aliases_of(changed);
  output.out = path;
  const auto here = [&](Error error) { return of_file(path, after_the_last(changed, std::move(error))); };
  KS_TRY(refuse_to_lose(place.store, output).map_error([&](Error error) { return of_file(path, std::move(error)); }));
  KS_TRY(const auto encoding, as_before(path, changed, unlocked, place).map_error(here));
  return save(changed, *place.format, encoding, output, console).map_error(here);
}

Result<void> protect_anew(const std::string& path, const Opener& opener, OutputOptions output, PasswordSources& sources,
                          Console& console) {
  KS_TRY(const auto place, open_in_place(path, opener, Keys::are_needed));
  KS_TRY(opener.refuse_unknown_aliases(place.store));
  const auto here = [&](Error error) { return of_file(path, std::move(error)); };
  KS_TRY(refuse_nothing_to_protect(place).map_error(here));
  KS_TRY(refuse_to_lose(place.store, output).map_error(here));
  KS_TRY(const auto unlocked, all_unlocked(place.store).map_error(here));
  output.out = path;
  KS_TRY(auto encoding, encode_options(output, *place.format, unlocked, place.password, sources));
  if (!encoding.password) encoding.password = place.password;
  KS_TRY(refuse_without_password(encoding, unlocked, *place.format).map_error(here));
  keep_algorithms(encoding, place.store.origin);
  KS_TRY(save(unlocked, *place.format, encoding, output, console));
  return {};
}

}  // namespace ks::tool
