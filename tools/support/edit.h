#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ks/model/store.h"
#include "support/console.h"
#include "support/input.h"
#include "support/output.h"

/// Changing a store in place: take its lock, read it, write it in the same format, whole or not at all.
namespace ks::tool {

/// Lets `change` make another Store of the one at `path`. What protects the file stays: the password, the algorithms, and
/// every key that was there byte for byte. A key that comes new is encrypted where the file encrypts keys, and where it
/// was before, which those in `unlocked` were. A store that did not change is not written. Gives the entries that are in
/// the file whole, but for details.
/// Errors: wrong_password if a password is needed and none is given; those of opening, of `change` and of saving. The file
/// is as it was then.
[[nodiscard]] Result<std::vector<Alias>> edit(const std::string& path, const Opener& opener, OutputOptions output,
                                              const std::function<Result<Store>(Store)>& change, Console& console,
                                              const std::vector<Entry>& unlocked = {});

/// Encrypts and authenticates all that the format of the store at `path` can protect, keys first of all: under the new
/// password of `output`, else the old one; by the profile of `output`, else as before, else by the default.
/// Errors: usage if there is nothing to protect or no password; wrong_key_password for a key that cannot be opened; those
/// of opening and of saving. The file is as it was then.
[[nodiscard]] Result<void> protect_anew(const std::string& path, const Opener& opener, OutputOptions output,
                                        PasswordSources& sources, Console& console);

}  // namespace ks::tool
