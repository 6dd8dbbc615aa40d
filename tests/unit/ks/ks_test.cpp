#include "ks/ks.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "support/listing.h"
#include "support/session.h"
#include "support/testdata.h"

namespace ks {
namespace {

using test::listing;
using test::testdata;

SharedSecret password(std::string_view text) { return share(Secret(text)); }

mode_t mode_of(const std::filesystem::path& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 0777;
}

Store identity() {
  auto store = open(testdata("pki/server.key")).value();
  auto& entry = store.entries().front();
  auto key = std::get<PrivateKeyEntry>(entry.value).key;
  Store made;
  EXPECT_TRUE(made.add(Entry{
      .alias = Alias("web"),
      .created = parse_time("2024-05-01T12:00:00.250Z").value(),
      .value = PrivateKeyEntry{.key = key, .chain = open(testdata("pki/server.crt"))->entries()[0].certificates()}}));
  return made;
}

TEST(Open, NamesTheFileThatIsNotThere) {
  const auto store = open("nothing.p12");
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Errc::not_found);
  EXPECT_EQ(store.error().file, "nothing.p12");
}

TEST(Open, ThrowsForThoseWhoLikeExceptions) {
  EXPECT_THROW((void)open("nothing.p12").value(), tl::bad_expected_access<Error>);
}

TEST(Save, KeepsEverythingThroughEachFormatThatHoldsAnIdentity) {
  const test::TemporaryFolder folder;
  const auto store = identity();
  for (const auto* name : {"web.p12", "web.jks", "web.pem"}) {
    const auto path = folder.path() / name;
    const auto losses = save(path, store, {{.password = password("changeit")}});
    ASSERT_TRUE(losses) << name << ": " << losses.error().message;
    EXPECT_EQ(losses->size(), 0U) << name << ": " << to_text(losses->front());
    EXPECT_EQ(listing(open(path, {.password = password("changeit")})), listing(store)) << name;
    EXPECT_EQ(mode_of(path), 0600U) << name;
  }
}

TEST(Save, RefusesALossOfContentUnlessItIsAllowed) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "web.p7b";
  const auto refused = save(path, identity());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::cannot_represent);
  EXPECT_EQ(refused.error().alias, "web");
  EXPECT_FALSE(std::filesystem::exists(path));
  SaveOptions options;
  options.allow_loss = true;
  const auto losses = save(path, identity(), options);
  ASSERT_TRUE(losses);
  EXPECT_FALSE(losses->empty());
}

TEST(Save, KeepsOthersFromReadingOnlyWhatIsSecret) {
  const test::TemporaryFolder folder;
  const auto roots = open(testdata("pki/root.crt")).value();
  const auto before = ::umask(022);
  ASSERT_TRUE(save(folder.path() / "root.pem", roots));
  ::umask(before);
  EXPECT_EQ(mode_of(folder.path() / "root.pem"), 0644U);
}

TEST(Save, KnowsNoFormatForAnUnknownExtension) { EXPECT_EQ(save("store.xyz", identity()).error().code, Errc::usage); }

}  // namespace
}  // namespace ks
