#include "tls/anchor_index.h"

#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <bit>
#include <mutex>
#include <utility>

#include "crypto/digest.h"
#include "crypto/libcrypto.h"
#include "model/certificate_shape.h"
#include "model/name_key.h"
#include "tls/openssl.h"

namespace ks::tls {
namespace {

/// A certificate's own SHA-256 and, where it has any, what it is trusted for.
Bytes identity_of(ByteView der, const Anchors::Index::Settings& settings) {
  const auto sha256 = crypto::Digest::sha256();
  auto bytes = sha256.of({der});
  std::string text;
  for (const auto& oid : settings.trusted_for) text += "+" + oid;
  for (const auto& oid : settings.rejected_for) text += "-" + oid;
  append(bytes, as_bytes(text));
  return bytes;
}

void unite(std::vector<std::string>& some, const std::vector<std::string>& others) {
  some.insert(some.end(), others.begin(), others.end());
  std::ranges::sort(some);
  some.erase(std::unique(some.begin(), some.end()), some.end());
}

/// Trusted for what either is trusted for, which is everything where nothing is said; but for what either is rejected for.
Anchors::Index::Settings united(Anchors::Index::Settings a, const Anchors::Index::Settings& b) {
  if (a.trusted_for.empty() || b.trusted_for.empty()) a.trusted_for.clear();
  else unite(a.trusted_for, b.trusted_for);
  unite(a.rejected_for, b.rejected_for);
  return a;
}

void set_trust(X509* certificate, const Anchors::Index::Settings& settings) {
  using Object = std::unique_ptr<ASN1_OBJECT, Deleter<ASN1_OBJECT_free>>;
  for (const auto& oid : settings.trusted_for) {
    if (const Object object(OBJ_txt2obj(oid.c_str(), /*no_name=*/1)); object) {
      X509_add1_trust_object(certificate, object.get());
    }
  }
  for (const auto& oid : settings.rejected_for) {
    if (const Object object(OBJ_txt2obj(oid.c_str(), /*no_name=*/1)); object) {
      X509_add1_reject_object(certificate, object.get());
    }
  }
}

}  // namespace

struct Anchors::Index::Digest {
  std::once_flag once;
  Fingerprint value{};
};

Anchors::Index::~Index() {
  for (std::size_t i = 0; parsed_ && i < entries_.size(); ++i) X509_free(parsed_[i].load());
}

Result<void> Anchors::Index::add(ByteView der, const std::vector<std::string>& origins, const Settings& settings) {
  const auto subject = model::subject_of(der);
  if (!subject || !model::has_shape_of_certificate(der)) return failure(Errc::damaged, "not a certificate");
  insert(model::name_key(*subject), der, origins, settings);
  return {};
}

void Anchors::Index::insert(std::uint64_t key, ByteView der, const std::vector<std::string>& origins,
                            const Settings& settings) {
  if (const auto place = find(key, der); place != kNowhere) {
    for (const auto& origin : origins) add_origin(place, origin);
    set_settings(place, united(this->settings(place), settings));
    return;
  }
  if (slots_.size() < 2 * (entries_.size() + 1)) grow();
  const auto place = static_cast<std::uint32_t>(entries_.size());
  auto& slot = slots_[slot_of(key)];
  if (slot.first == kNowhere) slot.first = place;
  else entries_[slot.last].next = place;
  slot.last = place;
  entries_.push_back({.key = key, .der = der, .origin = origins.empty() ? kNowhere : place_of_origin(origins[0])});
  for (std::size_t i = 1; i < origins.size(); ++i) add_origin(place, origins[i]);
  set_settings(place, united(settings, settings));
}

void Anchors::Index::set_settings(std::uint32_t place, Settings settings) {
  if (settings == Settings{}) settings_.erase(place);
  else settings_[place] = std::move(settings);
}

void Anchors::Index::add_all(const Index& other) {
  for (const auto& buffer : other.buffers_) keep(buffer);
  if (other.partial_chain_ == PartialChain::accept) accept_partial_chains();
  for (std::size_t i = 0; i < other.size(); ++i) {
    insert(other.entries_[i].key, other.der(i), other.origins(i), other.settings(i));
  }
}

void Anchors::Index::finish() {
  parsed_ = std::make_unique<std::atomic<X509*>[]>(entries_.size());
  digest_ = std::make_shared<Digest>();
}

std::vector<std::string> Anchors::Index::origins(std::size_t place) const {
  std::vector<std::string> names;
  const auto& entry = entries_[place];
  if (entry.origin != kNowhere) names.push_back(origins_[entry.origin]);
  if (const auto more = more_origins_.find(static_cast<std::uint32_t>(place)); more != more_origins_.end()) {
    for (const auto at : more->second) names.push_back(origins_[at]);
  }
  return names;
}

Anchors::Index::Settings Anchors::Index::settings(std::size_t place) const {
  const auto found = settings_.find(static_cast<std::uint32_t>(place));
  return found == settings_.end() ? Settings{} : found->second;
}

const Fingerprint& Anchors::Index::fingerprint() const {
  std::call_once(digest_->once, [this] {
    std::vector<Bytes> all;
    for (std::size_t i = 0; i < size(); ++i) all.push_back(identity_of(der(i), settings(i)));
    std::ranges::sort(all);
    Bytes joined = to_bytes(partial_chain_ == PartialChain::accept ? "partial" : "rooted");
    for (const auto& one : all) append(joined, one);
    std::ranges::copy(crypto::Digest::sha256().of({joined}), digest_->value.begin());
  });
  return digest_->value;
}

X509* Anchors::Index::native(std::size_t place) const {
  X509* found = parsed_[place].load(std::memory_order_acquire);
  if (found != nullptr) return found;
  X509* made = parse(place);
  if (made == nullptr) return nullptr;
  if (parsed_[place].compare_exchange_strong(found, made, std::memory_order_acq_rel)) return made;
  X509_free(made);  // another thread was faster
  return found;
}

std::size_t Anchors::Index::parsed() const noexcept {
  std::size_t count = 0;
  for (std::size_t i = 0; i < entries_.size(); ++i)
    if (parsed_[i].load() != nullptr) ++count;
  return count;
}

X509* Anchors::Index::parse(std::size_t place) const {
  const crypto::ErrorMark mark;
  auto certificate = to_x509(der(place));
  if (!certificate) return nullptr;
  if (const auto found = settings_.find(static_cast<std::uint32_t>(place)); found != settings_.end()) {
    set_trust(certificate.get(), found->second);
  }
  X509_check_purpose(certificate.get(), -1, 0);  // fills in its extensions while nobody else sees it
  return certificate.release();
}

std::size_t Anchors::Index::slot_of(std::uint64_t key) const noexcept {
  const auto mask = slots_.size() - 1;
  auto at = static_cast<std::size_t>(key) & mask;
  while (slots_[at].first != kNowhere && entries_[slots_[at].first].key != key) at = (at + 1) & mask;
  return at;
}

void Anchors::Index::grow() {
  const auto old = std::exchange(slots_, std::vector<Slot>(std::bit_ceil(4 * (entries_.size() + 64))));
  for (const auto& slot : old) {
    if (slot.first != kNowhere) slots_[slot_of(entries_[slot.first].key)] = slot;
  }
}

std::uint32_t Anchors::Index::place_of_origin(const std::string& origin) {
  const auto found =
      std::ranges::find(origins_.rbegin(), origins_.rend(), origin);  // most come from where the last did
  if (found != origins_.rend()) return static_cast<std::uint32_t>(origins_.rend() - found - 1);
  origins_.push_back(origin);
  return static_cast<std::uint32_t>(origins_.size() - 1);
}

void Anchors::Index::add_origin(std::uint32_t place, const std::string& origin) {
  const auto at = place_of_origin(origin);
  if (entries_[place].origin == at) return;
  auto& more = more_origins_[place];
  if (std::ranges::find(more, at) == more.end()) more.push_back(at);
}

std::uint32_t Anchors::Index::find(std::uint64_t key, ByteView der) const noexcept {
  if (slots_.empty()) return kNowhere;
  auto place = slots_[slot_of(key)].first;
  while (place != kNowhere && !equal(entries_[place].der, der)) place = next_of(place);
  return place;
}

std::uint32_t Anchors::Index::first_of(const X509_NAME* subject) const noexcept {
  const unsigned char* der = nullptr;
  std::size_t size = 0;
  if (slots_.empty() || X509_NAME_get0_der(subject, &der, &size) != 1) return kNowhere;
  return slots_[slot_of(model::name_key({der, size}))].first;
}

bool Anchors::Index::is_of(const X509* certificate, const X509_NAME* subject) noexcept {
  return X509_NAME_cmp(X509_get_subject_name(certificate), subject) == 0;
}

}  // namespace ks::tls
