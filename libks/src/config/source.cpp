#include "ks/config/source.h"

#include <algorithm>
#include <cstdlib>
#include <system_error>
#include <utility>
#include <variant>

#include "ks/base/file.h"
#include "ks/base/text.h"
#include "ks/formats/pem.h"
#include "ks/ks.h"

namespace ks::config {
namespace {

namespace fs = std::filesystem;

Error at(const Source& source, Error error) {
  if (error.file.empty()) error.file = source.name();
  return error;
}

/// "data:application/x-pkcs12;base64,MII…" without what says so (RFC 2397).
std::string_view without_data_uri(std::string_view text) {
  const auto comma = text.find(',');
  return text.starts_with("data:") && comma != std::string_view::npos ? text.substr(comma + 1) : text;
}

/// "5ed36f99.0": what `openssl rehash` calls a certificate.
bool is_hash_name(const std::string& name) {
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return name.size() > 9 && name[8] == '.' && std::all_of(name.begin(), name.begin() + 8, is_hex) &&
         std::all_of(name.begin() + 9, name.end(), is_digit);
}

Result<std::vector<fs::path>> hashed_files(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  for (fs::directory_iterator file(folder, error), end; !error && file != end; file.increment(error)) {
    if (is_hash_name(file->path().filename().string())) files.push_back(file->path());
  }
  if (error) return failure(Error{.code = Errc::io, .message = error.message(), .file = folder.string()});
  std::ranges::sort(files);  // the same order everywhere
  return files;
}

Result<Store> read_store(const Source& source, const DecodeOptions& options) {
  KS_TRY(const auto bytes, source.read(options.limits));
  return decode(bytes, options);
}

/// What nearly every source of anchors is gets its own quick way; what is not is read once more and looked at closely.
Result<tls::Anchors> anchors_of_store(const Source& source, const DecodeOptions& options,
                                      const tls::AnchorOptions& anchor_options) {
  KS_TRY(auto bytes, source.read(options.limits));
  if (auto bundle = pem::certificates_of_bundle(std::move(bytes))) {
    if (auto found = tls::Anchors::from_der(*std::move(bundle), anchor_options)) return found;
  }
  KS_TRY(const auto store, read_store(source, options));
  return tls::Anchors::from_store(store, anchor_options);
}

Result<tls::Anchors> anchors_of_folder(const fs::path& folder, const DecodeOptions& options,
                                       const tls::AnchorOptions& anchor_options) {
  KS_TRY(const auto files, hashed_files(folder));
  Bytes all;
  for (const auto& file : files) {
    KS_TRY(auto bytes, file::read(file, options.limits));
    const auto certificates = pem::certificates_of_bundle(std::move(bytes));
    if (!certificates) {
      return failure(
          Error{.code = Errc::damaged, .message = "anchors: not certificates in PEM", .file = file.string()});
    }
    append(all, *certificates);
  }
  return tls::Anchors::from_der(std::move(all), anchor_options);
}

Result<tls::Anchors> read_anchors(const Source& source, const DecodeOptions& options,
                                  const tls::AnchorOptions& anchor_options) {
  std::error_code error;
  if (source.is_path() && fs::is_directory(source.text(), error)) {
    return anchors_of_folder(source.text(), options, anchor_options);
  }
  return anchors_of_store(source, options, anchor_options);
}

/// Every certificate of a store, wherever it stands.
std::vector<Certificate> certificates_in(const Store& store) {
  std::vector<Certificate> all;
  for (const auto& entry : store) {
    const auto of_entry = entry.certificates();
    all.insert(all.end(), of_entry.begin(), of_entry.end());
  }
  return all;
}

const Entry* first_key(const Store& store) {
  const auto is_key = [](const Entry& entry) { return std::holds_alternative<PrivateKeyEntry>(entry.value); };
  const auto found = std::ranges::find_if(store.entries(), is_key);
  return found == store.end() ? nullptr : &*found;
}

Result<tls::Identity> pair_up(const Store& certificates, const Store& keys) {
  const auto* entry = first_key(keys);
  if (entry == nullptr) return failure(Errc::not_found, "identity: no private key in the file for it");
  auto all = certificates_in(certificates);
  std::ranges::move(certificates_in(keys), std::back_inserter(all));
  return tls::Identity::make(entry->alias.text(), std::get<PrivateKeyEntry>(entry->value).key, all);
}

}  // namespace

Result<Bytes> Source::read(const Limits& limits) const {
  switch (kind_) {
    case Kind::path: return file::read(text_, limits);
    case Kind::bytes: return bytes_;
    case Kind::base64: return text::from_base64(without_data_uri(as_text(bytes_)));
    case Kind::environment: return read_variable();
  }
  return bytes_;
}

Result<Bytes> Source::read_variable() const {
  const char* value = std::getenv(text_.c_str());  // NOLINT(concurrency-mt-unsafe): nobody here sets any
  if (value == nullptr) return failure(Errc::not_found, "the environment variable " + text_ + " is not set");
  return to_bytes(without_data_uri(value));  // bare base64 is one of the forms of PEM
}

std::string Source::name() const {
  switch (kind_) {
    case Kind::path: return text_;
    case Kind::environment: return "$" + text_;
    default: return std::to_string(bytes_.size()) + " bytes";
  }
}

Result<tls::Anchors> anchors(const Source& source, const DecodeOptions& options, tls::AnchorOptions anchor_options) {
  if (anchor_options.origin.empty()) anchor_options.origin = source.name();
  auto found = read_anchors(source, options, anchor_options);
  if (!found) return failure(at(source, std::move(found).error()));
  if (!found->empty()) return found;
  return failure(Error{.code = Errc::not_found,
                       .message = "anchors: nothing in it can be trusted",
                       .file = source.name(),
                       .hint = "a folder needs names as openssl rehash gives them; a keystore with keys needs trusted "
                               "certificates"});
}

Result<std::vector<tls::Identity>> identities(const Source& source, const DecodeOptions& options) {
  auto store = read_store(source, options);
  if (!store) return failure(at(source, std::move(store).error()));
  return tls::Identity::all_of(*store).map_error([&](Error error) { return at(source, std::move(error)); });
}

Result<tls::Identity> identity(const Source& certificates, const Source& key, const DecodeOptions& options) {
  const auto of_certificates = read_store(certificates, options);
  if (!of_certificates) return failure(at(certificates, of_certificates.error()));
  const auto of_key = read_store(key, options);
  if (!of_key) return failure(at(key, of_key.error()));
  return pair_up(*of_certificates, *of_key).map_error([&](Error error) { return at(key, std::move(error)); });
}

}  // namespace ks::config
