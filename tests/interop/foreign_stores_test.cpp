// What the foreign tools of this machine write, we read. testdata/ has what tools of other versions wrote.
#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "judges.h"
#include "ks/ks.h"
#include "support/session.h"
#include "written.h"

namespace ks {
namespace {

using test::Version;

/// A command that writes an EC key with its chain of three, named web, into the file "out" of its folder.
struct Writer {
  std::string name;
  std::string command;
  std::string version = "echo 1";  ///< The command that prints it.
  Version since = {};              ///< The first version that knows the command.
};

void PrintTo(const Writer& writer, std::ostream* out) { *out << writer.name; }

const std::string kOpenssl =
    "openssl pkcs12 -export -inkey \"$TESTDATA/pki/ec256.key\" -in \"$TESTDATA/pki/ec256.crt\" "
    "-certfile chain -name web -passout pass:changeit -out out";
const std::string kKeytool =
    "keytool -importkeystore -noprompt -srckeystore \"$TESTDATA/pkcs12/default.p12\" -srcstorepass changeit "
    "-destkeystore out -deststorepass changeit -deststoretype ";
const std::string kCerttool =
    "cat \"$TESTDATA/pki/ec256.crt\" chain >all && certtool --to-p12 --load-privkey \"$TESTDATA/pki/ec256.key\" "
    "--load-certificate all --p12-name web --password changeit --outder --outfile out";
const std::string kPk12util =
    "certutil -N -d sql:. --empty-password && "
    "pk12util -i \"$TESTDATA/pkcs12/default.p12\" -W changeit -K '' -d sql:. && "
    "pk12util -o out -n web -W changeit -K '' -d sql:.";

const Writer kWriters[] = {
    {.name = "Openssl", .command = kOpenssl},
    {.name = "OpensslTripleDes", .command = kOpenssl + " -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1"},
    {.name = "OpensslPbmac1", .command = kOpenssl + " -pbmac1_pbkdf2", .version = "openssl version", .since = {3, 4}},
    {.name = "KeytoolPkcs12", .command = kKeytool + "PKCS12"},
    {.name = "KeytoolJks", .command = kKeytool + "JKS"},
    {.name = "Certtool", .command = kCerttool},
    {.name = "CerttoolPbmac1", .command = kCerttool + " --pbmac1", .version = "certtool --version", .since = {3, 8, 6}},
    {.name = "Pk12util", .command = kPk12util},
    {.name = "Pk12utilPbmac1",
     .command = kPk12util + " -M 'HMAC SHA-256'",
     .version = test::kNssVersion,
     .since = {3, 101}},
};

class WrittenByOthers : public ::testing::TestWithParam<Writer> {};

TEST_P(WrittenByOthers, IsReadByUs) {
  const auto& writer = GetParam();
  if (const auto version = test::version_printed_by(writer.version); version < writer.since) {
    GTEST_SKIP() << writer.name << " is there since version " << test::to_string(writer.since) << ", and this is "
                 << test::to_string(version);
  }
  const test::TemporaryFolder folder;
  const auto chain = "cat \"$TESTDATA/pki/intermediate.crt\" \"$TESTDATA/pki/root.crt\" >chain && ";
  const auto outcome = test::run(chain + writer.command, folder.path(), KS_TOOLS);
  ASSERT_EQ(outcome.status, 0) << outcome.output;
  const auto store = open(folder.path() / "out", {.password = test::password("changeit")});
  ASSERT_TRUE(store) << store.error().message;
  EXPECT_EQ(store->origin.integrity, Integrity::verified);
  EXPECT_EQ(test::as_java_shows(*store), test::as_java_shows(test::identity("ec256", "web")));
  if (!writer.since.empty()) {
    EXPECT_EQ(store->origin.mac.value().scheme, Mac::Scheme::pbmac1);
  }
}

INSTANTIATE_TEST_SUITE_P(Writer, WrittenByOthers, ::testing::ValuesIn(kWriters),
                         [](const auto& writer) { return writer.param.name; });

}  // namespace
}  // namespace ks
