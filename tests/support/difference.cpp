#include "support/difference.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>
#include <variant>

#include "ks/base/text.h"
#include "support/listing.h"

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

std::string text_of(ByteView bytes) { return std::to_string(bytes.size()) + ":" + std::string(as_text(bytes)); }

/// The key and certificates of an unlocked entry as one text to compare by.
struct Content {
  std::string operator()(const PrivateKeyEntry& entry) const {
    auto text = "private " + text_of(entry.key.plain() ? entry.key.pkcs8() : ByteView(entry.key.locked_bytes().bytes));
    for (const auto& certificate : entry.chain) text += text_of(certificate.der());
    return text;
  }
  std::string operator()(const SecretKeyEntry& entry) const {
    return "secret " + text_of(entry.key.plain() ? entry.key.raw() : ByteView(entry.key.locked_bytes().bytes));
  }
  std::string operator()(const TrustedCertificateEntry& entry) const {
    return "certificate " + text_of(entry.certificate.der());
  }
  std::string operator()(const CertificateEntry& entry) const {
    return "certificate " + text_of(entry.certificate.der());
  }
};

std::string content_of(const Entry& entry) { return std::visit(Content{}, entry.value); }

/// Whether `after` is `before` but for what may always change.
bool equal_enough(const Entry& before, Entry after) {
  if (!before.created) after.created.reset();
  if (before.alias.is_suggested()) after.alias = before.alias;
  return before == after;
}

/// "web (private-key)"
std::string named(const Entry& entry) {
  return "\"" + text::escape(entry.alias.text()) + "\" (" + std::string(kind(entry)) + ")";
}

class Comparison {
 public:
  Comparison(const Store& after, const std::vector<Loss>& losses) {
    for (const auto& loss : losses) {
      (loss.weight == Loss::Weight::content ? of_content_ : of_detail_).insert(loss.alias);
    }
    for (const auto& entry : after) {
      entries_.push_back(unlocked(entry));
      ++contents_[content_of(entries_.back())];
    }
    for (const auto& entry : entries_) by_alias_.emplace(entry.alias.text(), &entry);
  }

  void check(const Entry& before) {
    const auto entry = unlocked(before);
    const auto content = content_of(entry);
    known_.insert(content);
    if (of_content_.contains(entry.alias.text())) return;
    const auto found = contents_.find(content);
    if (found == contents_.end() || found->second == 0) {
      differences.push_back(named(entry) + " is gone");
      return;
    }
    --found->second;
    if (of_detail_.contains(entry.alias.text()) || of_detail_.contains("")) return;
    if (!is_there(entry)) differences.push_back(named(entry) + " has changed");
  }

  /// What is there and was not before.
  void check_nothing_new() {
    for (const auto& entry : entries_) {
      if (!known_.contains(content_of(entry))) differences.push_back(named(entry) + " is new");
    }
  }

  template <class T>
  void check_all(const std::vector<T>& before, const std::vector<T>& after, const std::string& what) {
    if (before != after && !of_content_.contains("")) differences.push_back(what + " have changed");
  }

  std::vector<std::string> differences;

 private:
  [[nodiscard]] bool is_there(const Entry& entry) const {
    if (!entry.alias.is_suggested()) {
      const auto found = by_alias_.find(entry.alias.text());
      return found != by_alias_.end() && equal_enough(entry, *found->second);
    }
    return std::ranges::any_of(entries_, [&](const Entry& other) { return equal_enough(entry, other); });
  }

  std::set<std::string> of_content_, of_detail_;  // aliases with such a loss
  std::vector<Entry> entries_;                    // after, unlocked
  std::unordered_map<std::string, const Entry*> by_alias_;
  std::map<std::string, std::size_t> contents_;  // of entries_, less those that were found
  std::set<std::string> known_;                  // contents before
};

}  // namespace

std::vector<std::string> unexplained(const Store& before, const Store& after, const std::vector<Loss>& losses) {
  Comparison comparison(after, losses);
  for (const auto& entry : before) comparison.check(entry);
  comparison.check_nothing_new();
  comparison.check_all(before.crls, after.crls, "revocation lists");
  comparison.check_all(before.opaque, after.opaque, "opaque bags");
  return std::move(comparison.differences);
}

}  // namespace ks::test
