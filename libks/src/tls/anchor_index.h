#pragma once

#include <openssl/types.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "ks/tls/anchors.h"

namespace ks::tls {

/// Certificates by subject. What is written is written by add() and finish(), before anybody else sees it; then only the
/// parsed certificates are filled in, each once, by whichever thread needs it first.
class Anchors::Index {
 public:
  struct Settings {
    std::vector<std::string> trusted_for, rejected_for;
    friend bool operator==(const Settings&, const Settings&) = default;
  };

  Index() = default;
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;
  ~Index();

  /// Keeps the bytes alive that certificates are added from.
  void keep(std::shared_ptr<const Bytes> buffer) { buffers_.push_back(std::move(buffer)); }
  /// Adds a certificate; if it is there already, its origins, and its settings to those that it has. Errors: damaged.
  Result<void> add(ByteView der, const std::vector<std::string>& origins, const Settings& settings = {});
  void add_all(const Index& other);
  void accept_partial_chains() noexcept { partial_chain_ = PartialChain::accept; }
  void finish();

  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
  [[nodiscard]] ByteView der(std::size_t place) const noexcept { return entries_[place].der; }
  [[nodiscard]] std::vector<std::string> origins(std::size_t place) const;
  [[nodiscard]] Settings settings(std::size_t place) const;
  [[nodiscard]] PartialChain partial_chain() const noexcept { return partial_chain_; }
  [[nodiscard]] const Fingerprint& fingerprint() const;

  /// The certificate as libcrypto has it, borrowed; null if it cannot read it.
  [[nodiscard]] X509* native(std::size_t place) const;
  /// How many of them were parsed so far.
  [[nodiscard]] std::size_t parsed() const noexcept;

  /// Calls `visit(X509*)` for every certificate of this subject, in the order they were added, until it gives false.
  template <class Visit>
  void each_of(const X509_NAME* subject, Visit visit) const {
    for (auto place = first_of(subject); place != kNowhere; place = next_of(place)) {
      X509* certificate = native(place);
      if (certificate != nullptr && is_of(certificate, subject) && !visit(certificate)) return;
    }
  }

 private:
  static constexpr std::uint32_t kNowhere = 0xffffffff;

  struct Entry {
    std::uint64_t key;  // model::name_key of its subject
    ByteView der;
    std::uint32_t origin;           // in origins_
    std::uint32_t next = kNowhere;  // of the same key, in the order they were added
  };
  struct Slot {  // of one key
    std::uint32_t first = kNowhere, last = kNowhere;
  };

  [[nodiscard]] std::size_t slot_of(std::uint64_t key) const noexcept;
  void grow();
  void insert(std::uint64_t key, ByteView der, const std::vector<std::string>& origins, const Settings& settings);
  void set_settings(std::uint32_t place, Settings settings);
  [[nodiscard]] std::uint32_t place_of_origin(const std::string& origin);
  void add_origin(std::uint32_t place, const std::string& origin);
  [[nodiscard]] std::uint32_t find(std::uint64_t key, ByteView der) const noexcept;
  [[nodiscard]] std::uint32_t first_of(const X509_NAME* subject) const noexcept;
  [[nodiscard]] std::uint32_t next_of(std::uint32_t place) const noexcept { return entries_[place].next; }
  [[nodiscard]] static bool is_of(const X509* certificate, const X509_NAME* subject) noexcept;
  [[nodiscard]] X509* parse(std::size_t place) const;

  std::vector<std::shared_ptr<const Bytes>> buffers_;
  std::vector<Entry> entries_;
  std::vector<Slot> slots_;  // open addressing; a power of two, at most half full
  std::vector<std::string> origins_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> more_origins_;  // place → in origins_
  std::unordered_map<std::uint32_t, Settings> settings_;                        // place → of the few that have any
  PartialChain partial_chain_ = PartialChain::refuse;
  mutable std::unique_ptr<std::atomic<X509*>[]> parsed_;
  struct Digest;
  mutable std::shared_ptr<Digest> digest_;
};

}  // namespace ks::tls
