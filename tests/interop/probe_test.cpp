// `ks probe` at real servers: what it says of a handshake that works, why one does not, and its exit code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include <nlohmann/json.hpp>

#include "servers.h"
#include "support/scratch.h"
#include "support/session.h"
#include "support/testdata.h"

namespace ks {
namespace {

using test::Outcome;
using test::Server;
using test::ServerFiles;
using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kTrust = " --trust \"$TESTDATA\"/pki/root.crt";
constexpr const char* kIdentity =
    " --identity \"$TESTDATA\"/pki/client.key --identity \"$TESTDATA\"/pki/client.crt"
    " --identity \"$TESTDATA\"/pki/issuing.crt --identity \"$TESTDATA\"/pki/intermediate.crt";

/// A folder and, in it, the chain that servers show.
class Folder {
 public:
  Folder() {
    test::put(scratch_ / "chain.pem",
              test::content(test::testdata("pki/server.crt")) + test::content(test::testdata("pki/intermediate.crt")));
  }
  [[nodiscard]] ServerFiles files() const {
    return {.chain = scratch_ / "chain.pem",
            .key = test::testdata("pki/server.key"),
            .client_cas = test::testdata("pki/root.crt"),
            .folder = scratch_.path()};
  }
  [[nodiscard]] Outcome run(const std::string& command) const { return test::run(command, scratch_.path(), KS_TOOLS); }

 private:
  test::Scratch scratch_;
};

struct Kind {
  std::string name;
  std::function<std::unique_ptr<Server>(const ServerFiles&)> start;
};
void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.name; }

class Probe : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override { server_ = GetParam().start(folder_.files()); }
  void TearDown() override {
    if (HasFailure()) ADD_FAILURE() << "the server said:\n" << server_->log();
  }
  [[nodiscard]] Outcome probe(const std::string& options) const {
    return folder_.run("ks probe 127.0.0.1:" + std::to_string(server_->port()) + options);
  }

  Folder folder_;
  std::unique_ptr<Server> server_;
};

TEST_P(Probe, SaysWhatWasAgreedOnAndWhoWasVerified) {
  const auto outcome = probe(std::string(kTrust) + kIdentity);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_TRUE(test::matches(outcome.output,
                            "127.0.0.1:<...>  TLSv1.3  TLS_AES_256_GCM_SHA384  <...>\n"
                            "  0  CN=server.example  expires 2120-01-01\n"
                            "...\n"
                            "  <...>  CN=Intermediate CA  expires 2120-01-01\n"
                            "verified by CN=Root CA\n"
                            "client certificate: asked for, of\n"
                            "  CN=Root CA\n"
                            "  client: chosen\n"))
      << outcome.output;
}

TEST_P(Probe, KeepsToOneVersion) {
  for (const std::string version : {"1.2", "1.3"}) {
    const auto outcome = probe(std::string(kTrust) + kIdentity + " --tls " + version);
    EXPECT_EQ(outcome.status, 0) << outcome.output;
    EXPECT_THAT(outcome.output, HasSubstr("  TLSv" + version + "  "));
  }
}

TEST_P(Probe, IsJsonForPrograms) {
  const auto outcome = probe(std::string(kTrust) + kIdentity + " --json");
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  const auto json = nlohmann::json::parse(outcome.output);
  EXPECT_EQ(json["schema"], 1);
  EXPECT_EQ(json["verified"], true);
  EXPECT_EQ(json["version"], "TLSv1.3");
  EXPECT_EQ(json["presented"].front()["subject"], "CN=server.example");
  EXPECT_EQ(json["presented"].back()["subject"], "CN=Intermediate CA");
  EXPECT_EQ(json["chain"].size(), 3U);
  EXPECT_EQ(json["chain"][2]["subject"], "CN=Root CA");
  EXPECT_EQ(json["client_certificate"]["authorities"], nlohmann::json::array({"CN=Root CA"}));
  EXPECT_EQ(json["client_certificate"]["sent"], true);
  EXPECT_EQ(json["findings"], nlohmann::json::array());
}

TEST_P(Probe, PrintsTheChainThatWasSent) {
  const auto outcome = probe(std::string(kTrust) + kIdentity + " --pem >sent.pem && ks list sent.pem");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("CN=server.example"), HasSubstr("CN=Intermediate CA")));
}

TEST_P(Probe, SaysWhyAServerIsNotTrusted) {
  const auto unknown = probe(" --trust \"$TESTDATA\"/pki/other-root.crt" + std::string(kIdentity));
  EXPECT_EQ(unknown.status, 9);
  EXPECT_THAT(unknown.output, AllOf(HasSubstr("  0  CN=server.example"), HasSubstr("ks: error: unknown_authority: "),
                                    HasSubstr("ks: hint: ")));
  const auto other = probe(std::string(kTrust) + kIdentity + " --host other.example --json");
  EXPECT_EQ(other.status, 9);
  const auto json = nlohmann::json::parse(other.output.substr(0, other.output.rfind("\n{") + 1));
  EXPECT_EQ(json["verified"], false);
  EXPECT_EQ(json["findings"][0]["cause"], "name_mismatch");
  EXPECT_EQ(json["chain"], nlohmann::json::array());
  EXPECT_EQ(json["presented"].back()["subject"], "CN=Intermediate CA");
  EXPECT_EQ(probe(std::string(kTrust) + kIdentity + " --host server.example").status, 0);
}

TEST_P(Probe, ChecksPins) {
  const std::string wrong = " --pin sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  const auto outcome = probe(std::string(kTrust) + kIdentity + wrong);
  EXPECT_EQ(outcome.status, 9);
  EXPECT_THAT(outcome.output, HasSubstr("pin_mismatch"));
}

INSTANTIATE_TEST_SUITE_P(Servers, Probe,
                         testing::Values(Kind{"Openssl", test::start_openssl}, Kind{"Nginx", test::start_nginx}),
                         [](const auto& one) { return one.param.name; });

/// In TLS 1.3 the handshake is over before the server says so.
TEST(ProbeOfOpenssl, SaysThatACertificateIsWanted) {
  const Folder folder;
  const auto server = test::start_openssl(folder.files());
  const auto to = "ks probe 127.0.0.1:" + std::to_string(server->port()) + kTrust;
  for (const std::string version : {" --tls 1.2", " --tls 1.3"}) {
    const auto none = folder.run(to + version);
    EXPECT_EQ(none.status, 9) << none.output;
    EXPECT_THAT(none.output, HasSubstr("client_certificate_required"));
    const auto strange = folder.run(
        to + version + " --identity \"$TESTDATA\"/pki/self-signed.crt --identity \"$TESTDATA\"/pki/ec256.key");
    EXPECT_EQ(strange.status, 9) << strange.output;
    EXPECT_THAT(strange.output, HasSubstr("issued by none of the 1 authorities asked for"));
  }
}

class ProbeWithStartTls : public testing::TestWithParam<std::string> {};

TEST_P(ProbeWithStartTls, BeginsInPlainText) {
  const Folder folder;
  const auto server = test::start_starttls(GetParam(), folder.files());
  const auto to = "ks probe 127.0.0.1:" + std::to_string(server->port()) + kTrust + " --starttls ";
  const auto outcome = folder.run(to + GetParam());
  EXPECT_EQ(outcome.status, 0) << outcome.output << server->log();
  EXPECT_THAT(outcome.output, HasSubstr("verified by CN=Root CA"));
}
INSTANTIATE_TEST_SUITE_P(Protocols, ProbeWithStartTls, testing::Values("smtp", "imap", "postgres"),
                         [](const auto& one) { return one.param; });

TEST(ProbeWithoutTls, IsRefused) {
  const Folder folder;
  const auto server = test::start_starttls("deaf", folder.files());
  const auto at = "127.0.0.1:" + std::to_string(server->port());
  const auto deaf = folder.run("ks probe " + at + kTrust + " --starttls smtp");
  EXPECT_EQ(deaf.status, 9);
  EXPECT_THAT(deaf.output, HasSubstr("502 what?"));
  const auto plain = folder.run("ks probe " + at + kTrust);
  EXPECT_EQ(plain.status, 9);
  EXPECT_THAT(plain.output, HasSubstr("not_tls"));
}

TEST(ProbeOfNobody, SaysSoInTime) {
  const Folder folder;
  const auto silent = folder.run(
      "python3 -c 'import socket,time\n"
      "with socket.create_server((\"127.0.0.1\", 0)) as s:\n"
      "  print(s.getsockname()[1], flush=True)\n"
      "  time.sleep(20)' >port & server=$!\n"
      "while [ ! -s port ]; do sleep 0.05; done\n"
      "ks probe 127.0.0.1:$(cat port) --timeout 0.3; status=$?; kill $server; exit $status");
  EXPECT_EQ(silent.status, 1) << silent.output;
  EXPECT_THAT(silent.output, HasSubstr("no answer in time"));
  const auto closed = folder.run("ks probe 127.0.0.1:1");
  EXPECT_EQ(closed.status, 1);
  EXPECT_THAT(closed.output, HasSubstr("127.0.0.1: Connection refused"));
  EXPECT_EQ(folder.run("ks probe nobody.invalid").status, 7);
  for (const std::string wrong :
       {"''", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:http", ":443", "'[::1'", "'a b'"}) {
    const auto outcome = folder.run("ks probe " + wrong);
    EXPECT_EQ(outcome.status, 2) << wrong << ": " << outcome.output;
  }
}

TEST(ProbeOfNobody, TakesOnlyATimeToWaitThatEnds) {
  const Folder folder;
  for (const std::string wrong : {"nan", "NaN", "inf", "-1", "0", "86401", "1s", "s"}) {
    const auto outcome = folder.run("ks probe 127.0.0.1:1 --timeout " + wrong);
    EXPECT_EQ(outcome.status, 2) << wrong << ": " << outcome.output;
    EXPECT_THAT(outcome.output, HasSubstr("a number of seconds from 0.001 to 86400, not \"" + wrong + '"'));
  }
  EXPECT_EQ(folder.run("ks probe 127.0.0.1:1 --timeout 1e1").status, 1);
}

TEST(ProbeOfNobody, TakesNoEmptyValueForNone) {
  const Folder folder;
  for (const std::string option : {"--host ''", "--starttls ''", "--tls ''", "--trust ''", "--pin=", "--password ''"}) {
    const auto outcome = folder.run("ks probe 127.0.0.1:1 " + option);
    EXPECT_EQ(outcome.status, 2) << option << ": " << outcome.output;
  }
}

TEST(ProbeAlone, IsMissedWithWords) {
  const Folder folder;
  const auto outcome = folder.run("cp \"$(command -v ks)\" . && ./ks probe example.org");
  EXPECT_EQ(outcome.status, 7) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("ks-probe"));
}

}  // namespace
}  // namespace ks
