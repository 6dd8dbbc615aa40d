#include "formats/pieces_pairing.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "formats/pieces_shape.h"
#include "formats/pkcs8.h"
#include "ks/base/limits.h"

namespace ks::pieces {
namespace {

/// Candidates looked at in all, so that a file of nothing but equal names costs no more than another.
constexpr std::size_t kMostCandidates = 1'000'000;

std::string text_of(ByteView bytes) { return std::string(as_text(bytes)); }

/// The canonical form of a Name, by which issuers are found; empty if it cannot be read.
std::string canonical(ByteView name) {
  const auto parsed = Name::from_der(name);
  return parsed ? parsed->canonical() : std::string();
}

/// Finds certificates of a pile by what they say.
class Index {
 public:
  using Places = std::vector<Place>;

  explicit Index(const std::vector<CertificatePiece>& certificates) : subjects_(certificates.size()) {
    std::vector<std::string> issuers(certificates.size());
    for (Place place = 0; place < certificates.size(); ++place) {
      const auto& piece = certificates[place];
      if (piece.trust.apart) continue;
      if (!piece.said.local_key_id.empty()) by_id_[text_of(piece.said.local_key_id)].push_back(place);
      const auto view = view_of(piece.certificate.der());
      if (!view) continue;
      subjects_[place] = canonical(view->subject);
      issuers[place] = canonical(view->issuer);
      by_key_[comparable_key(view->spki)].push_back(place);
      by_subject_[subjects_[place]].push_back(place);
    }
    for (Place place = 0; place < issuers.size(); ++place) {
      if (issuers[place] != subjects_[place]) issuing_.insert(std::move(issuers[place]));
    }
  }

  [[nodiscard]] const Places& of_key(const std::string& comparable) const { return find(by_key_, comparable); }
  [[nodiscard]] const Places& of_id(ByteView id) const { return find(by_id_, text_of(id)); }
  [[nodiscard]] const Places& of_subject(const std::string& name) const { return find(by_subject_, name); }
  /// Whether no other certificate of the pile has `place` as its issuer, by name.
  [[nodiscard]] bool is_leaf(Place place) const {
    return !subjects_[place].empty() && !issuing_.contains(subjects_[place]);
  }

 private:
  using Map = std::unordered_map<std::string, Places>;
  static const Places& find(const Map& map, const std::string& key) {
    static const Places kNone;
    const auto found = map.find(key);
    return found == map.end() || key.empty() ? kNone : found->second;
  }

  std::vector<std::string> subjects_;
  Map by_key_, by_id_, by_subject_;
  std::unordered_set<std::string> issuing_;
};

/// Gives each key of a pile its chain.
class Pairing {
 public:
  Pairing(Pile& pile, const DecodeOptions& options)
      : pile_(pile),
        options_(options),
        index_(pile.certificates),
        leaf_of_(pile.keys.size()),
        chains_(pile.keys.size()),
        taken_(pile.certificates.size()),
        grouped_(pile.certificates.size()),
        seen_by_(pile.certificates.size(), SIZE_MAX),
        budget_(options.limits) {}

  Pairs run() {
    for (std::size_t key = 0; key < pile_.keys.size(); ++key) {
      leaf_of_[key] = leaf_for(key);
      if (leaf_of_[key]) take_group(key, *leaf_of_[key]);
    }
    for (std::size_t key = 0; key < pile_.keys.size(); ++key) {
      if (leaf_of_[key] && chains_[key].empty()) chains_[key] = chain_from(*leaf_of_[key], key);
      for (const auto place : chains_[key]) taken_[place] = true;
    }
    return {.chains = std::move(chains_), .taken = std::move(taken_)};
  }

 private:
  [[nodiscard]] const KeyPiece& key_at(std::size_t key) const { return pile_.keys[key]; }
  [[nodiscard]] const CertificatePiece& at(Place place) const { return pile_.certificates[place]; }

  /// The certificate of a key: by public key if that is known or worth finding out, else by what the file says.
  std::optional<Place> leaf_for(std::size_t key) {
    if (pile_.certificates.empty()) return std::nullopt;
    const auto public_key = key_at(key).key.plain() ? comparable(key_at(key).key) : std::string();
    const auto leaf = public_key.empty() ? leaf_without_public_key(key) : best(index_.of_key(public_key), key);
    if (leaf) taken_[*leaf] = true;
    return leaf;
  }

  std::optional<Place> leaf_without_public_key(std::size_t key) {
    if (const auto beside = next_to(key); beside && said_to_belong(key, *beside)) return beside;
    if (const auto told = best(index_.of_id(key_at(key).said.local_key_id), key)) return told;
    if (const auto sole = sole_leaf()) return sole;
    const auto public_key = unlocked(key);
    return public_key.empty() ? by_order(key) : best(index_.of_key(public_key), key);
  }

  static std::string comparable(const PrivateKey& key) {
    const auto spki = key.public_key();
    return spki ? comparable_key(*spki) : std::string();
  }

  /// The public key of a key that is encrypted. All keys together may cost as much as a file may.
  std::string unlocked(std::size_t key) {
    const auto& piece = key_at(key);
    if (piece.key.plain()) return {};
    const auto offered = options_.password_for(piece.said.name.value_or(""));
    const auto rounds = pkcs8::locking_of(piece.key.locked_bytes(), options_.limits).rounds;
    if (!offered || rounds == 0 || !budget_.spend(rounds)) return {};
    const auto plain = piece.key.unlock(*offered);
    return plain ? comparable(*plain) : std::string();
  }

  /// The certificate that stands right behind a key.
  [[nodiscard]] std::optional<Place> next_to(std::size_t key) const {
    const auto place = key_at(key).certificates_before;
    return place < group_end(key) ? std::optional(place) : std::nullopt;
  }

  /// Where the certificates between a key and the next one end.
  [[nodiscard]] Place group_end(std::size_t key) const {
    return key + 1 < pile_.keys.size() ? key_at(key + 1).certificates_before : pile_.certificates.size();
  }

  /// Whether the comments of a key and a certificate agree that they are one entry.
  [[nodiscard]] bool said_to_belong(std::size_t key, Place place) const {
    const auto& ours = key_at(key).said;
    const auto& theirs = at(place).said;
    if (at(place).trust.apart || ours.local_key_id != theirs.local_key_id) return false;
    return !ours.local_key_id.empty() || (ours.name && ours.name == theirs.name);
  }

  /// Of certificates that all fit: the one behind the key, then by what the comments say, then the first that belongs to
  /// no other key.
  std::optional<Place> best(const Index::Places& candidates, std::size_t key) {
    if (candidates.empty()) return std::nullopt;
    const auto beside = next_to(key);
    if (beside && std::ranges::binary_search(candidates, *beside) && same_said_id(key, *beside)) return beside;
    std::optional<Place> free;
    for (const auto place : candidates) {
      if (!may_look()) break;
      if (grouped_[place]) continue;
      if (said_to_belong(key, place) && !taken_[place]) return place;
      if (!free && !taken_[place]) free = place;
    }
    return free;
  }

  [[nodiscard]] bool same_said_id(std::size_t key, Place place) const {
    return key_at(key).said.local_key_id == at(place).said.local_key_id;
  }

  /// The one certificate that can be meant where there is one key.
  std::optional<Place> sole_leaf() const {
    if (pile_.keys.size() != 1) return std::nullopt;
    std::optional<Place> sole;
    for (Place place = 0; place < pile_.certificates.size(); ++place) {
      if (at(place).trust.apart || !index_.is_leaf(place)) continue;
      if (sole) return std::nullopt;
      sole = place;
    }
    return sole;
  }

  /// Where keys come first, the next leaf behind this one and before the next key; else the first before it. Of either
  /// only one that belongs to no other.
  std::optional<Place> by_order(std::size_t key) {
    const bool keys_first = pile_.keys.front().certificates_before == 0;
    const auto end = keys_first ? group_end(key) : key_at(key).certificates_before;
    for (next_in_order_ = std::max(next_in_order_, keys_first ? key_at(key).certificates_before : 0);
         next_in_order_ < end; ++next_in_order_) {
      const auto place = next_in_order_;
      if (!at(place).trust.apart && !taken_[place] && index_.is_leaf(place)) return place;
    }
    return std::nullopt;
  }

  /// Certificates right behind a key that all carry its localKeyID are its chain, as it stands: we write them so.
  void take_group(std::size_t key, Place leaf) {
    const auto& id = key_at(key).said.local_key_id;
    if (id.empty() || leaf != key_at(key).certificates_before) return;
    auto end = leaf;
    while (end < group_end(key) && at(end).said.local_key_id == id && !at(end).trust.apart) ++end;
    if (end - leaf < 2) return;  // others write it on the leaf alone
    for (auto place = leaf; place < end; ++place) {
      chains_[key].push_back(place);
      grouped_[place] = true;
    }
  }

  /// From `leaf` up, to a self-issued certificate, a missing issuer or a loop.
  std::vector<Place> chain_from(Place leaf, std::size_t key) {
    std::vector<Place> chain{leaf};
    seen_by_[leaf] = key;
    for (auto next = issuer_of(leaf, key); next; next = issuer_of(*next, key)) {
      chain.push_back(*next);
      seen_by_[*next] = key;
    }
    return chain;
  }

  std::optional<Place> issuer_of(Place place, std::size_t key) {
    const auto& fields = at(place).certificate.fields();
    if (!may_look() || !fields || fields->self_issued()) return std::nullopt;
    const auto fits = [&](Place issuer) {
      return seen_by_[issuer] != key && !grouped_[issuer] &&
             may_have_issued(at(issuer).certificate, at(place).certificate);
    };
    const auto& candidates = index_.of_subject(fields->issuer.canonical());
    if (std::ranges::binary_search(candidates, place + 1) && fits(place + 1)) return place + 1;
    for (const auto issuer : candidates) {
      if (!may_look()) return std::nullopt;
      if (fits(issuer)) return issuer;
    }
    return std::nullopt;
  }

  bool may_look() {
    if (looked_at_ == kMostCandidates) pile_.warnings.emplace_back("too many equal names: some chains may be short");
    return looked_at_ <= kMostCandidates && ++looked_at_ <= kMostCandidates;
  }

  Pile& pile_;
  const DecodeOptions& options_;
  Index index_;
  std::vector<std::optional<Place>> leaf_of_;
  std::vector<std::vector<Place>> chains_;
  std::vector<bool> taken_;           // belongs to a key
  std::vector<bool> grouped_;         // belongs to one key only
  std::vector<std::size_t> seen_by_;  // the key whose chain it was last put into
  RoundBudget budget_;
  Place next_in_order_ = 0;
  std::size_t looked_at_ = 0;
};

}  // namespace

Pairs pair(Pile& pile, const DecodeOptions& options) { return Pairing(pile, options).run(); }

}  // namespace ks::pieces
