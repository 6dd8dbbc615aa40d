#include "ks/base/secret.h"

#include <gtest/gtest.h>

#include <array>
#include <concepts>
#include <cstdlib>
#include <new>
#include <ostream>
#include <string>
#include <utility>

#include "ks/base/text.h"

namespace {

/// The bytes of the watched block as they were when it was given back: what a later owner of that memory could read.
struct Watch {
  const void* block = nullptr;
  std::size_t size = 0;
  ks::Bytes* seen = nullptr;
};
Watch watch;

void give_back(void* block) noexcept {
  if (block != nullptr && block == watch.block) {
    const auto* bytes = static_cast<const std::uint8_t*>(block);
    std::copy(bytes, bytes + watch.size, watch.seen->begin());
    watch.block = nullptr;
  }
  std::free(block);
}

}  // namespace

// Replacing both, so that memory comes from where it goes back to.
void* operator new[](std::size_t size) {
  if (void* block = std::malloc(size == 0 ? 1 : size)) return block;
  throw std::bad_alloc();
}
void operator delete[](void* block) noexcept { give_back(block); }
void operator delete[](void* block, std::size_t) noexcept { give_back(block); }

namespace ks {
namespace {

static_assert(!std::copy_constructible<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(std::is_nothrow_move_constructible_v<Secret> && std::is_nothrow_move_assignable_v<Secret>);
template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};
static_assert(!Printable<Secret>);
static_assert(!std::convertible_to<std::string, Secret> && !std::convertible_to<Secret, std::string>);

constexpr std::string_view kPassword = "correct horse battery staple";

/// Watches the memory of `secret` until it is given back, into `seen`.
void watch_memory(const Secret& secret, Bytes& seen) {
  seen.assign(secret.size(), 0xee);
  watch = {.block = secret.reveal().data(), .size = secret.size(), .seen = &seen};
}

TEST(Secret, HoldsWhatItWasGiven) {
  const Secret secret(kPassword);
  EXPECT_EQ(as_text(secret.reveal()), kPassword);
  EXPECT_EQ(secret.size(), kPassword.size());
  EXPECT_FALSE(secret.empty());
  EXPECT_TRUE(Secret().empty());
  EXPECT_TRUE(Secret("").empty());
  EXPECT_EQ(text::to_hex(Secret(std::size_t{3}).reveal()), "000000");
}

TEST(Secret, IsWipedWhenItGoes) {
  Bytes seen;
  {
    const Secret secret(kPassword);
    watch_memory(secret, seen);
  }
  EXPECT_EQ(watch.block, nullptr) << "the memory was not given back";
  EXPECT_EQ(seen, Bytes(kPassword.size(), 0));
}

TEST(Secret, IsWipedWhenAnotherTakesItsPlace) {
  Bytes seen;
  Secret secret(kPassword);
  watch_memory(secret, seen);
  secret = Secret("other");
  EXPECT_EQ(seen, Bytes(kPassword.size(), 0));
  EXPECT_EQ(as_text(secret.reveal()), "other");
}

TEST(Secret, MovesWithoutACopy) {
  Secret first(kPassword);
  const auto* memory = first.reveal().data();
  Secret second(std::move(first));
  EXPECT_EQ(second.reveal().data(), memory);
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): that is what is asked here
  Secret third;
  third = std::move(second);
  EXPECT_EQ(third.reveal().data(), memory);
  auto& same = third;
  third = std::move(same);
  EXPECT_EQ(as_text(third.reveal()), kPassword);
}

TEST(Secret, ShrinksByWipingTheRest) {
  Secret secret(kPassword);
  const auto* memory = secret.reveal().data();
  secret.shrink(7);
  EXPECT_EQ(as_text(secret.reveal()), "correct");
  EXPECT_EQ(text::to_hex({memory, kPassword.size()}), text::to_hex(as_bytes("correct")) + std::string(42, '0'));
  secret.shrink(100);
  EXPECT_EQ(secret.size(), 7U);
  secret.shrink(0);
  EXPECT_TRUE(secret.empty());
  EXPECT_EQ(text::to_hex({memory, kPassword.size()}), std::string(56, '0'));
}

TEST(Secret, IsFilledInPlaceAndCloned) {
  Secret secret(std::size_t{4});
  std::ranges::copy(as_bytes("fill"), secret.reveal_mutable().begin());
  const auto clone = secret.clone();
  EXPECT_EQ(as_text(clone.reveal()), "fill");
  EXPECT_NE(clone.reveal().data(), secret.reveal().data());
  EXPECT_EQ(as_text(share(std::move(secret))->reveal()), "fill");
}

TEST(EqualInConstantTime, ComparesEveryByte) {
  const Bytes bytes = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  EXPECT_TRUE(equal_in_constant_time(bytes, Bytes(bytes)));
  EXPECT_TRUE(equal_in_constant_time({}, {}));
  EXPECT_FALSE(equal_in_constant_time(bytes, ByteView(bytes).first(8)));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      auto other = bytes;
      other[i] = static_cast<std::uint8_t>(other[i] ^ (1U << bit));
      EXPECT_FALSE(equal_in_constant_time(bytes, other)) << i << " " << bit;
    }
  }
}

TEST(Wipe, Overwrites) {
  std::array<std::uint8_t, 4> bytes = {1, 2, 3, 4};
  wipe(std::span(bytes).subspan(1, 2));
  EXPECT_EQ(bytes, (std::array<std::uint8_t, 4>{1, 0, 0, 4}));
  wipe({});
}

}  // namespace
}  // namespace ks
