#include "ks/ks.h"

#include <utility>

namespace ks {
namespace {

Error at_file(const std::filesystem::path& path, Error error) {
  error.file = path.string();
  return error;
}

Result<Encoded> encode_for(const std::filesystem::path& path, const Store& store, const SaveOptions& options) {
  if (!options.format.empty()) return encode(options.format, store, options);
  KS_TRY(const auto* format, format_for_extension(path.string()));
  return encode(format->name, store, options);
}

}  // namespace

Result<Store> open(const std::filesystem::path& path, const DecodeOptions& options) {
  KS_TRY(const auto bytes, file::read(path, options.limits));
  return decode(bytes, options).map_error([&](Error error) { return at_file(path, std::move(error)); });
}

Result<std::vector<Loss>> save(const std::filesystem::path& path, const Store& store, const SaveOptions& options) {
  auto encoded = encode_for(path, store, options);
  if (!encoded) return failure(at_file(path, std::move(encoded).error()));
  for (const auto& loss : encoded->losses) {
    if (loss.weight == Loss::Weight::content && !options.allow_loss) {
      return failure(at_file(path, Error{.code = Errc::cannot_represent, .message = to_text(loss), .alias = loss.alias}));
    }
  }
  KS_TRY(file::write(path, encoded->bytes, encoded->holds_secrets ? file::Mode::secret : file::Mode::normal));
  return std::move(encoded->losses);
}

}  // namespace ks
