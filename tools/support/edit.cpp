#include "support/edit.h"

#include <utility>

#include "ks/base/file.h"

namespace ks::tool {
namespace {

/// The password to write the store with again: what opened it, or the empty one if that is what protects it.
SharedSecret password_of(const Opened& opened) {
  if (opened.password || !opened.store.origin.mac) return opened.password;
  return share(Secret());
}

/// What the file was protected with stays, unless the command line asks for something else.
void keep_protection(EncodeOptions& encoding, const Origin& origin) {
  if (!encoding.keys) encoding.keys = origin.keys;
  if (!encoding.certificates) encoding.certificates = origin.certificates;
  if (!encoding.mac) encoding.mac = origin.mac;
}

}  // namespace

bool asks_for_protection(const OutputOptions& output) {
  return !output.password.empty() || output.ask_password || !output.key_passwords.empty() || !output.profiles.empty() ||
         output.iterations.has_value();
}

Result<void> edit(const std::string& path, const InputOptions& input, OutputOptions output, PasswordSources& sources,
                  const std::function<Result<Store>(Store)>& change, Console& console) {
  if (path == "-") return failure(Errc::usage, "standard input cannot be changed in place");
  KS_TRY(const auto opener, Opener::from(input, sources));
  KS_TRY(const auto lock, file::Lock::take(path));
  KS_TRY(const auto opened, opener.open(path, Keys::stay_locked));
  KS_TRY(const auto changed, change(opened.store));
  if (changed == opened.store && !asks_for_protection(output)) return {};
  output.out = path;
  KS_TRY(const auto* format, format_named(opened.store.origin.format));
  KS_TRY(auto encoding, encode_options(output, *format, changed, password_of(opened), sources));
  keep_protection(encoding, opened.store.origin);
  return save(changed, *format, encoding, output, console);
}

}  // namespace ks::tool
