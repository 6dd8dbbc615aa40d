#pragma once

#include <filesystem>

#include "ks/base/file.h"
#include "ks/formats/format.h"
#include "ks/model/store.h"

/// Open any store, save any store.
///
///     auto store = ks::open("server.p12", {.password = ks::share(ks::Secret("changeit"))}).value();
///     ks::save("server.jks", store, {.password = …}).value();
namespace ks {

/// Reads the store at `path`, whatever its format; "-" is standard input.
/// Errors: those of file::read and decode; `Error::file` is `path`.
[[nodiscard]] Result<Store> open(const std::filesystem::path& path, const DecodeOptions& options = {});

struct SaveOptions : EncodeOptions {
  std::string format{};     ///< Default: by the extension of the path.
  bool allow_loss = false;  ///< Whether a Loss of content is accepted; a detail always is.
};

/// Encodes `store` and replaces `path` by it, whole or not at all; 0600 if it holds a key.
/// Gives what could not be kept. Errors: cannot_represent names the first loss of content; those of encode and file::write.
[[nodiscard]] Result<std::vector<Loss>> save(const std::filesystem::path& path, const Store& store,
                                             const SaveOptions& options = {});

}  // namespace ks
