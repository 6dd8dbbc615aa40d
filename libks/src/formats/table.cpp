#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "ks/formats/der.h"
#include "ks/formats/format.h"
#include "ks/formats/jks.h"
#include "ks/formats/pem.h"
#include "ks/formats/pkcs12.h"
#include "ks/formats/pkcs7.h"

namespace ks {
namespace {

/// A new format is one row here. Detection asks from the top: those that a few bytes give away come before `der`, which
/// takes any DER value, and that before `pem`, which looks for its lines anywhere in a file.
const auto& rows() noexcept {
  static const std::array all = {jks::kFormat, pkcs12::kFormat, pkcs7::kFormat, der::kFormat, pem::kFormat};
  return all;
}

std::string names() {
  std::string text;
  for (const auto& format : rows()) text += (text.empty() ? "" : " ") + std::string(format.name);
  return text;
}

std::string lower(std::string_view text) {
  std::string lowered(text);
  for (auto& c : lowered) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lowered;
}

bool has_extension(const Format& format, std::string_view extension) {
  return std::ranges::find(format.extensions, extension) != format.extensions.end();
}

/// ".p12" of "a/b.tar.P12"; empty where a file's name has no dot or only begins with one.
std::string extension_of(std::string_view path) {
  const auto slash = path.rfind('/');
  const auto file = slash == std::string_view::npos ? path : path.substr(slash + 1);
  const auto dot = file.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return {};
  return lower(file.substr(dot));
}

}  // namespace

std::span<const Format> formats() noexcept { return rows(); }

Result<const Format*> format_named(std::string_view name) {
  const auto word = lower(name);
  const auto is_meant = [&word](const Format& format) {
    return format.name == word || has_extension(format, "." + word);
  };
  const auto found = std::ranges::find_if(formats(), is_meant);
  if (found == formats().end()) {
    return failure(Errc::unsupported_format, "no format is called " + std::string(name), "the formats are: " + names());
  }
  return &*found;
}

Result<const Format*> format_for_extension(std::string_view path) {
  const auto extension = extension_of(path);
  for (const auto& format : formats()) {
    if (has_extension(format, extension)) return &format;
  }
  return failure(Errc::usage, "the name " + std::string(path) + " does not say which format to write",
                 "--to NAME does: " + names());
}

Result<Store> decode(ByteView bytes, const DecodeOptions& options) {
  if (bytes.size() > options.limits.file_size) {
    return failure(Errc::limit,
                   "the file has " + std::to_string(bytes.size()) + " bytes, the limit is " +
                       std::to_string(options.limits.file_size),
                   "--limit file-size=" + std::to_string(bytes.size()) + " allows it");
  }
  KS_TRY(const auto* format, detect(bytes));
  KS_TRY(auto store, format->decode(bytes, options));
  if (store.origin.format.empty()) store.origin.format = format->name;  // set by a format in another's clothes: base64
  return store;
}

Result<Encoded> encode(std::string_view name, const Store& store, const EncodeOptions& options) {
  KS_TRY(const auto* format, format_named(name));
  return format->encode(store, options);
}

}  // namespace ks
