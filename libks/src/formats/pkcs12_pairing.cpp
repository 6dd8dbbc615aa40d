#include "formats/pkcs12_pairing.h"

#include <algorithm>
#include <utility>

#include "formats/pieces_shape.h"

namespace ks::pkcs12 {
namespace {

/// No chain in use is nearly as long, and a hostile file must not make us walk far for each of its keys.
constexpr std::size_t kLongestChain = 64;
/// As many certificates of one name, identifier or public key are looked at for each key and each link.
constexpr std::size_t kCandidatesTried = 64;

using Places = std::vector<std::size_t>;

Places found(const std::unordered_map<std::string_view, Places>& index, std::string_view key) {
  const auto at = index.find(key);
  if (at == index.end()) return {};
  const auto& places = at->second;
  return {places.begin(), places.begin() + static_cast<std::ptrdiff_t>(std::min(places.size(), kCandidatesTried))};
}

/// What of `places` satisfies `wanted`; all of them if nothing does.
template <class Predicate>
Places narrowed(Places places, Predicate wanted) {
  Places rest;
  std::ranges::copy_if(places, std::back_inserter(rest), wanted);
  return rest.empty() ? places : rest;
}

/// The form of a Name by which issuers are found; empty if it cannot be read.
std::string canonical(ByteView name) {
  const auto parsed = Name::from_der(name);
  return parsed ? parsed->canonical() : std::string();
}

}  // namespace

Pairing::Pairing(std::span<const Bag> bags, PublicKeyOf public_key_of, Warnings& warnings)
    : bags_(bags), public_key_of_(std::move(public_key_of)), warnings_(warnings) {
  keys_ = static_cast<std::size_t>(std::ranges::count_if(bags_, &Bag::is_private_key));
  if (keys_ == 0) return;
  for (std::size_t place = 0; place < bags_.size(); ++place) {
    const auto& bag = bags_[place];
    const auto id = bag.local_key_id ? as_text(*bag.local_key_id) : std::string_view();
    const auto name = bag.friendly_name ? std::string_view(*bag.friendly_name) : std::string_view();
    if (bag.is_certificate()) {
      ++certificates_;
      if (!bag.is_trusted()) ++untrusted_;
      if (bag.local_key_id) by_id_[id].push_back(place);
      if (bag.friendly_name && !bag.is_trusted()) by_name_[name].push_back(place);
    } else if (bag.is_private_key()) {
      if (bag.local_key_id) ++keys_of_id_[id];
      if (bag.friendly_name) ++keys_of_name_[name];
    }
  }
}

std::vector<std::size_t> Pairing::chain_of(std::size_t key) {
  const auto leaf = certificates_ == 0 ? std::nullopt : leaf_of(key);
  if (!leaf) return {};
  taken_.insert(*leaf);
  Places chain{*leaf};
  std::unordered_set<std::size_t> seen{*leaf};
  while (chain.size() < kLongestChain) {
    const auto issuer = issuer_of(chain.back(), seen);
    if (!issuer) break;
    seen.insert(*issuer);
    chain.push_back(*issuer);
  }
  return chain;
}

std::optional<std::size_t> Pairing::leaf_of(std::size_t key) {
  const auto& bag = bags_[key];
  const auto candidates = candidates_for(bag);
  const bool plain = bag.kind == Bag::Kind::key;
  if (!plain && candidates.size() == 1 && is_claimed_once(bag) && is_linked(bag, candidates.front())) {
    return candidates.front();
  }
  if (!plain && candidates.empty() && untrusted_ == 0) return std::nullopt;
  const auto is_free = [this](auto place) { return !taken_.contains(place); };
  if (const auto spki = public_key_of_(key)) {
    if (const auto found = by_public_key(*spki, candidates)) return found;
    // Nobody can tell whose key is in a certificate that cannot be read, so there the file's word stands.
    const auto unreadable = std::ranges::find_if(candidates, [&](auto place) {
      return !pieces::view_of(bags_[place].value) && is_linked(bag, place) && is_free(place);
    });
    return unreadable == candidates.end() ? std::nullopt : std::optional(*unreadable);
  }
  const auto free = std::ranges::find_if(candidates, is_free);
  if (free == candidates.end()) return std::nullopt;
  if (!is_claimed_once(bag) || candidates.size() > 1) {
    warnings_.add("several certificates could belong to one key, the first was taken");
  }
  return *free;
}

/// Certificates that say they belong to `key`, or may do so as it is the only one.
Places Pairing::candidates_for(const Bag& key) {
  const auto untrusted = [this](auto place) { return !bags_[place].is_trusted(); };
  const auto of_name = [&](auto place) { return bags_[place].friendly_name == key.friendly_name; };
  if (key.local_key_id) {
    auto same_id = narrowed(found(by_id_, as_text(*key.local_key_id)), untrusted);
    if (!same_id.empty()) return narrowed(std::move(same_id), of_name);
  }
  if (key.friendly_name) {
    auto same_name = found(by_name_, *key.friendly_name);
    if (!same_name.empty()) return same_name;
  }
  return keys_ == 1 ? leaves() : Places{};
}

/// Whether the file itself says that the two belong together; being the only ones is no such word.
bool Pairing::is_linked(const Bag& key, std::size_t certificate) const {
  const auto& other = bags_[certificate];
  return (key.local_key_id && other.local_key_id && equal(*key.local_key_id, *other.local_key_id)) ||
         (key.friendly_name && key.friendly_name == other.friendly_name);
}

bool Pairing::is_claimed_once(const Bag& key) const {
  const auto count = [](const auto& counts, std::string_view of) {
    const auto at = counts.find(of);
    return at == counts.end() ? std::size_t{0} : at->second;
  };
  if (keys_ == 1) return true;
  if (key.local_key_id && count(keys_of_id_, as_text(*key.local_key_id)) == 1) return true;
  return key.friendly_name && count(keys_of_name_, *key.friendly_name) == 1;
}

std::optional<std::size_t> Pairing::by_public_key(ByteView spki, const Places& preferred) {
  index_names();
  const auto places = found(by_spki_, as_text(spki));
  if (places.empty()) return std::nullopt;
  const auto is_preferred = [&](auto place) { return std::ranges::find(preferred, place) != preferred.end(); };
  const auto untrusted = [this](auto place) { return !bags_[place].is_trusted(); };
  const auto free = [this](auto place) { return !taken_.contains(place); };
  return narrowed(narrowed(narrowed(places, is_preferred), untrusted), free).front();
}

/// Certificates that issued no other one of the file and are not trusted for themselves.
Places Pairing::leaves() {
  index_names();
  std::unordered_set<std::string_view> issuers;
  for (const auto& names : names_) {
    if (!names.self_issued()) issuers.insert(names.issuer);
  }
  Places places;
  for (std::size_t place = 0; place < bags_.size(); ++place) {
    const auto& bag = bags_[place];
    if (!bag.is_certificate() || bag.is_trusted()) continue;
    if (names_[place].subject.empty() || !issuers.contains(names_[place].subject)) places.push_back(place);
  }
  return places;
}

/// Of several that may have issued it the next in the file, since everyone writes chains upwards; else the first.
std::optional<std::size_t> Pairing::issuer_of(std::size_t certificate, const std::unordered_set<std::size_t>& chain) {
  index_names();
  if (names_[certificate].self_issued()) return std::nullopt;
  const auto at = by_subject_.find(names_[certificate].issuer);
  if (at == by_subject_.end()) return std::nullopt;
  const auto& places = at->second;
  const auto after = std::ranges::upper_bound(places, certificate) - places.begin();
  for (std::size_t i = 0; i < std::min(places.size(), kCandidatesTried); ++i) {
    const auto place = places[(static_cast<std::size_t>(after) + i) % places.size()];
    if (chain.contains(place)) continue;
    if (may_have_issued(*bags_[place].certificate, *bags_[certificate].certificate)) {
      return copy_for_chains(place, places);
    }
  }
  return std::nullopt;
}

/// Of several copies of one certificate the one that is there for chains: not trusted for itself, and without a name.
std::size_t Pairing::copy_for_chains(std::size_t place, const Places& same_subject) const {
  Places copies;
  for (std::size_t i = 0; i < std::min(same_subject.size(), kCandidatesTried); ++i) {
    if (*bags_[same_subject[i]].certificate == *bags_[place].certificate) copies.push_back(same_subject[i]);
  }
  if (copies.empty()) return place;
  const auto untrusted = [this](auto copy) { return !bags_[copy].is_trusted(); };
  const auto nameless = [this](auto copy) { return !bags_[copy].friendly_name; };
  return narrowed(narrowed(std::move(copies), untrusted), nameless).front();
}

void Pairing::index_names() {
  if (!names_.empty()) return;
  names_.resize(bags_.size());
  for (std::size_t place = 0; place < bags_.size(); ++place) {
    if (!bags_[place].is_certificate()) continue;
    const auto view = pieces::view_of(bags_[place].value);
    if (!view) continue;  // carried along, but nobody's issuer
    names_[place] = {.subject = canonical(view->subject), .issuer = canonical(view->issuer)};
    if (!names_[place].subject.empty()) by_subject_[names_[place].subject].push_back(place);  // names_ grows no more
    by_spki_[as_text(view->spki)].push_back(place);
  }
}

}  // namespace ks::pkcs12
