#include "written.h"

#include <utility>

#include "ks/base/file.h"
#include "ks/formats/profiles.h"
#include "ks/ks.h"
#include "ks/ops/ops.h"
#include "support/testdata.h"

namespace ks::test {
namespace {

const Time kDate = parse_time("2024-05-01T12:00:00.250Z").value();

Store together(const std::vector<Store>& stores) {
  Store all;
  for (const auto& store : stores) all = merge(std::move(all), store, OnClash::fail).value();
  return all;
}

}  // namespace

SharedSecret password(const std::string& text) { return share(Secret(std::string_view(text))); }

Store identity(const std::string& name, const std::string& alias) {
  Store pile;
  for (const auto& file : {name + ".key", name + ".crt", std::string("issuing.crt"), std::string("intermediate.crt"),
                           std::string("root.crt")}) {
    pile = merge(std::move(pile), open(testdata("pki/" + file)).value(), OnClash::rename_theirs).value();
  }
  const auto all = assemble(pile).value().store;
  Store one;
  for (auto entry : all) {
    if (!std::holds_alternative<PrivateKeyEntry>(entry.value)) continue;
    entry.alias = Alias(alias);
    entry.created = kDate;
    EXPECT_TRUE(one.add(std::move(entry)));
  }
  return one;
}

Store anchors() {
  Store store;
  for (const std::string name : {"root", "other-root", "utf8-name"}) {
    const auto certificate = open(testdata("pki/" + name + ".crt")).value().entries()[0].certificates()[0];
    EXPECT_TRUE(store.add(Entry{
        .alias = Alias("ca " + name), .created = kDate, .value = TrustedCertificateEntry{.certificate = certificate}}));
  }
  return store;
}

const std::vector<Content>& contents() {
  static const std::vector<Content> kAll = {
      {.name = "RsaIdentity", .store = identity("client", "client")},
      {.name = "EcIdentity", .store = identity("ec256", "größe")},
      {.name = "Anchors", .store = anchors()},
      {.name = "SeveralOfEach", .store = together({identity("server", "web"), identity("ec384", "api"), anchors()})},
  };
  return kAll;
}

File Written::written(const std::string& name, const Store& store, EncodeOptions options,
                      const std::string& key_password) {
  options.password = password("changeit");
  if (key_password != "changeit") options.key_password = password(key_password);
  options.now = kDate;
  const auto format = name.substr(name.rfind('.') + 1) == "jks" ? "jks" : "pkcs12";
  const auto encoded = encode(format, store, options);
  EXPECT_TRUE(encoded) << name << ": " << (encoded ? "" : encoded.error().message);
  const auto path = folder_.path() / name;
  if (encoded) {
    EXPECT_TRUE(file::write(path, encoded->bytes, file::Mode::secret));
  }
  return {.path = path, .password = "changeit", .key_password = key_password};
}

File Written::written_for(std::string_view profile, const Content& content) {
  EncodeOptions options;
  apply(profile_named(profile).value(), holds_keys(content.store), options);
  return written(std::string(profile) + "-" + content.name + ".p12", content.store, options);
}

}  // namespace ks::test
