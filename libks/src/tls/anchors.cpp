#include "ks/tls/anchors.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "tls/anchor_index.h"

namespace ks::tls {
namespace {

using Index = Anchors::Index;

std::shared_ptr<Index> new_index(PartialChain partial_chain) {
  auto index = std::make_shared<Index>();
  if (partial_chain == PartialChain::accept) index->accept_partial_chains();
  return index;
}

std::vector<std::string> origins_of(const AnchorOptions& options) {
  return options.origin.empty() ? std::vector<std::string>() : std::vector{options.origin};
}

/// How many bytes the SEQUENCE at the start of `bytes` has, header and all; 0 if there is none (X.690, 8.1.3).
std::size_t size_of_first(ByteView bytes) noexcept {
  if (bytes.size() < 2 || bytes[0] != 0x30) return 0;
  if (bytes[1] < 0x80) return bytes[1] + std::size_t{2};
  const std::size_t octets = bytes[1] & 0x7f;
  if (octets == 0 || octets > 4 || bytes.size() < 2 + octets) return 0;
  std::size_t length = 0;
  for (std::size_t i = 0; i < octets; ++i) length = length << 8 | bytes[2 + i];
  return 2 + octets + length;
}

/// Whether everything in `store` is trusted. In PEM that is so beside a TRUSTED CERTIFICATE, too, as in OpenSSL's
/// X509_load_cert_crl_file; what another format does not mark as trusted, beside what it does, belongs to a chain.
bool is_bundle(const Store& store) {
  const bool is_pem = store.origin.format == "pem";
  return std::ranges::all_of(store.entries(), [&](const Entry& entry) {
    return std::holds_alternative<CertificateEntry>(entry.value) ||
           (is_pem && std::holds_alternative<TrustedCertificateEntry>(entry.value));
  });
}

/// The certificate of `entry` that is trusted, if any.
std::optional<Certificate> trusted_in(const Entry& entry, bool all_are, KeyEntries key_entries) {
  if (const auto* trusted = std::get_if<TrustedCertificateEntry>(&entry.value)) return trusted->certificate;
  if (const auto* plain = std::get_if<CertificateEntry>(&entry.value); plain && all_are) return plain->certificate;
  const auto* key = std::get_if<PrivateKeyEntry>(&entry.value);
  if (key != nullptr && key_entries == KeyEntries::trust_leaf && !key->chain.empty()) return key->chain.front();
  return std::nullopt;
}

Index::Settings settings_of(const Entry& entry) {
  const auto* trusted = std::get_if<TrustedCertificateEntry>(&entry.value);
  if (trusted == nullptr) return {};
  return {.trusted_for = trusted->trusted_for, .rejected_for = trusted->rejected_for};
}

}  // namespace

Anchors::Anchors() {
  auto index = new_index(PartialChain::refuse);
  index->finish();
  index_ = std::move(index);
}

Result<Anchors> Anchors::from_der(Bytes certificates, const AnchorOptions& options) {
  const auto index = new_index(options.partial_chain);
  const auto buffer = std::make_shared<const Bytes>(std::move(certificates));
  index->keep(buffer);
  const auto origins = origins_of(options);
  std::size_t number = 0;
  for (ByteView left = *buffer; !left.empty();) {
    ++number;
    const auto size = size_of_first(left);
    const auto broken = [&] {
      return failure(Errc::damaged, "anchors: certificate " + std::to_string(number) + ": not a certificate");
    };
    if (size == 0 || size > left.size()) return broken();
    if (!index->add(left.first(size), origins)) return broken();
    left = left.subspan(size);
  }
  index->finish();
  return Anchors(index);
}

Result<Anchors> Anchors::from_store(const Store& store, const AnchorOptions& options) {
  const auto index = new_index(options.partial_chain);
  const bool all_are = is_bundle(store);
  const auto origins = origins_of(options);
  for (const auto& entry : store) {
    const auto certificate = trusted_in(entry, all_are, options.key_entries);
    if (!certificate) continue;
    const auto buffer = std::make_shared<const Bytes>(to_bytes(certificate->der()));
    index->keep(buffer);
    if (const auto added = index->add(*buffer, origins, settings_of(entry)); !added) {
      auto error = within("anchors", added.error());
      error.alias = entry.alias.text();
      return failure(std::move(error));
    }
  }
  index->finish();
  return Anchors(index);
}

Anchors Anchors::merged_with(const Anchors& other) const {
  const auto index = new_index(PartialChain::refuse);
  index->add_all(*index_);
  index->add_all(*other.index_);
  index->finish();
  return Anchors(index);
}

std::size_t Anchors::size() const noexcept { return index_->size(); }

std::vector<Anchor> Anchors::list() const {
  std::vector<Anchor> all;
  for (std::size_t i = 0; i < size(); ++i) {
    auto settings = index_->settings(i);
    all.push_back({.certificate = Certificate::from_der(index_->der(i)).value(),  // add() has seen that it is one
                   .origins = index_->origins(i),
                   .trusted_for = std::move(settings.trusted_for),
                   .rejected_for = std::move(settings.rejected_for)});
  }
  return all;
}

const Fingerprint& Anchors::fingerprint() const { return index_->fingerprint(); }

PartialChain Anchors::partial_chain() const noexcept { return index_->partial_chain(); }

}  // namespace ks::tls
