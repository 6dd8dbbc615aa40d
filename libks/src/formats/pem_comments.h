#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/pem_text.h"
#include "formats/pieces.h"
#include "ks/base/limits.h"

/// The lines before a PEM block that say what PKCS#12 bags say in attributes, as `openssl pkcs12` prints them:
///
///     Bag Attributes
///         friendlyName: web
///         localKeyID: 54 69 6D 65 20 31 37 31 34
///         Microsoft CSP Name: Microsoft Software Key Storage Provider
///         1.2.3.4: #0c026869                            ours: DER of each value; OpenSSL has text here that tells no type
///         2.16.840.1.113894.746875.1.1: 2.5.29.37.0     trusted, for these purposes
///         Trusted key usage (Oracle): Any Extended Key Usage (2.5.29.37.0)     the same since OpenSSL 3.2
///     subject=CN=example.org
///     issuer=CN=ca
///
/// Nobody but us reads them back, so that they may say what they have to.
/// Source: OpenSSL, apps/pkcs12.c, print_attribs and print_attribute.
namespace ks::pem {

struct Comments {
  bool found = false;  ///< Whether there is a section at all.
  pieces::Remarks said;
  pieces::Trust trust;
  std::vector<std::string> ignored;  ///< Names of attributes that cannot be kept: text without a type, too long.
};

/// What the last "Bag Attributes" of `before` says. `headers`, lines inside the block, may say the same (certigo).
[[nodiscard]] Comments read_comments(std::string_view before, std::string_view headers, const Limits& limits);

/// The localKeyID that write_comments() shows for an entry of these attributes and no time; empty if there is none.
[[nodiscard]] ByteView local_key_id_among(const Attributes& attributes);

/// Writes a section that reads back as `said` and `trust`; nothing if there is nothing to say.
void write_comments(Text& out, const pieces::Remarks& said, const pieces::Trust& trust);

/// Writes "subject=…" and "issuer=…"; nothing for a certificate that cannot be read.
void write_names(Text& out, const Certificate& certificate);

/// `text` as it may stand in a comment: control characters, what turns the direction of text, spaces at either end and
/// dashes that could begin a block become \u{NNNN}, bytes that are not UTF-8 \x{NN}. A backslash stays one, unless what
/// follows would make it one of these.
[[nodiscard]] std::string escape_comment(std::string_view text);
/// The inverse; text from elsewhere stays what it is, Latin-1 (OpenSSL) becomes UTF-8.
[[nodiscard]] std::string unescape_comment(std::string_view text);

}  // namespace ks::pem
