#include "support/difference.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>

#include "asn1/der_writer.h"
#include "ks/base/text.h"

namespace ks::test {
namespace {

/// `entry` with its key unlocked, if that can be done.
Entry unlocked(Entry entry) {
  const auto open = [](auto& key) {
    if (auto plain = key.unlock()) key = *std::move(plain);
  };
  if (auto* value = std::get_if<PrivateKeyEntry>(&entry.value)) open(value->key);
  if (auto* value = std::get_if<SecretKeyEntry>(&entry.value)) open(value->key);
  return entry;
}

/// What an entry is about, to find it again by: its key, else its certificate.
struct Core {
  std::string operator()(const PrivateKeyEntry& entry) const {
    return "private " + text_of(entry.key.plain() ? entry.key.pkcs8() : ByteView(entry.key.locked_bytes().bytes));
  }
  std::string operator()(const SecretKeyEntry& entry) const {
    return "secret " + text_of(entry.key.plain() ? entry.key.raw() : ByteView(entry.key.locked_bytes().bytes));
  }
  std::string operator()(const TrustedCertificateEntry& entry) const { return of_certificate(entry.certificate); }
  std::string operator()(const CertificateEntry& entry) const { return of_certificate(entry.certificate); }

  static std::string text_of(ByteView bytes) { return std::string(as_text(bytes)); }
  static std::string of_certificate(const Certificate& certificate) {
    return "certificate " + text_of(certificate.der());
  }
};

std::string core_of(const Entry& entry) { return std::visit(Core{}, entry.value); }

/// "web (private-key)"
std::string named(const Entry& entry) {
  return "\"" + text::escape(entry.alias.text()) + "\" (" + std::string(kind(entry)) + ")";
}

/// localKeyId only ties a key to its certificates: once they are together it says nothing more. Attributes are a set.
void simplify(Attributes& attributes) {
  std::erase_if(attributes, [](const Attribute& one) { return one.oid == "1.2.840.113549.1.9.21"; });
  std::ranges::sort(attributes, {}, [](const Attribute& one) { return std::tie(one.oid, one.values); });
}

/// Without what may always change among the attributes of an entry and its certificates.
void simplify_attributes(Entry& entry) {
  simplify(entry.attributes);
  auto* key = std::get_if<PrivateKeyEntry>(&entry.value);
  if (key == nullptr) return;
  for (auto& attributes : key->chain_attributes) simplify(attributes);
  if (std::ranges::all_of(key->chain_attributes, &Attributes::empty)) key->chain_attributes.clear();
}

/// The name of a leaf that is its entry's alias says nothing more.
void drop_leaf_name(Entry& entry, const std::string& alias) {
  auto* key = std::get_if<PrivateKeyEntry>(&entry.value);
  const auto utf16 = text::to_utf16be(alias);
  if (key == nullptr || key->chain_attributes.empty() || !utf16) return;
  std::erase(key->chain_attributes.front(),
             Attribute{.oid = "1.2.840.113549.1.9.20", .values = {asn1::bmp_string(*utf16)}});
}

/// Whether the certificates of `after` begin with those of `before`.
bool keeps_chain(const Entry& before, const Entry& after) {
  const auto chain = before.certificates();
  const auto longer = after.certificates();
  return chain.size() <= longer.size() && std::equal(chain.begin(), chain.end(), longer.begin());
}

/// Whether the leaf is a certificate of the key, where that can be seen.
bool leaf_belongs(const Entry& entry) {
  const auto* value = std::get_if<PrivateKeyEntry>(&entry.value);
  if (value == nullptr || value->chain.empty()) return true;
  const auto public_key = value->key.public_key();
  const auto& leaf = value->chain.front().fields();
  return !public_key || !leaf || *public_key == leaf->spki;
}

/// Whether `after` is `before` but for what may always change.
bool equal_enough(Entry before, Entry after) {
  if (!keeps_chain(before, after)) return false;
  if (!before.created) after.created.reset();
  for (auto* entry : {&before, &after}) drop_leaf_name(*entry, after.alias.text());
  if (before.alias.is_suggested()) after.alias = before.alias;
  const auto* old_key = std::get_if<PrivateKeyEntry>(&before.value);
  auto* new_key = std::get_if<PrivateKeyEntry>(&after.value);
  if (old_key != nullptr && new_key != nullptr) {
    new_key->chain = old_key->chain;
    if (!new_key->chain_attributes.empty()) new_key->chain_attributes.resize(old_key->chain.size());
  }
  simplify_attributes(before);
  simplify_attributes(after);
  return before == after;
}

/// An entry as it came back and with its key unlocked: a key may be known to one side only in the first way.
struct After {
  Entry as_read;
  Entry opened;

  [[nodiscard]] bool is(const Entry& before) const {
    return equal_enough(before, as_read) || equal_enough(before, opened);
  }
};

class Comparison {
 public:
  Comparison(const Store& before, const Store& after, const std::vector<Loss>& losses) {
    for (const auto& entry : before) {
      if (!entry.alias.is_suggested()) given_.insert(entry.alias.text());
    }
    for (const auto& loss : losses) {
      (loss.weight == Loss::Weight::content ? of_content_ : of_detail_).insert(loss.alias);
    }
    for (const auto& entry : after) entries_.push_back({.as_read = entry, .opened = unlocked(entry)});
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      by_alias_[entries_[i].as_read.alias.text()] = i;
      for (const auto& core : {core_of(entries_[i].as_read), core_of(entries_[i].opened)}) by_core_[core].insert(i);
      for (const auto& certificate : entries_[i].as_read.certificates()) {
        certificates_.insert(Core::of_certificate(certificate));
      }
    }
  }

  /// Whether no loss tells that something of it is elsewhere, nor has it a leaf of another key.
  [[nodiscard]] bool must_be_whole(const Entry& before) const {
    const auto entry = unlocked(before);
    if (of_detail_.contains(entry.alias.text()) || of_detail_.contains("")) return false;
    return leaf_belongs(entry) && leaf_belongs(opened_by_reader(entry, core_of(entry)));
  }

  enum class Wanted { whole, in_pieces };

  void check(const Entry& before, Wanted wanted) {
    const auto entry = unlocked(before);
    const auto core = core_of(entry);
    known_.insert(core);
    for (const auto& certificate : entry.certificates()) known_.insert(Core::of_certificate(certificate));
    if (of_content_.contains(entry.alias.text())) return;
    if (std::holds_alternative<CertificateEntry>(entry.value) && certificates_.contains(core)) return;
    const bool is_whole = wanted == Wanted::whole;
    if (!(is_whole ? take(entry, core) : take_in_pieces(entry, core))) {
      differences.push_back(named(entry) + " is gone");
    } else if (is_whole && !is_there(entry)) {
      differences.push_back(named(entry) + " has changed");
    }
  }

  /// What is there and was not before.
  void check_nothing_new() {
    for (const auto& [as_read, opened] : entries_) {
      const bool key_is_known = known_.contains(core_of(as_read)) || known_.contains(core_of(opened));
      const auto is_known = [&](const Certificate& one) { return known_.contains(Core::of_certificate(one)); };
      if (!key_is_known || !std::ranges::all_of(as_read.certificates(), is_known)) {
        differences.push_back(named(as_read) + " is new");
      }
    }
  }

  template <class T>
  void check_all(const std::vector<T>& before, const std::vector<T>& after, const std::string& what) {
    if (before != after && !of_content_.contains("")) differences.push_back(what + " have changed");
  }

  std::vector<std::string> differences;

 private:
  /// `entry`, its key as open as it came back: the reader may know a password that the entry did not carry.
  [[nodiscard]] Entry opened_by_reader(Entry entry, const std::string& core) const {
    auto* value = std::get_if<PrivateKeyEntry>(&entry.value);
    const auto places = by_core_.find(core);
    if (value == nullptr || places == by_core_.end() || places->second.empty()) return entry;
    value->key = std::get<PrivateKeyEntry>(entries_[*places->second.begin()].opened.value).key;
    return entry;
  }

  /// Whether an entry of this core and chain is there that is not yet the counterpart of another.
  bool take(const Entry& entry, const std::string& core) {
    return take_one(entry, core, [&](std::size_t place) { return keeps_chain(entry, entries_[place].as_read); });
  }

  /// The same, but its certificates may be anywhere.
  bool take_in_pieces(const Entry& entry, const std::string& core) {
    return take_one(entry, core, [](std::size_t) { return true; }) &&
           std::ranges::all_of(entry.certificates(), [&](const Certificate& certificate) {
             return certificates_.contains(Core::of_certificate(certificate));
           });
  }

  /// Takes the place of this core that fits: the one of the same alias, else the most likely.
  template <class Fits>
  bool take_one(const Entry& entry, const std::string& core, Fits fits) {
    const auto places = by_core_.find(core);
    if (places == by_core_.end()) return false;
    auto& left = places->second;
    if (const auto same = place_of(entry.alias); same && left.contains(*same) && fits(*same)) {
      return left.erase(*same) > 0;
    }
    auto best = left.end();
    int best_so_far = -1;
    for (auto place = left.begin(); place != left.end() && best_so_far < kEqual; ++place) {
      const auto likely = fits(*place) ? likeness(entry, entries_[*place]) : -1;
      if (likely > best_so_far) best = place;
      best_so_far = std::max(likely, best_so_far);
    }
    if (best == left.end()) return false;
    left.erase(best);
    return true;
  }

  /// Where the entry of an alias is that somebody chose.
  [[nodiscard]] std::optional<std::size_t> place_of(const Alias& alias) const {
    const auto found = by_alias_.find(alias.text());
    return alias.is_suggested() || found == by_alias_.end() ? std::nullopt : std::optional(found->second);
  }

  /// How likely `after` is what became of `before`, up to kEqual; less so if another may ask for its alias.
  [[nodiscard]] int likeness(const Entry& before, const After& after) const {
    const bool is_same_chain = before.certificates() == after.as_read.certificates();
    if (is_same_chain && after.is(before)) return kEqual;
    return (is_same_chain ? 2 : 0) + (given_.contains(after.as_read.alias.text()) ? 0 : 1);
  }

  [[nodiscard]] bool is_there(const Entry& entry) const {
    if (entry.alias.is_suggested()) {
      return std::ranges::any_of(entries_, [&](const After& after) { return after.is(entry); });
    }
    const auto place = place_of(entry.alias);
    return place && entries_[*place].is(entry);
  }

  static constexpr int kEqual = 4;
  std::unordered_set<std::string> given_;         // aliases before, but for those that nobody chose
  std::set<std::string> of_content_, of_detail_;  // aliases with such a loss
  std::vector<After> entries_;
  std::unordered_map<std::string, std::size_t> by_alias_;           // places in entries_
  std::unordered_map<std::string, std::set<std::size_t>> by_core_;  // places that are nobody's counterpart yet
  std::unordered_set<std::string> certificates_;                    // all of them, alone and in chains
  std::unordered_set<std::string> known_;                           // cores and certificates before
};

}  // namespace

std::vector<std::string> unexplained(const Store& before, const Store& after, const std::vector<Loss>& losses) {
  Comparison comparison(before, after, losses);
  std::vector<const Entry*> whole, others;
  for (const auto& entry : before) (comparison.must_be_whole(entry) ? whole : others).push_back(&entry);
  // Of two that one counterpart may be, who may come back in pieces takes what the other leaves.
  for (const auto* entry : whole) comparison.check(*entry, Comparison::Wanted::whole);
  for (const auto* entry : others) comparison.check(*entry, Comparison::Wanted::in_pieces);
  comparison.check_nothing_new();
  comparison.check_all(before.crls, after.crls, "revocation lists");
  comparison.check_all(before.opaque, after.opaque, "opaque bags");
  return std::move(comparison.differences);
}

}  // namespace ks::test
