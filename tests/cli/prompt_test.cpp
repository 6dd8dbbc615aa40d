// Questions for passwords, at a pseudo-terminal: nothing typed is shown, a new one is asked for twice, and however a
// question ends the terminal is as it was.
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include "support/pseudo_terminal.h"
#include "support/scratch.h"
#include "support/session.h"

namespace {

using ks::test::content;
using ks::test::Outcome;
using ks::test::PseudoTerminal;
using ks::test::TemporaryFolder;

class Prompt : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto made =
        run("cp \"$TESTDATA\"/pki/self-signed.crt \"$TESTDATA\"/pki/ec256.key . && "
            "ks convert self-signed.crt ec256.key -o store.p12 --alias web --out-password pass:changeit && "
            "ks convert store.p12 -o own.jks --password pass:changeit --out-key-password pass:another");
    ASSERT_EQ(made.status, 0) << made.output;
  }

  Outcome run(const std::string& command) const { return ks::test::run(command, folder_.path(), KS_TOOLS); }
  const std::filesystem::path& folder() const { return folder_.path(); }
  std::string in_folder(const std::string& name) const { return content(folder_.path() / name); }

  /// `ks` before a terminal.
  PseudoTerminal ks(std::vector<std::string> words) const {
    words.insert(words.begin(), "ks");
    return {std::move(words), folder_.path(), KS_TOOLS};
  }

  /// Expects the question, without echo, and answers it.
  static void answer(PseudoTerminal& terminal, const std::string& question, const std::string& keys) {
    ASSERT_TRUE(terminal.says(question)) << terminal.screen();
    EXPECT_FALSE(terminal.echoes());
    terminal.type(keys);
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(Prompt, AsksForThePasswordOfAStoreWithoutShowingIt) {
  auto terminal = ks({"list", "store.p12"});
  answer(terminal, "Password of store.p12: ", "changeit\n");
  EXPECT_EQ(terminal.end(), 0) << terminal.screen();
  EXPECT_NE(terminal.screen().find("web  private key"), std::string::npos) << terminal.screen();
  EXPECT_EQ(terminal.screen().find("changeit"), std::string::npos) << terminal.screen();
  EXPECT_TRUE(terminal.echoes());
}

TEST_F(Prompt, AsksAgainAfterAWrongAnswer) {
  auto terminal = ks({"list", "store.p12"});
  answer(terminal, "Password of store.p12: ", "guess\n");
  answer(terminal, "Password of store.p12: ", "changeit\n");
  EXPECT_EQ(terminal.end(), 0) << terminal.screen();
}

TEST_F(Prompt, GivesUpAfterThreeWrongAnswers) {
  auto terminal = ks({"list", "store.p12"});
  for (int i = 0; i < 3; ++i) answer(terminal, "Password of store.p12: ", "guess\n");
  EXPECT_EQ(terminal.end(), 3) << terminal.screen();
  EXPECT_TRUE(terminal.echoes());
}

TEST_F(Prompt, AsksForThePasswordOfAKeyThatHasItsOwn) {
  auto terminal = ks({"convert", "own.jks", "-o", "web.pem", "--password", "pass:changeit"});
  answer(terminal, "Password of the key web in own.jks: ", "another\n");
  EXPECT_EQ(terminal.end(), 0) << terminal.screen();
  EXPECT_NE(in_folder("web.pem").find("-----BEGIN PRIVATE KEY-----"), std::string::npos);
}

TEST_F(Prompt, AsksTwiceForANewPassword) {
  auto terminal = ks({"convert", "self-signed.crt", "ec256.key", "-o", "new.p12"});
  answer(terminal, "New password of new.p12: ", "neu größer\n");
  answer(terminal, "The same again: ", "neu größer\n");
  EXPECT_EQ(terminal.end(), 0) << terminal.screen();
  EXPECT_EQ(terminal.screen().find("neu"), std::string::npos);
  EXPECT_EQ(run("ks list new.p12 --password 'pass:neu größer'").status, 0);
}

TEST_F(Prompt, WritesNothingIfTheTwoAnswersDiffer) {
  auto terminal = ks({"convert", "self-signed.crt", "ec256.key", "-o", "new.p12"});
  answer(terminal, "New password of new.p12: ", "one\n");
  answer(terminal, "The same again: ", "other\n");
  EXPECT_EQ(terminal.end(), 2);
  EXPECT_NE(terminal.screen().find("ks: error: the two passwords differ"), std::string::npos) << terminal.screen();
  EXPECT_EQ(in_folder("new.p12"), "(missing)");
}

TEST_F(Prompt, OfPasswdAsksForOldAndNew) {
  auto terminal = ks({"passwd", "store.p12"});
  answer(terminal, "Password of store.p12: ", "changeit\n");
  answer(terminal, "New password of store.p12: ", "newer\n");
  answer(terminal, "The same again: ", "newer\n");
  EXPECT_EQ(terminal.end(), 0) << terminal.screen();
  EXPECT_EQ(run("ks list store.p12 --password pass:newer").status, 0);
}

TEST_F(Prompt, OfAddAsksForThePasswordOfTheKeysUntilItOpensOne) {
  ASSERT_EQ(run("ks convert store.p12 -o locked.pem --password pass:changeit --out-password pass:changeit && "
                "cp \"$TESTDATA\"/pkcs12/no-mac.p12 \"$TESTDATA\"/pki/client.key \"$TESTDATA\"/pki/client.crt .")
                .status,
            0);
  for (const std::string store : {"locked.pem", "no-mac.p12"}) {
    auto terminal = ks({"add", store, "client.key", "client.crt"});
    answer(terminal, "Password of " + store + ": ", "guess\n");
    answer(terminal, "Password of " + store + ": ", "changeit\n");
    EXPECT_EQ(terminal.end(), 0) << terminal.screen();
    const auto all = run("ks convert " + store + " -o all.pem --password pass:changeit && grep -c 'PRIVATE' all.pem");
    EXPECT_EQ(all.status, 0) << all.output;
    EXPECT_EQ(run("grep -c 'BEGIN PRIVATE KEY' all.pem").output, "2\n") << store;
  }
}

TEST_F(Prompt, EndsAtControlCAndRestoresTheTerminal) {
  const auto before = in_folder("store.p12");
  auto terminal = ks({"passwd", "store.p12", "--password", "pass:changeit"});
  answer(terminal, "New password of store.p12: ", "half\x03");
  EXPECT_EQ(terminal.end(), 128 + SIGINT) << terminal.screen();
  EXPECT_TRUE(terminal.echoes());
  EXPECT_EQ(in_folder("store.p12"), before);
}

TEST_F(Prompt, EndsAtASignalAndRestoresTheTerminal) {
  auto terminal = ks({"list", "store.p12"});
  ASSERT_TRUE(terminal.says("Password of store.p12: "));
  terminal.signal(SIGTERM);
  EXPECT_EQ(terminal.end(), 128 + SIGTERM);
  EXPECT_TRUE(terminal.echoes());
}

TEST_F(Prompt, IsAnErrorAtControlD) {
  auto terminal = ks({"list", "store.p12"});
  answer(terminal, "Password of store.p12: ", "\x04");
  EXPECT_EQ(terminal.end(), 1);
  EXPECT_NE(terminal.screen().find("ks: error: store.p12: the terminal was closed"), std::string::npos)
      << terminal.screen();
  EXPECT_TRUE(terminal.echoes());
}

TEST_F(Prompt, EndsWithItsTerminal) {
  auto terminal = ks({"list", "store.p12"});
  ASSERT_TRUE(terminal.says("Password of store.p12: "));
  terminal.hang_up();
  EXPECT_NE(terminal.end(), 0);
}

TEST_F(Prompt, IsNotMadeWhereThereIsNoTerminal) {
  const auto input = run("ks list store.p12");
  EXPECT_EQ(input.status, 3);
  EXPECT_NE(input.output.find("ks: hint: --password env:NAME"), std::string::npos) << input.output;
  const auto output = run("ks convert self-signed.crt ec256.key -o new.p12");
  EXPECT_EQ(output.status, 2);
  EXPECT_NE(output.output.find("ks: hint: --out-password env:NAME"), std::string::npos) << output.output;
  EXPECT_EQ(in_folder("new.p12"), "(missing)");
}

using Terminal = Prompt;

TEST_F(Terminal, ShowsNoPrivateKeyUnlessAsked) {
  auto hidden = ks({"convert", "ec256.key", "-o", "-", "--to", "pem"});
  EXPECT_EQ(hidden.end(), 2);
  EXPECT_EQ(hidden.screen().find("PRIVATE KEY-----"), std::string::npos) << hidden.screen();
  auto shown = ks({"convert", "ec256.key", "-o", "-", "--to", "pem", "--show-keys"});
  EXPECT_EQ(shown.end(), 0);
  EXPECT_NE(shown.screen().find("PRIVATE KEY-----"), std::string::npos) << shown.screen();
}

TEST_F(Terminal, ShowsNoPrivateKeyByAnyOfItsNames) {
  ASSERT_EQ(run("ln -s /dev/tty link").status, 0);
  for (const auto* name : {"/dev/stdout", "/dev/tty", "/dev/fd/1", "/proc/self/fd/1", "/dev/stderr", "link"}) {
    auto hidden = ks({"convert", "ec256.key", "-o", name, "--to", "pem"});
    EXPECT_EQ(hidden.end(), 2) << name;
    EXPECT_EQ(hidden.screen().find("PRIVATE KEY-----"), std::string::npos) << name << hidden.screen();
    auto binary = ks({"convert", "ec256.key", "-o", name, "--to", "der"});
    EXPECT_EQ(binary.end(), 2) << name;
    auto shown = ks({"convert", "ec256.key", "-o", name, "--to", "pem", "--show-keys"});
    EXPECT_EQ(shown.end(), 0) << name << shown.screen();
    EXPECT_NE(shown.screen().find("PRIVATE KEY-----"), std::string::npos) << name;
  }
}

TEST_F(Terminal, IsNotWhereAFileOrAPipeIs) {
  auto file = ks({"convert", "ec256.key", "-o", "key.der"});
  EXPECT_EQ(file.end(), 0) << file.screen();
  PseudoTerminal device({"ks", "convert", "ec256.key", "-o", "/dev/null", "--to", "der"}, folder(), KS_TOOLS);
  EXPECT_EQ(device.end(), 0) << device.screen();
  PseudoTerminal pipe({"sh", "-c", "ks convert ec256.key -o /dev/stdout --to der | wc -c"}, folder(), KS_TOOLS);
  EXPECT_EQ(pipe.end(), 0) << pipe.screen();
  EXPECT_NE(pipe.screen().find(std::to_string(in_folder("key.der").size())), std::string::npos) << pipe.screen();
}

TEST_F(Terminal, ShowsNoBinaryStore) {
  auto terminal = ks({"convert", "self-signed.crt", "-o", "-", "--to", "der"});
  EXPECT_EQ(terminal.end(), 2);
  EXPECT_NE(terminal.screen().find("a terminal is no place for a binary store"), std::string::npos);
}

}  // namespace
