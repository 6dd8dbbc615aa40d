#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "formats/pem_base64.h"
#include "formats/pem_blocks.h"
#include "formats/pem_comments.h"
#include "formats/pem_trusted.h"
#include "formats/pieces.h"
#include "formats/pieces_shape.h"
#include "ks/base/text.h"
#include "ks/formats/pem.h"
#include "ks/model/alias.h"

namespace ks::pem {
namespace {

using pieces::Shape;
using std::string_view;

constexpr string_view kTrusted = "TRUSTED CERTIFICATE";
constexpr string_view kOpenSsh = "OPENSSH PRIVATE KEY";
/// What these promise we can read; blocks that break the promise are damaged, others are merely of no use.
constexpr std::array kOurs = {string_view("CERTIFICATE"),
                              string_view("X509 CERTIFICATE"),
                              kTrusted,
                              string_view("X509 CRL"),
                              string_view("PKCS7"),
                              string_view("CMS"),
                              string_view("PKCS #7 SIGNED DATA")};
constexpr std::size_t kLongestLabel = 64;  // in a message
constexpr std::size_t kMostWarnings = 100;

bool is_key_label(string_view label) noexcept { return label.ends_with("PRIVATE KEY") && label != kOpenSsh; }

bool is_ours(string_view label) noexcept {
  return is_key_label(label) || std::ranges::find(kOurs, label) != kOurs.end();
}

/// What a block of this label is taken for if its content does not tell.
Shape promised(string_view label) noexcept {
  if (label == "X509 CRL") return Shape::crl;
  return is_ours(label) && label.ends_with("CERTIFICATE") ? Shape::certificate : Shape::unknown;
}

/// Whether a label says something else than what the block holds.
bool is_wrong_label(string_view label, Shape shape) noexcept {
  if (pieces::is_private_key(shape)) return !is_key_label(label);
  if (shape == Shape::certificate) return !label.ends_with("CERTIFICATE");
  if (shape == Shape::crl) return !label.ends_with("CRL");
  return shape == Shape::signed_data && label != "PKCS7" && label != "CMS" && label != "PKCS #7 SIGNED DATA";
}

/// Reads the blocks of a text into a pile, and makes a store of that.
class Decoder {
 public:
  Decoder(string_view text, const DecodeOptions& options) : text_(text), options_(options) {}

  Result<Store> run() {
    Blocks blocks(text_);
    while (const auto block = blocks.next()) {
      block_ = *block;
      if (++number_ > options_.limits.entries) {
        return failure(Errc::limit, "pem: more than " + std::to_string(options_.limits.entries) + " blocks",
                       "--limit entries=N allows more");
      }
      if (auto read = read_block(); !read) return failure(placed(std::move(read).error()));
    }
    return store();
  }

 private:
  [[nodiscard]] string_view label() const noexcept {
    return (block_.label.empty() ? block_.end_label : block_.label).substr(0, kLongestLabel);
  }
  /// "block 3 (CERTIFICATE)"
  [[nodiscard]] std::string name() const {
    return "block " + std::to_string(number_) + " (" + std::string(label()) + ")";
  }

  Error placed(Error error) const {
    return within("pem: " + text::shown(name()) + " at offset " + std::to_string(block_.offset), std::move(error));
  }

  /// A block that promised something must keep it.
  Result<void> unreadable(std::string why) {
    if (is_ours(label())) return failure(Errc::damaged, std::move(why));
    leave_out(why);
    return {};
  }

  void warn(std::string_view what) {
    if (++warnings_ <= kMostWarnings) pile_.warnings.push_back(name() + " " + std::string(what));
  }

  /// The same, of what the file has and the store will not.
  void leave_out(std::string_view what) {
    if (warnings_ < kMostWarnings) pile_.left_out.push_back(name() + " " + std::string(what));
    warn(what);
  }

  Result<void> read_block() {
    if (!block_.fault.empty()) return unreadable(std::string(block_.fault));
    if (block_.label != block_.end_label) {
      return unreadable("ends as " + text::shown(block_.end_label.substr(0, kLongestLabel)));
    }
    if (block_.label.starts_with("PGP ")) {  // base64 and a checksum behind it
      refuse({.code = Errc::not_a_store, .message = "OpenPGP data", .hint = "OpenPGP has no X.509 certificates"});
      return {};
    }
    auto body = decode_base64(block_.base64);
    if (!body) return unreadable("has a body that is " + body.error().message);
    if (body->empty()) return unreadable("is empty");
    auto comments = read_comments(block_.before, block_.headers, options_.limits);
    for (const auto& ignored : comments.ignored) leave_out("has an attribute that is not kept: " + ignored);
    if (block_.encrypted) return read_encrypted(*std::move(body), std::move(comments));
    return read_plain(*std::move(body), std::move(comments));
  }

  /// A traditional key under a DEK-Info header; it stays as it is.
  Result<void> read_encrypted(Secret body, Comments comments) {
    if (block_.dek_info.empty()) return unreadable("is encrypted, but has no DEK-Info header");
    if (!is_key_label(label())) {
      refuse({.code = Errc::unsupported_format, .message = "something encrypted that is no private key"});
      return {};
    }
    LockedKey locked{.form = LockedKey::Form::dek_info,
                     .bytes = to_bytes(body.reveal()),
                     .dek_info = std::string(block_.dek_info),
                     .label = std::string(block_.label)};
    std::erase_if(locked.dek_info, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
    pile_.keys.push_back({.key = PrivateKey::from_locked(std::move(locked), nullptr, options_.limits),
                          .said = std::move(comments.said),
                          .certificates_before = pile_.certificates.size()});
    return {};
  }

  Result<void> read_plain(Secret body, Comments comments) {
    if (block_.label == kTrusted) return read_trusted_certificate(body.reveal(), std::move(comments));
    const auto shape = pieces::shape_of(body.reveal());
    if (shape == Shape::parameters && block_.label == "EC PARAMETERS") {
      pile_.curve = to_bytes(body.reveal());
      return {};
    }
    if (shape == Shape::pfx && !pfx_) pfx_ = body.clone();
    return read_piece(
        std::move(body),
        {.said = std::move(comments.said), .trust = std::move(comments.trust), .otherwise = promised(label())});
  }

  Result<void> read_piece(Secret body, pieces::Finding finding) {
    auto found = pieces::add(pile_, std::move(body), std::move(finding), options_);
    if (!found) return not_added(std::move(found).error());
    if (*found == Shape::unknown) leave_out("cannot be read as what it says it is");
    else if (is_wrong_label(label(), *found)) warn("holds " + std::string(describe(*found)));
    return {};
  }

  Result<void> not_added(Error error) {
    if (error.code == Errc::not_a_store && is_ours(label())) return failure(Errc::damaged, "holds " + error.message);
    if (error.code != Errc::not_a_store && error.code != Errc::unsupported_format) return failure(std::move(error));
    refuse(std::move(error));
    return {};
  }

  /// Something whole that is of no use here.
  void refuse(Error error) {
    leave_out("holds " + error.message);
    if (!refused_) refused_ = placed(std::move(error));
  }

  Result<void> read_trusted_certificate(ByteView body, Comments comments) {
    KS_TRY(auto trusted, read_trusted(body, options_.limits));
    if (trusted.has_other) leave_out("has trust settings that are not kept");
    auto& finding = trusted.finding;
    finding.trust.apart = comments.trust.apart;
    finding.otherwise = Shape::certificate;
    if (comments.found) {
      if (!comments.said.name) comments.said.name = std::move(finding.said.name);
      finding.said = std::move(comments.said);
    }
    return read_piece(Secret(trusted.certificate), std::move(finding));
  }

  Result<Store> store() {
    if (pile_.empty()) return pfx_ ? ks::decode(pfx_->reveal(), options_) : nothing();
    if (warnings_ > kMostWarnings) {
      pile_.warnings.push_back("and " + std::to_string(warnings_ - kMostWarnings) + " warnings more");
    }
    return pieces::assemble(std::move(pile_), options_);
  }

  tl::unexpected<Error> nothing() {
    if (refused_) return failure(*std::move(refused_));
    return failure(Errc::not_a_store, "pem: " + (number_ == 0             ? std::string("no block")
                                                 : pile_.warnings.empty() ? "nothing but parameters"
                                                                          : text::shown(pile_.warnings.front())));
  }

  string_view text_;
  const DecodeOptions& options_;
  pieces::Pile pile_;
  Block block_;
  std::size_t number_ = 0;
  std::size_t warnings_ = 0;
  std::optional<Error> refused_;  // the first thing that was of no use
  std::optional<Secret> pfx_;     // a PKCS#12 file, which certtool puts into PEM
};

/// How base64 of what we may know begins: a SEQUENCE, JKS, JCEKS and PEM itself.
constexpr std::array kBareBeginnings = {string_view("/u3+"), string_view("zs7O"), string_view("LS0t")};

/// The base64 that a file without BEGIN lines consists of; empty if it does not.
string_view bare_base64(string_view text) noexcept {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == string_view::npos) return {};
  text.remove_prefix(first);
  const bool sequence = text.size() > 1 && text[0] == 'M' && text[1] >= 'A' && text[1] <= 'P';
  const auto begins = [text](string_view beginning) { return text.starts_with(beginning); };
  if (!sequence && !std::ranges::any_of(kBareBeginnings, begins)) return {};
  return is_base64(text) ? text : string_view();
}

constexpr string_view kUtf16Begin("-\0-\0-\0-\0-\0B\0E\0G\0I\0N", 19);

/// "-----BEGIN " in UTF-16, of either byte order, after a byte order mark.
bool has_utf16_block(ByteView bytes) noexcept {
  if (bytes.size() < 2 || (bytes[0] ^ bytes[1]) != 0x01 || bytes[0] < 0xfe) return false;
  return as_text(bytes).find(kUtf16Begin) != string_view::npos;
}

Result<Store> decode_text(string_view text, const DecodeOptions& options) {
  if (has_block(text)) return Decoder(text, options).run();
  const auto bare = bare_base64(text);
  if (bare.empty()) return failure(Errc::not_a_store, "pem: no line that begins with -----BEGIN");
  KS_TRY(const auto inside, decode_base64(bare));
  return ks::decode(inside.reveal(), options);
}

}  // namespace

bool looks_like(ByteView bytes) noexcept {
  return has_block(as_text(bytes)) || has_utf16_block(bytes) || !bare_base64(as_text(bytes)).empty();
}

Result<Store> decode(ByteView bytes, const DecodeOptions& options) {
  const auto utf8 = from_utf16(bytes);
  const auto text = as_text(utf8 ? utf8->reveal() : bytes);
  const auto unescaped = from_escaped(text);
  return decode_text(unescaped ? as_text(unescaped->reveal()) : text, options);
}

}  // namespace ks::pem
