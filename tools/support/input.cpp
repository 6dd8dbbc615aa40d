#include "support/input.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <utility>

#include <CLI/CLI.hpp>

#include "support/arguments.h"
#include "support/locked_keys.h"
#include "support/own_passwords.h"
#include "support/terminal.h"

namespace ks::tool {
namespace {

constexpr int kTries = 3;

Error of_file(const std::string& file, Error error) {
  error.file = file;
  return error;
}

Result<void> apply_limit(Limits& limits, const std::string& text) {
  const auto equals = text.find('=');
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  if (equals != std::string::npos) {
    const auto parsed = std::from_chars(text.data() + equals + 1, end, value);
    if (parsed.ec == std::errc{} && parsed.ptr == end) {
      return set_limit(limits, text.substr(0, equals), value).map_error([](Error error) {
        error.code = Errc::usage;
        return error;
      });
    }
  }
  return failure(Errc::usage, "--limit takes NAME=N, not " + text);
}

/// Asks until `open` is content, three times at most; only a wrong password is asked for again.
template <class Open>
auto ask_until(const std::string& prompt, const Open& open) -> decltype(open(SharedSecret{})) {
  for (int tried = 1;; ++tried) {
    KS_TRY(auto typed, terminal::ask_secret(prompt));
    auto opened = open(share(std::move(typed)));
    const bool wrong =
        !opened && (opened.error().code == Errc::wrong_password || opened.error().code == Errc::wrong_key_password);
    if (!wrong || tried == kTries) return opened;
  }
}

/// With a password of `file` from the terminal; `why` says why it has to be, where there is none.
template <class Open>
auto asked_for(const std::string& file, Error why, const Open& open) -> decltype(open(SharedSecret{})) {
  if (terminal::can_ask()) return ask_until("Password of " + shown(file) + ": ", open);
  why.hint = kPasswordHint;
  return failure(std::move(why));
}

tl::unexpected<Error> opens_nothing() {
  return failure(Errc::wrong_password, "the password opens no key here, and nothing else tells whether it is right",
                 "a new key gets the password of those that are there: --password has to be that of one");
}

/// The plain key, asking for its own password where the one at hand is not it.
template <class Key>
Result<Key> unlock_asking(const Key& key, const std::string& prompt) {
  if (!key.locked()) {
    auto unlocked = key.unlock();
    if (unlocked || unlocked.error().code != Errc::wrong_key_password) return unlocked;
  }
  if (!terminal::can_ask()) return key;  // it may still travel locked; who needs it open will say so
  return ask_until(prompt, [&key](const SharedSecret& password) { return key.unlock(*password); });
}

bool has_own_password(const Store& store) {
  const auto format = format_named(store.origin.format);
  return format && (*format)->has_password;
}

/// Whether there is a password that only the store's owner knows: the one of its MAC or digest, or of the keys of a
/// format that has one for the whole store.
bool needs_its_password(const Store& store) {
  if (store.origin.integrity == Integrity::unchecked) return true;
  return has_own_password(store) && has_encrypted_key(store) && store.origin.integrity == Integrity::absent;
}

bool is_renamed(const Fate& fate) { return fate.what == Fate::What::renamed; }

/// A password for a file that no argument names is a slip that would show as a wrong password, or not at all.
void refuse_unknown_files(const CLI::App& app, const InputOptions& options) {
  std::vector<std::string> files;
  const auto names_files = [](const CLI::Option* o) { return o->get_positional() || o->get_type_name() == "FILE"; };
  for (const auto* argument : app.get_options(names_files)) {
    for (const auto& file : argument->results()) files.push_back(file);
  }
  for (const auto& text : options.passwords) {
    const auto argument = parse_password_argument(text);
    if (!argument || argument->of.empty() || std::ranges::find(files, argument->of) != files.end()) continue;
    throw CLI::ValidationError("--password",
                               "it is for the file \"" + argument->of + "\", and the files are: " + quoted(files));
  }
}

}  // namespace

void add_input_options(CLI::App& app, InputOptions& options) {
  app.parse_complete_callback([&app, &options] { refuse_unknown_files(app, options); });
  app.add_option("--password", options.passwords, "password of the inputs, or of one: [FILE=]SOURCE")
      ->type_name("SOURCE")
      ->allow_extra_args(false);
  app.add_option("--key-password", options.key_passwords, "password of keys that have their own: [ALIAS=]SOURCE")
      ->type_name("SOURCE")
      ->allow_extra_args(false);
  app.add_option("--limit", options.limits, "raise a limit against hostile files: NAME=N")
      ->type_name("NAME=N")
      ->allow_extra_args(false);
}

Result<Opener> Opener::from(const InputOptions& options, PasswordSources& sources) {
  Opener opener;
  for (const auto& text : options.limits) KS_TRY(apply_limit(opener.common_.limits, text));
  for (const auto& text : options.passwords) {
    KS_TRY(const auto argument, parse_password_argument(text));
    KS_TRY(auto password, sources.read(argument.source));
    opener.passwords_.push_back({.of = argument.of, .password = std::move(password)});
  }
  for (const auto& text : options.key_passwords) {
    KS_TRY(const auto argument, parse_password_argument(text));
    KS_TRY(auto password, sources.read(argument.source));
    if (argument.of.empty()) opener.common_.key_password = std::move(password);
    else opener.common_.key_passwords[argument.of] = std::move(password);
  }
  return opener;
}

DecodeOptions Opener::options_for(const std::string& file) const {
  auto options = common_;
  for (const auto& named : passwords_) {
    if (named.of == file) {
      options.password = named.password;
      break;
    }
    if (named.of.empty()) options.password = named.password;
  }
  return options;
}

Result<Opened> Opener::decode_with(const SharedSecret& password, const std::string& file, ByteView bytes) const {
  auto options = options_for(file);
  options.password = password;
  KS_TRY(auto store, decode(bytes, options));
  return Opened{.store = std::move(store), .password = password, .unlocked = {}};
}

Result<Opened> Opener::decode_asking(const std::string& file, ByteView bytes) const {
  const auto given = options_for(file).password;
  auto opened = decode_with(given, file, bytes);
  if (opened || opened.error().code != Errc::wrong_password || given) return opened;
  const auto with = [&](const SharedSecret& password) { return decode_with(password, file, bytes); };
  return asked_for(file, std::move(opened).error(), with);
}

/// Whether the certificates open with the password, and not only with one that was given for keys.
bool Opener::opens_certificates(const Opened& opened, const std::string& file, ByteView bytes) const {
  auto options = options_for(file);
  options.password = opened.password;
  options.key_password = nullptr;
  return decode(bytes, options).has_value();
}

/// What is encrypted under a mistyped password is lost. Where no MAC and no digest has checked it, what it opens does.
Result<void> Opener::refuse_unchecked(const Opened& opened, const std::string& file, ByteView bytes) const {
  const auto& origin = opened.store.origin;
  if (!opened.password || !has_own_password(opened.store) || origin.integrity == Integrity::verified) return {};
  const bool locks_certificates = origin.certificates && origin.certificates->scheme != Protection::Scheme::none;
  if (!locks_certificates && !has_encrypted_key(opened.store)) return {};
  if (locks_certificates && opens_certificates(opened, file, bytes)) return {};
  if (opens_a_key(opened.store, *opened.password)) return {};
  return opens_nothing();
}

Result<void> Opener::unlock_asking(const std::string& file, Opened& opened) const {
  const Store before = opened.store;
  for (auto entry : before) {
    const auto prompt = "Password of the key " + shown(entry.alias.text()) + " in " + shown(file) + ": ";
    const auto named = [&entry](Error error) {
      error.alias = entry.alias.text();
      return error;
    };
    if (auto* identity = std::get_if<PrivateKeyEntry>(&entry.value)) {
      KS_TRY(identity->key, tool::unlock_asking(identity->key, prompt).map_error(named));
    } else if (auto* secret = std::get_if<SecretKeyEntry>(&entry.value)) {
      KS_TRY(secret->key, tool::unlock_asking(secret->key, prompt).map_error(named));
    } else {
      continue;
    }
    if (plain_key(entry) && !plain_key(*before.find(entry.alias))) opened.unlocked.push_back(entry);
    opened.store.replace(std::move(entry));
  }
  return {};
}

Result<Opened> Opener::open(const std::string& file, Keys keys) const {
  const auto here = [&file](Error error) { return of_file(file, std::move(error)); };
  KS_TRY(const auto bytes, file::read(file, common_.limits).map_error(here));
  KS_TRY(auto opened, decode_asking(file, bytes).map_error(here));
  if (keys == Keys::are_needed) KS_TRY(unlock_asking(file, opened).map_error(here));
  return opened;
}

Result<Opened> Opener::open_to_change(const std::string& file, Keys keys) const {
  const auto here = [&file](Error error) { return of_file(file, std::move(error)); };
  KS_TRY(const auto bytes, file::read(file, common_.limits).map_error(here));
  KS_TRY(auto opened, decode_asking(file, bytes).map_error(here));
  const auto with = [&](const SharedSecret& password) -> Result<Opened> {
    KS_TRY(auto with_password, decode_with(password, file, bytes));
    KS_TRY(refuse_unchecked(with_password, file, bytes));
    return with_password;
  };
  if (!opened.password && needs_its_password(opened.store)) {
    const Error why{.code = Errc::wrong_password, .message = "cannot be changed without its password"};
    KS_TRY(opened, asked_for(file, why, with).map_error(here));
  } else {
    KS_TRY(refuse_unchecked(opened, file, bytes).map_error(here));
  }
  if (keys == Keys::are_needed) KS_TRY(unlock_asking(file, opened).map_error(here));
  return opened;
}

Result<SharedSecret> password_of_keys(const std::string& file, const Store& store, const SharedSecret& given,
                                      Error why) {
  const auto checked = [&store](const SharedSecret& password) -> Result<SharedSecret> {
    if (!opens_a_key(store, *password)) return opens_nothing();
    return password;
  };
  return given ? checked(given) : asked_for(file, std::move(why), checked);
}

Result<void> Opener::refuse_unknown_aliases(const std::vector<Alias>& keys) const {
  return tool::refuse_unknown_aliases("--key-password", common_.key_passwords, keys);
}

Result<void> Opener::refuse_unknown_aliases(const Store& store) const {
  std::vector<Alias> keys;
  append_key_aliases(keys, store);
  return refuse_unknown_aliases(keys);
}

Result<Pile> open_all(const std::vector<std::string>& files, const Opener& opener, const MergeOptions& merging,
                      Keys keys, Console& console) {
  Pile pile;
  std::vector<Alias> key_aliases;
  bool several_passwords = false;
  for (const auto& file : files) {
    KS_TRY(auto opened, opener.open(file, keys));
    for (const auto& warning : opened.store.origin.warnings) console.warn(file + ": " + warning);
    if (opened.password) {
      several_passwords =
          several_passwords || (pile.password && !equal(pile.password->reveal(), opened.password->reveal()));
      pile.password = opened.password;
    }
    append_key_aliases(key_aliases, opened.store);
    std::ranges::move(opened.unlocked, std::back_inserter(pile.unlocked));
    KS_TRY(auto merged, merge(std::move(pile.store), opened.store, merging));
    pile.store = std::move(merged.store);
    std::ranges::copy_if(merged.fates, std::back_inserter(pile.renamed), is_renamed);
  }
  KS_TRY(opener.refuse_unknown_aliases(key_aliases));
  if (several_passwords) pile.password = nullptr;
  return pile;
}

void add_on_clash(CLI::App& app, OnClash& on_clash) {
  static const std::map<std::string, OnClash> kWords = {{"fail", OnClash::fail},
                                                        {"keep", OnClash::keep_ours},
                                                        {"replace", OnClash::take_theirs},
                                                        {"rename", OnClash::rename_theirs}};
  const auto choose = [&on_clash](const std::string& word) {
    const auto found = kWords.find(word);
    if (found == kWords.end()) {
      throw CLI::ValidationError("--on-clash", "fail, keep, replace or rename, not \"" + word + '"');
    }
    on_clash = found->second;
  };
  const auto* what = "two different entries of one alias: fail, keep, replace or rename";
  app.add_option_function<std::string>("--on-clash", choose, what)->type_name("WHAT");
}

}  // namespace ks::tool
