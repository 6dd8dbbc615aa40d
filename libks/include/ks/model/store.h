#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "ks/base/result.h"
#include "ks/model/entry.h"
#include "ks/model/protection.h"

namespace ks {

/// Whether what was read is what was written, as far as the format can tell.
enum class Integrity {
  absent,     ///< The format or this file has no check.
  unchecked,  ///< It has one, and no password was given to check it with.
  verified,
};
[[nodiscard]] std::string_view name(Integrity integrity) noexcept;

/// Where a Store came from; no part of its value.
struct Origin {
  std::string format;  ///< "pkcs12"; empty for a Store made by hand.
  Integrity integrity = Integrity::absent;
  std::vector<std::string> warnings;  ///< "weak encryption: RC2-40"; for people, in English, not escaped.
  /// What the file holds that a Store does not, some hundred at most: "block 3 (DH PARAMETERS)". Writing it again loses that.
  std::vector<std::string> left_out;
  std::optional<Protection> keys;  ///< How the file protects keys, so that changing it in place keeps to that.
  std::optional<Protection> certificates;
  std::optional<Mac> mac;
};

/// What we read and cannot use: an unknown PKCS#12 bag, carried along.
struct OpaqueBag {
  std::string oid;
  Bytes value;  ///< DER of bagValue, without the [0] around it.
  Attributes attributes;
  friend bool operator==(const OpaqueBag&, const OpaqueBag&) = default;
};

/// An ordered list of entries, the waist of the library: formats decode into it and encode out of it.
///
/// Two entries may not have the same alias by `==`. Entries keep their order.
class Store {
 public:
  [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return entries_; }
  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
  [[nodiscard]] bool empty() const noexcept { return entries_.empty() && crls.empty() && opaque.empty(); }
  [[nodiscard]] auto begin() const noexcept { return entries_.begin(); }
  [[nodiscard]] auto end() const noexcept { return entries_.end(); }

  /// The entry of exactly this alias, else the only one that folds with it, else null. O(size).
  [[nodiscard]] const Entry* find(const Alias& alias) const;
  /// Errors: not_found, with the aliases there are as a hint.
  [[nodiscard]] Result<Entry> at(const Alias& alias) const;

  /// Makes room for so many entries in all.
  void reserve(std::size_t entries);
  /// Appends. Errors: clash if the alias is taken. O(1) on average.
  [[nodiscard]] Result<void> add(Entry entry);
  /// Appends under the entry's alias or, if it is taken, the first of "alias-2", "alias-3", … that is free in any case.
  /// Where case matters, only the same alias takes a given one; a suggested one gives way to those in another case, too.
  /// O(1) on average, also when every entry asks for the same alias.
  void add_renamed(Entry entry, AliasCase alias_case = AliasCase::is_folded);
  /// Whether any two aliases differ by case alone.
  [[nodiscard]] bool has_aliases_that_fold() const noexcept { return folded_count_.size() < entries_.size(); }
  /// Puts `entry` where its alias stands, or appends.
  void replace(Entry entry);
  /// Removes what find() gives. Errors: not_found. O(size).
  [[nodiscard]] Result<void> remove(const Alias& alias);
  /// Renames what find() gives; it keeps its place. Errors: not_found, clash. O(size).
  [[nodiscard]] Result<void> rename(const Alias& from, const Alias& to);

  std::vector<Crl> crls;
  std::vector<OpaqueBag> opaque;
  Origin origin;

  /// Same entries, CRLs and opaque bags in the same order, wherever they came from.
  friend bool operator==(const Store& a, const Store& b) {
    return a.entries_ == b.entries_ && a.crls == b.crls && a.opaque == b.opaque;
  }

 private:
  [[nodiscard]] std::optional<std::size_t> place_of(const Alias& alias) const;
  [[nodiscard]] Error not_found(const Alias& alias) const;
  void append(Entry entry);
  void index_again();

  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::size_t> by_alias_;      // exact alias → place in entries_
  std::unordered_map<std::string, std::size_t> folded_count_;  // folded alias → how many entries have it
  std::unordered_map<std::string, std::size_t> next_suffix_;   // folded alias → the first "-N" that may be free
};

}  // namespace ks
