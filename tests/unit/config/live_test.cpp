#include "ks/config/live.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "ks/config/source.h"
#include "support/scratch.h"
#include "support/testdata.h"

namespace ks::config {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using test::Scratch;
using test::testdata;
using testing::Contains;
using testing::HasSubstr;

void put_sample(const std::string& name, const fs::path& to) {
  fs::copy_file(testdata("pki/" + name), to, fs::copy_options::overwrite_existing);
}

Recipe recipe_of(const fs::path& folder) {
  return [folder]() -> Result<tls::Context> {
    KS_TRY(auto trust, anchors(Source::path(folder / "ca.pem")));
    KS_TRY(auto own, identity(Source::path(folder / "tls.crt"), Source::path(folder / "tls.key")));
    return tls::Context::client(std::move(trust), {std::move(own)});
  };
}

void fill(const fs::path& folder, const std::string& identity) {
  fs::create_directories(folder);
  put_sample("root.crt", folder / "ca.pem");
  put_sample(identity + ".crt", folder / "tls.crt");
  put_sample(identity + ".key", folder / "tls.key");
}

/// Hears of reloads and waits for one.
class Listener {
 public:
  void hear(const Result<Change>& result) {
    const std::scoped_lock lock(mutex_);
    ++(result ? changes_ : failures_);
    heard_.notify_all();
  }
  bool wait_for_change() {
    std::unique_lock lock(mutex_);
    return heard_.wait_for(lock, 20s, [this] { return changes_ > 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable heard_;
  int changes_ = 0, failures_ = 0;
};

TEST(Live, ChangesAllAtOnceOrNothing) {
  const Scratch scratch;
  fill(scratch.path(), "server");
  auto live = Live::start(recipe_of(scratch.path())).value();
  const auto before = live.now();
  EXPECT_TRUE(live.reload()->empty());

  put_sample("ec256.crt", scratch.path() / "tls.crt");  // and its key is not there yet
  const auto torn = live.reload();
  ASSERT_FALSE(torn);
  EXPECT_EQ(torn.error().code, Errc::not_found);
  EXPECT_EQ(live.now(), before);

  put_sample("ec256.key", scratch.path() / "tls.key");
  const auto change = live.reload();
  ASSERT_TRUE(change);
  EXPECT_THAT(change->gone, Contains(HasSubstr("CN=server.example")));
  EXPECT_THAT(change->come, Contains(HasSubstr("CN=ec256.example")));
  EXPECT_FALSE(live.now() == before);
}

TEST(Live, NeedsToWorkOnce) {
  const Scratch scratch;
  EXPECT_EQ(Live::start(recipe_of(scratch.path())).error().code, Errc::not_found);
}

TEST(Live, ChecksOnlyWhatHasChanged) {
  const Scratch scratch;
  fill(scratch.path(), "server");
  int made = 0;
  auto live = Live::start([&, recipe = recipe_of(scratch.path())] { return ++made, recipe(); },
                          {.watch = {scratch.path() / "tls.crt", scratch.path() / "tls.key"}})
                  .value();
  EXPECT_TRUE(live.check()->empty());
  EXPECT_EQ(made, 1);
  put_sample("ec256.crt", scratch.path() / "tls.crt");
  EXPECT_FALSE(live.check());
  put_sample("ec256.key", scratch.path() / "tls.key");
  EXPECT_FALSE(live.check()->empty());
  EXPECT_TRUE(live.check()->empty());
  EXPECT_EQ(made, 3);
}

TEST(Live, NeverTakesFilesOfTwoGenerations) {
  const Scratch scratch;
  const auto ca = scratch.path() / "ca.pem", crt = scratch.path() / "tls.crt", key = scratch.path() / "tls.key";
  fill(scratch.path(), "server");
  int swaps = 0;
  const auto recipe = [&]() -> Result<tls::Context> {
    KS_TRY(auto trust, anchors(Source::path(ca)));
    if (swaps > 0) {
      --swaps;
      put_sample(swaps % 2 == 0 ? "other-root.crt" : "root.crt", ca);
      put_sample(swaps % 2 == 0 ? "ec256.crt" : "server.crt", crt);
      put_sample(swaps % 2 == 0 ? "ec256.key" : "server.key", key);
    }
    KS_TRY(auto own, identity(Source::path(crt), Source::path(key)));
    return tls::Context::client(std::move(trust), {std::move(own)});
  };
  auto live = Live::start(recipe, {.watch = {ca, crt, key}}).value();
  const auto before = live.now();

  swaps = 1;  // while the recipe has the old anchors and is to read the new certificate
  ASSERT_TRUE(live.reload());
  const auto whole = [&] {
    return tls::Context::client(anchors(Source::path(ca)).value(),
                                {identity(Source::path(crt), Source::path(key)).value()});
  };
  EXPECT_EQ(live.now(), *whole());

  swaps = 1000;  // they never rest
  const auto restless = live.now();
  EXPECT_EQ(live.reload().error().code, Errc::io);
  EXPECT_EQ(live.now(), restless);
  swaps = 0;
  EXPECT_TRUE(live.check());
  EXPECT_EQ(live.now(), *whole());
}

TEST(Live, MayBeAskedByWhoeverIsTold) {
  const Scratch scratch;
  fill(scratch.path(), "server");
  Live* itself = nullptr;
  int told = 0;
  auto live = Live::start(recipe_of(scratch.path()), {.on_reload =
                                                          [&](const Result<Change>&) {
                                                            ++told;
                                                            EXPECT_TRUE(itself->reload()->empty());
                                                          }})
                  .value();
  itself = &live;
  put_sample("ec256.crt", scratch.path() / "tls.crt");
  put_sample("ec256.key", scratch.path() / "tls.key");
  EXPECT_FALSE(live.reload()->empty());
  EXPECT_EQ(told, 1);
}

TEST(Live, GoesOnWhenARecipeThrows) {
  const Scratch scratch;
  fill(scratch.path(), "server");
  std::atomic<bool> throws{false};
  Listener listener;
  auto live = Live::start(
                  [&, recipe = recipe_of(scratch.path())] {
                    if (throws.exchange(false)) throw std::runtime_error("a recipe of somebody else");
                    return recipe();
                  },
                  {.watch = {scratch.path() / "tls.key"},
                   .interval = 20ms,
                   .on_reload = [&](const auto& result) { listener.hear(result); }})
                  .value();
  throws = true;
  put_sample("ec256.crt", scratch.path() / "tls.crt");
  put_sample("ec256.key", scratch.path() / "tls.key");
  EXPECT_TRUE(listener.wait_for_change());
}

TEST(Live, NeedsSomethingToWatchIfItIsToLook) {
  const Scratch scratch;
  fill(scratch.path(), "server");
  EXPECT_EQ(Live::start(recipe_of(scratch.path()), {.interval = 1s}).error().code, Errc::usage);
}

/// A9: Kubernetes mounts a folder whose files lead through one link, which is swapped.
TEST(Live, FollowsTheLinkThatKubernetesSwaps) {
  const Scratch scratch;
  fill(scratch.path() / "..2026_1", "server");
  fill(scratch.path() / "..2026_2", "ec256");
  fs::create_directory_symlink("..2026_1", scratch.path() / "..data");
  for (const auto* name : {"ca.pem", "tls.crt", "tls.key"}) {
    fs::create_symlink(fs::path("..data") / name, scratch.path() / name);
  }
  Listener listener;
  // Far longer than the test waits, so that it is the kernel who tells.
  auto live = Live::start(recipe_of(scratch.path()),
                          {.watch = {scratch.path() / "ca.pem", scratch.path() / "tls.crt", scratch.path() / "tls.key"},
                           .interval = 1h,
                           .on_reload = [&](const auto& result) { listener.hear(result); }})
                  .value();
  const auto before = live.now();
  fs::create_directory_symlink("..2026_2", scratch.path() / "..data_tmp");
  fs::rename(scratch.path() / "..data_tmp", scratch.path() / "..data");
  ASSERT_TRUE(listener.wait_for_change());
  EXPECT_FALSE(live.now() == before);
  EXPECT_THAT(live.now().describe(), HasSubstr("CN=ec256.example"));
}

TEST(Live, LooksEveryNowAndThenByItself) {
  const Scratch scratch;
  fill(scratch.path(), "server");
  fs::create_directory(scratch.path() / "elsewhere");
  Listener listener;
  auto live = Live::start(recipe_of(scratch.path()), {.watch = {scratch.path() / "tls.key"},
                                                      .interval = 20ms,
                                                      .on_reload = [&](const auto& r) { listener.hear(r); }})
                  .value();
  put_sample("ec256.crt", scratch.path() / "tls.crt");
  put_sample("ec256.key", scratch.path() / "tls.key");
  EXPECT_TRUE(listener.wait_for_change());
}

TEST(Live, IsReadFromManyThreads) {
  const Scratch scratch;
  fill(scratch.path(), "server");
  std::atomic<int> turn{0};
  auto live = Live::start([&]() -> Result<tls::Context> {
                const auto path = testdata(turn++ % 2 == 0 ? "pki/root.crt" : "pki/other-root.crt");
                KS_TRY(auto trust, anchors(Source::path(path)));
                return tls::Context::client(std::move(trust));
              }).value();
  std::atomic<bool> over{false};
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      while (!over) EXPECT_NE(live.now().native(), nullptr);
    });
  }
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(live.reload());
  over = true;
  for (auto& reader : readers) reader.join();
}

}  // namespace
}  // namespace ks::config
