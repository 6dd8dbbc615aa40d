#include "support/output.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

#include <CLI/CLI.hpp>

#include "ks/formats/profiles.h"
#include "support/arguments.h"
#include "support/own_passwords.h"
#include "support/terminal.h"

namespace ks::tool {
namespace {

Result<SharedSecret> store_password(const OutputOptions& options, const Format& format, const Store& store,
                                    const SharedSecret& inherited, PasswordSources& sources) {
  if (!options.password.empty()) return sources.read(options.password);
  if (options.ask_password) return ask_for_new(options.out);
  if (!format.has_password) return SharedSecret{};
  if (inherited) return inherited;
  if (!needs_password(format, store)) return SharedSecret{};
  if (terminal::can_ask()) return ask_for_new(options.out);
  return failure(Errc::usage, std::string(format.title) + " needs a password", kNewPasswordHint);
}

Result<void> add_key_passwords(EncodeOptions& encoding, const OutputOptions& options, const Store& store,
                               PasswordSources& sources) {
  for (const auto& text : options.key_passwords) {
    KS_TRY(const auto argument, parse_password_argument(text));
    KS_TRY(auto password, sources.read(argument.source));
    if (argument.of.empty()) encoding.key_password = std::move(password);
    else encoding.key_passwords[argument.of] = std::move(password);
  }
  std::vector<Alias> keys;
  append_key_aliases(keys, store);
  return refuse_unknown_aliases("--out-key-password", encoding.key_passwords, keys);
}

/// Whether a password is stretched into a key when `store` is written so.
bool stretches_password(const Store& store, const Format& format, const EncodeOptions& encoding) {
  if (!format.has_profiles) return false;
  if (format.has_password) return encoding.password != nullptr;
  const auto is_given = [](const auto& named) { return named.second != nullptr; };
  return holds_keys(store) &&
         (encoding.password || encoding.key_password || std::ranges::any_of(encoding.key_passwords, is_given));
}

/// A reader that is named for an output without a password asks for none: refuse_rounds_of_nothing() has the last word.
Result<void> apply_profile(EncodeOptions& encoding, const OutputOptions& options, const Format& format,
                           const Store& store) {
  if (options.profiles.empty() && !options.iterations) return {};
  KS_TRY(auto profile, strongest_for(options.profiles));
  if (format.has_password && !encoding.password) return {};
  apply(profile, holds_keys(store), encoding);
  if (!options.iterations) return {};
  for (auto* protection : {&encoding.keys, &encoding.certificates}) {
    if (*protection) (*protection)->iterations = *options.iterations;
  }
  if (encoding.mac) encoding.mac->iterations = *options.iterations;
  return {};
}

std::string profile_names() {
  std::string names;
  for (const auto& profile : profiles()) names += (names.empty() ? "" : " ") + std::string(profile.name);
  return names;
}

Result<void> refuse_content_losses(const std::vector<Loss>& losses, const OutputOptions& options) {
  const auto is_content = [](const Loss& loss) { return loss.weight == Loss::Weight::content; };
  const auto first = std::ranges::find_if(losses, is_content);
  if (first == losses.end() || options.allow_loss) return {};
  const auto more = std::ranges::count_if(losses, is_content) - 1;
  return failure(Error{.code = Errc::cannot_represent,
                       .message = to_text(*first) + (more == 0 ? "" : ", and " + std::to_string(more) + " more losses"),
                       .file = options.out,
                       .alias = first->alias,
                       .hint = "--allow-loss writes what can be kept"});
}

std::vector<Alias> whole_entries(const Store& store, const std::vector<Loss>& losses) {
  std::unordered_set<std::string_view> lost;
  for (const auto& loss : losses) {
    if (loss.weight == Loss::Weight::content) lost.insert(loss.alias);
  }
  std::vector<Alias> whole;
  for (const auto& entry : store) {
    if (!lost.contains(entry.alias.text())) whole.push_back(entry.alias);
  }
  return whole;
}

Result<void> refuse_terminal(const Encoded& encoded, const OutputOptions& options) {
  if (!terminal::is_terminal(options.out)) return {};
  const bool text = starts_with(encoded.bytes, as_bytes("-----BEGIN")) || starts_with(encoded.bytes, as_bytes("Bag "));
  if (!text) return failure(Errc::usage, "a terminal is no place for a binary store", "-o FILE, or a pipe");
  if (encoded.holds_secrets && !options.show_keys) {
    return failure(Errc::usage, "a private key would show on the terminal", "--show-keys if it should; else -o FILE");
  }
  return {};
}

/// A number of rounds that is for nothing is a slip, and the plain key that follows from it no small one. A reader that is
/// named for nothing may well read the output, so that is only told.
Result<void> refuse_rounds_of_nothing(const Store& store, const Format& format, const EncodeOptions& encoding,
                                      const OutputOptions& options, Console& console) {
  if (stretches_password(store, format, encoding)) return {};
  const auto why = format.has_profiles ? "nothing here is protected by a password"
                                       : std::string(format.title) + " has one way only to protect what it holds";
  if (options.iterations) return failure(Errc::usage, "--iterations has no effect: " + why);
  if (!options.profiles.empty()) console.warn("--for has no effect: " + why);
  return {};
}

}  // namespace

void add_protection_options(CLI::App& app, OutputOptions& options) {
  app.add_option("--out-password", options.password, "password of the output")->type_name("SOURCE");
  app.add_option("--out-key-password", options.key_passwords,
                 "password of its keys, where they have their own: [ALIAS=]SOURCE")
      ->type_name("SOURCE")
      ->allow_extra_args(false);
  app.add_option("--for", options.profiles,
                 "encode so that this reader can open it; repeat for several: " + profile_names())
      ->type_name("PROFILE")
      ->allow_extra_args(false);
  // More rounds than readers allow are days of work for a file that we and Java refuse to open.
  const auto take_rounds = [&options](const std::string& text) {
    options.iterations = number_argument("--iterations", text, Limits{}.iterations);
  };
  app.add_option_function<std::string>("--iterations", take_rounds, "rounds of every key derivation, 1 to 5000000")
      ->type_name("N");
}

void add_allow_loss(CLI::App& app, OutputOptions& options) {
  app.add_flag("--allow-loss", options.allow_loss, "write even what the format cannot hold whole");
}

void add_output_options(CLI::App& app, OutputOptions& options) {
  app.add_option("-o,--out", options.out, "the store to write; '-' is standard output")->required()->type_name("OUT");
  app.add_option("--to", options.to,
                 "its format: pem, der, pkcs7, pkcs12, jks or an extension of theirs; default: by its extension")
      ->type_name("FORMAT");
  add_protection_options(app, options);
  add_allow_loss(app, options);
  app.add_flag("--show-keys", options.show_keys, "let private keys show on a terminal");
}

Result<const Format*> output_format(const OutputOptions& options) {
  if (!options.to.empty()) {
    return format_named(options.to).map_error([](Error error) {
      error.code = Errc::usage;
      return error;
    });
  }
  if (options.out == "-") {
    return failure(Errc::usage, "standard output has no extension to tell its format by", "--to FORMAT names it");
  }
  return format_for_extension(options.out);
}

bool needs_password(const Format& format, const Store& store) {
  return format.needs_password || (format.encrypts_keys && holds_keys(store));
}

Result<SharedSecret> ask_for_new(const std::string& out) {
  KS_TRY(auto typed, terminal::ask_secret("New password of " + shown(out) + ": "));
  KS_TRY(const auto again, terminal::ask_secret("The same again: "));
  if (!equal(typed.reveal(), again.reveal())) return failure(Errc::usage, "the two passwords differ");
  return share(std::move(typed));
}

Result<EncodeOptions> encode_options(const OutputOptions& options, const Format& format, const Store& store,
                                     const SharedSecret& inherited, PasswordSources& sources) {
  EncodeOptions encoding;
  KS_TRY(encoding.now, current_time());
  KS_TRY(encoding.password, store_password(options, format, store, inherited, sources));
  KS_TRY(add_key_passwords(encoding, options, store, sources));
  KS_TRY(apply_profile(encoding, options, format, store));
  return encoding;
}

Result<std::vector<Alias>> save(const Store& store, const Format& format, const EncodeOptions& encoding,
                                const OutputOptions& options, Console& console) {
  KS_TRY(refuse_rounds_of_nothing(store, format, encoding, options, console));
  KS_TRY(const auto encoded, format.encode(store, encoding));
  for (const auto& loss : encoded.losses) console.warn(loss);
  KS_TRY(refuse_content_losses(encoded.losses, options));
  KS_TRY(refuse_terminal(encoded, options));
  KS_TRY(file::write(options.out, encoded.bytes, encoded.holds_secrets ? file::Mode::secret : file::Mode::normal)
             .map_error([&options](Error error) {
               error.file = options.out;
               return error;
             }));
  if (options.out != "-") console.wrote(options.out);
  return whole_entries(store, encoded.losses);
}

}  // namespace ks::tool
