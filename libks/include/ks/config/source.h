#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "ks/formats/format.h"
#include "ks/tls/anchors.h"
#include "ks/tls/identity.h"

/// What turns files, bytes and texts into anchors and identities. Formats are told by content, never by a name.
namespace ks::config {

/// Where a store comes from. Nothing is read before it is asked for.
class Source {
 public:
  [[nodiscard]] static Source path(std::filesystem::path path) { return {Kind::path, path.string(), {}}; }
  [[nodiscard]] static Source bytes(Bytes bytes) { return {Kind::bytes, {}, std::move(bytes)}; }
  /// Base64 with any white space; a "data:…;base64," in front is skipped.
  [[nodiscard]] static Source base64(std::string text) { return {Kind::base64, {}, to_bytes(text)}; }
  /// An environment variable that holds PEM, or base64 of anything.
  [[nodiscard]] static Source environment(std::string name) { return {Kind::environment, std::move(name), {}}; }

  /// Errors: those of file::read; not_found if there is no such variable; damaged if base64 is none.
  [[nodiscard]] Result<Bytes> read(const Limits& limits = {}) const;
  /// "corp.jks", "12 bytes", "$CA_BUNDLE"; for people.
  [[nodiscard]] std::string name() const;
  [[nodiscard]] bool is_path() const noexcept { return kind_ == Kind::path; }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }  ///< The path or the variable.

 private:
  enum class Kind { path, bytes, base64, environment };
  Source(Kind kind, std::string text, Bytes bytes) : kind_(kind), text_(std::move(text)), bytes_(std::move(bytes)) {}
  [[nodiscard]] Result<Bytes> read_variable() const;

  Kind kind_;
  std::string text_;
  Bytes bytes_;
};

/// Anchors of any source: a store of any format, a bundle of PEM, or a folder with certificates under the names of
/// `openssl rehash` ("5ed36f99.0"), all of which are read at once.
/// Errors: not_found if nothing in there can be trusted; those of Source::read and decode, with the file.
[[nodiscard]] Result<tls::Anchors> anchors(const Source& source, const DecodeOptions& options = {},
                                           tls::AnchorOptions anchor_options = {});

/// Every private key of a source with its chain. Errors: not_found if there is none; those of Source::read, decode and
/// tls::Identity::all_of.
[[nodiscard]] Result<std::vector<tls::Identity>> identities(const Source& source, const DecodeOptions& options = {});

/// The identity of a certificate and its key in two files, with a third for the chain if there is one.
/// Errors: as above; not_found if they do not belong together.
[[nodiscard]] Result<tls::Identity> identity(const Source& certificates, const Source& key,
                                             const DecodeOptions& options = {});

}  // namespace ks::config
