#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ks/base/result.h"
#include "ks/model/store.h"

/// Store in, Store out. None of these reads a file or asks for a password.
namespace ks {

/// What to do with an entry whose alias is taken by one of other content. Equal ones merge silently, and a suggested
/// alias gives way to a given one whatever is asked for.
enum class OnClash { fail, keep_ours, take_theirs, rename_theirs };

/// Whether a key may give way to an entry that is none of its kind; another key of one alias always may.
enum class KeyLoss { refused, allowed };

struct MergeOptions {
  OnClash on_clash = OnClash::fail;
  KeyLoss key_loss = KeyLoss::refused;
  AliasCase alias_case = AliasCase::matters;
};

/// What became of an entry.
struct Fate {
  enum class What {
    added,
    renamed,  ///< It is there, under the alias `now`.
    replaced,
    kept,           ///< It stayed as it was, against one of the same alias that is left out.
    there_already,  ///< With the same content.
    renewed,        ///< A key that has a new chain.
  };
  What what;
  Alias alias;  ///< As it was called before.
  Alias now;

  friend bool operator==(const Fate&, const Fate&) = default;
};

struct Merged {
  Store store;
  std::vector<Fate> fates;  ///< Of every entry of `theirs`, and of each of `ours` that had to change its name.
};

/// `ours` and then what `theirs` has besides. CRLs and opaque bags are united; the origin stays ours.
/// Errors: clash names the first alias, when `on_clash` is fail or a key would be lost.
[[nodiscard]] Result<Merged> merge(Store ours, const Store& theirs, const MergeOptions& options);
[[nodiscard]] Result<Store> merge(Store ours, const Store& theirs, OnClash on_clash);

/// Whether chains are built anew by issuer, or stay in the order in which the files have them.
enum class ChainOrder { leaf_first, as_given };
/// What becomes of certificates that belong to no key.
enum class Extras {
  trust_if_no_key,  ///< Trusted certificate entries if the pile holds no key at all, as they are otherwise.
  trust,            ///< Trusted certificate entries.
  as_they_are,
};

struct AssembleOptions {
  ChainOrder order = ChainOrder::leaf_first;
  Extras extras = Extras::trust_if_no_key;
};

/// What a key would need and the pile does not have.
struct Missing {
  Alias alias;       ///< Of the entry, as the assembled store calls it.
  std::string what;  ///< "no issuer for CN=intermediate"; for people, not escaped.

  friend bool operator==(const Missing&, const Missing&) = default;
};

/// "web: no issuer for CN=intermediate"
[[nodiscard]] std::string to_text(const Missing& missing);

struct Assembled {
  Store store;
  std::vector<Missing> missing;
};

/// Makes identities of a pile of keys and certificates in any order: pairs keys and certificates by public key, builds
/// each chain leaf first by issuer from every certificate there is, trusted ones included, and names what is missing. A chain that ends where its file
/// ended it is as somebody made it, and misses nothing.
/// A certificate that went into a chain is no entry of its own any more; a trusted one stays one too.
/// A key that is locked keeps the certificates that its file gave it. Linear in entries, save for names that repeat.
/// Errors: those of unlocking a key that carries a password.
[[nodiscard]] Result<Assembled> assemble(const Store& pile, const AssembleOptions& options = {});

struct RenewOptions {
  OnClash on_clash = OnClash::fail;  ///< take_theirs renews; rename_theirs takes certificates for entries of their own.
  std::optional<Alias> alias{};      ///< The only key meant; default: all.
};

struct Renewed {
  Store store;
  Store rest;  ///< What of the pile is in no new chain.
  std::vector<Fate> fates;
  std::vector<Missing> missing;
};

/// Gives the keys of `store` the certificates that `pile` has for them, as an authority replies: the latest of each
/// public key becomes the leaf, and the chain above it is built from all that the pile and the store have. Alias,
/// creation time, attributes and the key itself stay. An entry of the pile that somebody named otherwise is left alone.
/// A locked key is told by the certificate it has.
/// Errors: clash, when `on_clash` is fail and a key would get another chain; those of unlocking a key without a chain.
[[nodiscard]] Result<Renewed> renew(Store store, const Store& pile, const RenewOptions& options);

/// What to take of each entry.
struct Parts {
  bool key = true;
  bool leaf = true;
  bool chain = true;    ///< The chain's certificates, the leaf among them.
  bool trusted = true;  ///< Trusted certificate entries, and plain ones.
  bool secret = true;
};

/// The entries of `aliases` (all if empty) in their order in the store, cut down to `parts`; a leaf without its key is a
/// certificate entry. CRLs and opaque bags come along only if everything is asked for. Errors: not_found names the alias.
[[nodiscard]] Result<Store> select(const Store& store, std::span<const Alias> aliases, const Parts& parts);

/// Every key that carries a password, unlocked. Keys without one stay locked.
/// Errors: wrong_key_password names the alias; unsupported_algorithm, limit, damaged.
[[nodiscard]] Result<Store> unlock_keys(const Store& store);

}  // namespace ks
