// There and back by the tool, every kind of content through every pair of formats: what comes back is what went in, or
// the warnings name what is gone. round_trips.expect is the whole list of losses.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "ks/base/file.h"
#include "ks/formats/format.h"
#include "ks/ops/ops.h"
#include "support/listing.h"
#include "support/session.h"
#include "support/testdata.h"

namespace ks {
namespace {

using test::listing;
using test::run;

const Time kDate = parse_time("2024-05-01T12:00:00Z").value();
constexpr const char* kServerAuth = "1.3.6.1.5.5.7.3.1";
constexpr const char* kClientAuth = "1.3.6.1.5.5.7.3.2";
constexpr const char* kAes = "2.16.840.1.101.3.4.1";

Store pki(const std::vector<std::string>& files) {
  Store pile;
  for (const auto& file : files) {
    pile = merge(std::move(pile), decode(test::testdata_bytes("pki/" + file)).value(), OnClash::rename_theirs).value();
  }
  return assemble(pile, {.extras = Extras::as_they_are}).value().store;
}

Certificate certificate(const std::string& file) { return pki({file}).entries()[0].certificates()[0]; }

Entry named(const std::string& alias, Entry::Value value) {
  return {.alias = Alias(alias), .created = kDate, .value = std::move(value)};
}

Entry identity(const std::string& alias, const std::vector<std::string>& files) {
  return named(alias, pki(files).entries()[0].value);
}

struct Content {
  std::string name;
  Store store;
};

Content content(std::string name, std::vector<Entry> entries, std::vector<Crl> crls = {}) {
  Store store;
  for (auto& entry : entries) EXPECT_TRUE(store.add(std::move(entry)));
  store.crls = std::move(crls);
  return {.name = std::move(name), .store = std::move(store)};
}

std::vector<Content> contents() {
  const auto client = identity("Client", {"client.key", "client.crt", "issuing.crt", "intermediate.crt", "root.crt"});
  const auto ec = identity("ec", {"ec256.key", "self-signed.crt"});
  return {
      content("an identity", {client}),
      content("a key alone", {identity("lonely", {"client.key"})}),
      content("an anchor", {named("Root", TrustedCertificateEntry{.certificate = certificate("root.crt")})}),
      content("an anchor for a purpose",
              {named("purpose", TrustedCertificateEntry{.certificate = certificate("root.crt"),
                                                        .trusted_for = {kServerAuth},
                                                        .rejected_for = {kClientAuth}})}),
      content("a certificate beside an identity",
              {ec, named("other", CertificateEntry{certificate("other-root.crt")})}),
      content("an identity beside an anchor of its chain",
              {client, named("root", TrustedCertificateEntry{.certificate = certificate("root.crt")})}),
      content("a secret key", {named("aes", SecretKeyEntry{SecretKey::from_raw(kAes, Secret(Bytes(32, 7)))})}),
      content("a CRL", {named("root", TrustedCertificateEntry{.certificate = certificate("root.crt")})},
              pki({"root.crl"}).crls),
  };
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// "  - line" for what only `before` has and "  + line" for what only `after` has.
std::string difference(const std::string& before, const std::string& after) {
  const auto old = lines_of(before);
  const auto now = lines_of(after);
  std::string text;
  const auto only = [&text](const auto& lines, const auto& others, const std::string& mark) {
    for (const auto& line : lines) {
      if (std::ranges::find(others, line) == others.end()) text += mark + line + "\n";
    }
  };
  only(old, now, "  - ");
  only(now, old, "  + ");
  if (text.empty() && before != after) text = "  in another order\n";
  return text;
}

/// What follows "ks: KIND: " in lines of the tool, each behind `mark`.
std::string told(const std::string& printed, const std::string& kind, const std::string& mark) {
  std::string text;
  const auto start = "ks: " + kind + ": ";
  for (const auto& line : lines_of(printed)) {
    if (line.starts_with(start)) text += mark + line.substr(start.size()) + "\n";
  }
  return text;
}

/// The warnings that tell a loss, and not what is odd about the input: that names its file, or a key without a certificate.
std::string losses(const std::string& printed, const std::string& from, const std::string& mark) {
  std::string text;
  for (const auto& line : lines_of(told(printed, "warning", ""))) {
    const bool of_input = line.starts_with(from + ": ") || line.ends_with(": no certificate for this key");
    if (!of_input) text += mark + line + "\n";
  }
  return text;
}

class RoundTrip : public ::testing::Test {
 protected:
  /// `store` as a file of that format; false if the format cannot hold what is in it.
  bool put(const Store& store, const std::string& format) {
    const auto encoded = encode(format, store, options());
    if (!encoded ||
        std::ranges::any_of(encoded->losses, [](const Loss& loss) { return loss.weight == Loss::Weight::content; })) {
      return false;
    }
    return file::write(folder_.path() / "in", encoded->bytes, file::Mode::secret).has_value();
  }

  /// Converts; what is lost on the way.
  std::string convert(const std::string& from, const std::string& to, const std::string& format,
                      const std::string& mark) {
    const auto command = "rm -f " + to + "; SOURCE_DATE_EPOCH=0 ks convert " + from + " -o " + to + " --to " + format +
                         " --password pass:changeit" + (format == "pkcs12" ? " --iterations 1" : "") +
                         (format == "pkcs12" || format == "jks" ? " --out-password pass:changeit" : "");
    const auto strict = run(command, folder_.path(), KS_TOOLS);
    if (strict.status == 0) return losses(strict.output, from, mark);
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / to));
    const auto loose = run(command + " --allow-loss", folder_.path(), KS_TOOLS);
    if (loose.status != 0) return told(loose.output, "error", mark + "impossible: ");
    EXPECT_EQ(strict.status, 8) << command << "\n" << strict.output;
    return losses(loose.output, from, mark + "refused: ");
  }

  const std::filesystem::path& folder() const { return folder_.path(); }

  std::string shown(const std::string& file) const {
    const auto bytes = file::read(folder_.path() / file, {});
    return bytes ? listing(decode(*bytes, options_for_reading())) : "nothing\n";
  }

  std::string there_and_back(const std::string& from, const std::string& to) {
    std::filesystem::remove(folder_.path() / "back");
    auto text = convert("in", "out", to, "  there: ");
    if (std::filesystem::exists(folder_.path() / "out")) text += convert("out", "back", from, "  back: ");
    const auto changed = difference(shown("in"), shown("back"));
    EXPECT_TRUE(changed.empty() || !text.empty()) << from << " > " << to << " changes silently:\n" << changed;
    return text + changed;
  }

 private:
  static SharedSecret password() { return share(Secret("changeit")); }
  static EncodeOptions options() { return {.password = password(), .now = kDate}; }
  static DecodeOptions options_for_reading() { return {.password = password()}; }
  test::TemporaryFolder folder_;
};

std::string expected() {
  std::ifstream in(KS_ROUND_TRIPS);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST_F(RoundTrip, OfEveryContentThroughEveryPairOfFormatsLosesWhatIsListed) {
  std::string all;
  for (const auto& content : contents()) {
    for (const auto& from : formats()) {
      const auto name = std::string(from.name);
      if (!put(content.store, name)) {
        all += content.name + ": not in " + name + "\n";
        continue;
      }
      for (const auto& to : formats()) {
        all += content.name + ": " + name + " > " + std::string(to.name) + " > " + name + "\n";
        all += there_and_back(name, std::string(to.name));
      }
    }
  }
  // The file lies where the test ran, to be read and compared.
  if (all != expected()) std::ofstream("round_trips.actual") << all;
  EXPECT_TRUE(all == expected()) << difference(expected(), all) << "round_trips.actual has it whole";
}

TEST_F(RoundTrip, FromPemThroughBothKeystoresAndBackKeepsEverything) {
  const auto all =
      content("two identities",
              {identity("client", {"client.key", "client.crt", "issuing.crt", "intermediate.crt", "root.crt"}),
               identity("größe", {"ec256.key", "self-signed.crt"})});
  ASSERT_TRUE(put(all.store, "pem"));
  const auto printed =
      run("export PW=changeit; ks convert in -o a.p12 --out-password env:PW && ks convert a.p12 -o b.jks --password "
          "env:PW && "
          "ks convert b.jks -o c.p12 --password env:PW && ks convert c.p12 -o back --to pem --password env:PW",
          folder(), KS_TOOLS);
  EXPECT_EQ(printed.status, 0);
  EXPECT_EQ(losses(printed.output, "in", ""), "");
  EXPECT_EQ(shown("back"), listing(all.store));
}

}  // namespace
}  // namespace ks
