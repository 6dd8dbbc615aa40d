#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "ks/base/bytes.h"

namespace ks {

/// Bytes that must not leak: a password, a key. Moves, never copies or prints, and is wiped when it goes.
///
/// `reveal()` is the one way in, so that a search for it finds every place that sees a secret.
class Secret {
 public:
  Secret() noexcept = default;
  explicit Secret(std::size_t size);     ///< `size` zero bytes, to be filled through reveal_mutable().
  explicit Secret(ByteView bytes);       ///< A copy; wiping the source is its owner's business.
  explicit Secret(std::string_view text) : Secret(as_bytes(text)) {}
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] ByteView reveal() const noexcept { return {bytes_.get(), size_}; }
  [[nodiscard]] std::span<std::uint8_t> reveal_mutable() noexcept { return {bytes_.get(), size_}; }
  [[nodiscard]] Secret clone() const { return Secret(reveal()); }

  /// Keeps the first `size` bytes and wipes the rest.
  void shrink(std::size_t size) noexcept;

 private:
  void wipe() noexcept;

  std::unique_ptr<std::uint8_t[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

using SharedSecret = std::shared_ptr<const Secret>;

[[nodiscard]] inline SharedSecret share(Secret secret) { return std::make_shared<const Secret>(std::move(secret)); }

/// Compares without telling by its time where two byte strings differ; lengths are not secret.
[[nodiscard]] bool equal_in_constant_time(ByteView a, ByteView b) noexcept;

/// Overwrites `bytes` in a way no optimiser removes.
void wipe(std::span<std::uint8_t> bytes) noexcept;

}  // namespace ks
