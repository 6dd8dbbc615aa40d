#include <algorithm>
#include <optional>
#include <utility>

#include "ks/ops/ops.h"

namespace ks {
namespace {

/// What is left of an entry when only `parts` of it are wanted; nothing, perhaps.
struct Cut {
  const Parts& parts;

  std::optional<Entry::Value> operator()(PrivateKeyEntry entry) const {
    if (!parts.chain && entry.chain.size() > (parts.leaf ? 1U : 0U)) {
      entry.chain.erase(entry.chain.begin() + (parts.leaf ? 1 : 0), entry.chain.end());
      entry.chain_attributes.resize(std::min(entry.chain_attributes.size(), entry.chain.size()));
    }
    if (parts.key) return entry;
    if (entry.chain.empty() || !parts.leaf) return std::nullopt;
    return CertificateEntry{entry.chain.front()};
  }
  std::optional<Entry::Value> operator()(TrustedCertificateEntry entry) const {
    if (!parts.trusted) return std::nullopt;
    return entry;
  }
  std::optional<Entry::Value> operator()(CertificateEntry entry) const {
    if (!parts.trusted) return std::nullopt;
    return entry;
  }
  std::optional<Entry::Value> operator()(SecretKeyEntry entry) const {
    if (!parts.secret) return std::nullopt;
    return entry;
  }
};

/// The rest of a chain whose key is not wanted: certificates in their own right, after the leaf.
void add_chain_without_key(Store& selected, const Entry& entry) {
  const auto* identity = std::get_if<PrivateKeyEntry>(&entry.value);
  if (identity == nullptr) return;
  for (std::size_t i = 1; i < identity->chain.size(); ++i) {
    selected.add_renamed(Entry{.alias = Alias::suggested(entry.alias.text() + "-chain-" + std::to_string(i)),
                               .value = CertificateEntry{identity->chain[i]}});
  }
}

void add_parts(Store& selected, const Entry& entry, const Parts& parts) {
  if (auto value = std::visit(Cut{parts}, entry.value)) {
    selected.add_renamed(
        Entry{
            .alias = entry.alias, .created = entry.created, .attributes = entry.attributes, .value = *std::move(value)},
        AliasCase::matters);
  }
  if (!parts.key && parts.chain) add_chain_without_key(selected, entry);
}

bool everything(const Parts& parts) { return parts.key && parts.leaf && parts.chain && parts.trusted && parts.secret; }

}  // namespace

Result<Store> select(const Store& store, std::span<const Alias> aliases, const Parts& parts) {
  std::vector<Alias> wanted;
  for (const auto& alias : aliases) {
    KS_TRY(const auto entry, store.at(alias));
    wanted.push_back(entry.alias);
  }
  Store selected;
  selected.origin = store.origin;
  for (const auto& entry : store) {
    if (wanted.empty() || std::ranges::find(wanted, entry.alias) != wanted.end()) add_parts(selected, entry, parts);
  }
  if (wanted.empty() && everything(parts)) {
    selected.crls = store.crls;
    selected.opaque = store.opaque;
  }
  return selected;
}

}  // namespace ks
