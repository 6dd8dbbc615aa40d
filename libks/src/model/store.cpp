#include "ks/model/store.h"

#include <algorithm>
#include <utility>

#include "ks/base/text.h"

namespace ks {
namespace {

constexpr std::size_t kAliasesInHint = 10;

std::string quoted(const Alias& alias) { return "\"" + text::shown(alias.text()) + "\""; }

Error clash(const Alias& alias) {
  return {.code = Errc::clash, .message = "the alias " + quoted(alias) + " is taken", .alias = alias.text()};
}

}  // namespace

std::string_view name(Integrity integrity) noexcept {
  switch (integrity) {
    case Integrity::absent: return "absent";
    case Integrity::unchecked: return "unchecked";
    case Integrity::verified: return "verified";
  }
  return "absent";
}

std::optional<std::size_t> Store::place_of(const Alias& alias) const {
  if (const auto exact = by_alias_.find(alias.text()); exact != by_alias_.end()) return exact->second;
  const auto folded = alias.folded();
  if (const auto count = folded_count_.find(folded.text()); count == folded_count_.end() || count->second != 1) {
    return std::nullopt;
  }
  const auto found = std::ranges::find_if(entries_, [&](const Entry& entry) { return entry.alias.folded() == folded; });
  return static_cast<std::size_t>(found - entries_.begin());
}

Error Store::not_found(const Alias& alias) const {
  std::string aliases;
  for (std::size_t i = 0; i < std::min(entries_.size(), kAliasesInHint); ++i) {
    aliases += (i == 0 ? "" : ", ") + quoted(entries_[i].alias);
  }
  if (entries_.size() > kAliasesInHint) {
    aliases += " and " + std::to_string(entries_.size() - kAliasesInHint) + " more";
  }
  const bool ambiguous = folded_count_.contains(alias.folded().text());
  return {.code = Errc::not_found,
          .message = ambiguous ? "several entries are called " + quoted(alias) + " but for upper and lower case"
                               : "no entry is called " + quoted(alias),
          .alias = alias.text(),
          .hint = entries_.empty() ? "the store has no entries" : "the aliases are: " + aliases};
}

const Entry* Store::find(const Alias& alias) const {
  const auto place = place_of(alias);
  return place ? &entries_[*place] : nullptr;
}

Result<Entry> Store::at(const Alias& alias) const {
  if (const auto* entry = find(alias)) return *entry;
  return failure(not_found(alias));
}

void Store::append(Entry entry) {
  by_alias_.emplace(entry.alias.text(), entries_.size());
  ++folded_count_[entry.alias.folded().text()];
  entries_.push_back(std::move(entry));
}

void Store::reserve(std::size_t entries) {
  entries_.reserve(entries);
  by_alias_.reserve(entries);
  folded_count_.reserve(entries);
}

Result<void> Store::add(Entry entry) {
  if (by_alias_.contains(entry.alias.text())) return failure(clash(entry.alias));
  append(std::move(entry));
  return {};
}

void Store::add_renamed(Entry entry, AliasCase alias_case) {
  const auto taken = [this](const Alias& alias) { return folded_count_.contains(alias.folded().text()); };
  const bool may_differ_by_case = alias_case == AliasCase::matters && !entry.alias.is_suggested();
  if (may_differ_by_case ? by_alias_.contains(entry.alias.text()) : taken(entry.alias)) {
    auto& suffix = next_suffix_.try_emplace(entry.alias.folded().text(), 2).first->second;
    Alias free;
    do {
      auto text = entry.alias.text() + "-" + std::to_string(suffix++);
      free = entry.alias.is_suggested() ? Alias::suggested(std::move(text)) : Alias(std::move(text));
    } while (taken(free));
    entry.alias = std::move(free);
  }
  append(std::move(entry));
}

void Store::replace(Entry entry) {
  if (const auto taken = by_alias_.find(entry.alias.text()); taken != by_alias_.end()) {
    entries_[taken->second] = std::move(entry);
  } else {
    append(std::move(entry));
  }
}

Result<void> Store::remove(const Alias& alias) {
  const auto place = place_of(alias);
  if (!place) return failure(not_found(alias));
  entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(*place));
  index_again();
  return {};
}

Result<void> Store::rename(const Alias& from, const Alias& to) {
  const auto place = place_of(from);
  if (!place) return failure(not_found(from));
  if (const auto taken = by_alias_.find(to.text()); taken != by_alias_.end() && taken->second != *place) {
    return failure(clash(to));
  }
  entries_[*place].alias = to;
  index_again();
  return {};
}

void Store::index_again() {
  by_alias_.clear();
  folded_count_.clear();
  next_suffix_.clear();  // a removed "-2" is free again
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    by_alias_.emplace(entries_[i].alias.text(), i);
    ++folded_count_[entries_[i].alias.folded().text()];
  }
}

}  // namespace ks
