#include "judges.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>
#include <string_view>

#include "crypto/digest.h"
#include "ks/base/text.h"
#include "ks/formats/format.h"
#include "ks/ops/ops.h"
#include "support/session.h"

namespace ks::test {
namespace {

std::string start_of_digest(ByteView bytes) {
  return text::to_hex(ByteView(crypto::Digest::sha256().of({bytes})).first(8));
}

constexpr std::string_view kEndOfAnswer = "\x1e\n";

Outcome ask(const std::string& command) { return run(command, "/", KS_TOOLS); }

std::string verdict(const Outcome& outcome) {
  return outcome.status == 0 ? "read" : "exit " + std::to_string(outcome.status) + ": " + outcome.output;
}

std::string keytool_list(const File& file) {
  return "keytool -list -keystore " + quoted(file.path.string()) + " -storepass " + quoted(file.password) +
         " 2>/dev/null";
}

/// The texts that `end` closes; what comes after the last is no answer.
std::vector<std::string> closed_by(std::string_view end, std::string_view text) {
  std::vector<std::string> all;
  for (auto at = text.find(end); at != std::string_view::npos; at = text.find(end)) {
    all.emplace_back(text.substr(0, at));
    text.remove_prefix(at + end.size());
  }
  return all;
}

/// What `command`, an openssl, makes of a file, read by us.
std::string opened_by(const std::string& command, const File& file) {
  const auto outcome = ask(command + " pkcs12 -in " + quoted(file.path.string()) + " -passin " +
                           quoted("pass:" + file.password) + " -noenc");
  if (outcome.status != 0) return verdict(outcome);
  const auto store = decode(as_bytes(outcome.output));
  return store ? as_java_shows(*store) : store.error().message + "\n" + outcome.output;
}

struct AsJavaShows {
  std::string operator()(const PrivateKeyEntry& entry) const {
    const auto key = entry.key.unlock();
    std::string text = "private key  " + (key ? start_of_digest(key->pkcs8()) : key.error().message) + "\n";
    for (const auto& certificate : entry.chain) text += "  " + start_of_digest(certificate.der()) + "\n";
    return text;
  }
  std::string operator()(const SecretKeyEntry& entry) const {
    const auto key = entry.key.unlock();
    return "secret key  " + (key ? start_of_digest(key->raw()) : key.error().message) + "\n";
  }
  std::string operator()(const TrustedCertificateEntry& entry) const {
    return "trusted certificate  " + start_of_digest(entry.certificate.der()) + "\n";
  }
  std::string operator()(const CertificateEntry& entry) const {
    return "certificate  " + start_of_digest(entry.certificate.der()) + "\n";
  }
};

}  // namespace

std::string as_java_shows(const Store& store) {
  std::vector<std::string> entries;
  for (const auto& entry : store) {
    entries.push_back(entry.alias.folded().text() + "  " + std::visit(AsJavaShows{}, entry.value));
  }
  std::ranges::sort(entries);
  std::string all;
  for (const auto& entry : entries) all += entry;
  return all;
}

std::string as_openssl_prints(const Store& store) {
  std::vector<Certificate> alone;
  for (const auto& entry : store) {
    if (!std::holds_alternative<PrivateKeyEntry>(entry.value))
      std::ranges::copy(entry.certificates(), back_inserter(alone));
  }
  Store printed;
  for (auto entry : store) {
    if (auto* identity = std::get_if<PrivateKeyEntry>(&entry.value)) {
      auto& chain = identity->chain;
      chain.erase(std::ranges::find_first_of(chain, alone), chain.end());
    }
    EXPECT_TRUE(printed.add(std::move(entry)));
  }
  return as_java_shows(printed);
}

std::string as_nss_counts(const Store& store) {
  std::set<Bytes> keys;
  std::set<Bytes> certificates;
  for (const auto& entry : store) {
    for (const auto& certificate : entry.certificates()) certificates.insert(to_bytes(certificate.der()));
    if (const auto* identity = std::get_if<PrivateKeyEntry>(&entry.value)) {
      keys.insert(to_bytes(identity->key.unlock().value().pkcs8()));
    }
  }
  return std::to_string(keys.size()) + " keys, " + std::to_string(certificates.size()) + " certificates\n";
}

std::vector<std::string> java(const std::vector<File>& files, const std::string& type, const std::string& provider) {
  std::string command = "java -cp " KS_JUDGE ":/usr/share/java/bcprov.jar Judge";
  for (const auto& file : files) {
    for (const auto& word : {file.path.string(), type, provider, file.password, file.key_password}) {
      command += " " + quoted(word);
    }
  }
  const auto outcome = ask(command);
  auto answers = closed_by(kEndOfAnswer, outcome.output);
  if (outcome.status != 0 || answers.size() != files.size()) {  // a JVM that died speaks for none of them
    answers.assign(files.size(), "exit " + std::to_string(outcome.status) + ": " + outcome.output);
  }
  return answers;
}

std::string java(const File& file, const std::string& type, const std::string& provider) {
  return java(std::vector{file}, type, provider).front();
}

std::string keytool(const File& file) { return ask(keytool_list(file) + " | grep -c Entry,").output; }

std::string keytool_dates(const File& file) {
  // "web, May 1, 2024, PrivateKeyEntry, "
  return ask(keytool_list(file) + " | sed -n 's/^\\(.*\\), \\(.*, .*\\), PrivateKeyEntry.*/\\1 \\2/p' | sort").output;
}

std::string openssl(const File& file) { return opened_by("openssl", file); }

std::string openssl_in_fips_mode(const File& file) {
  return opened_by("sh " KS_INTEROP "/openssl_in_fips_mode.sh", file);
}

std::string nss(const File& file) {
  const TemporaryFolder folder;
  const auto database = "-d sql:" + quoted(folder.path().string());
  const auto imported = ask("certutil -N --empty-password " + database + " && pk12util -i " +
                            quoted(file.path.string()) + " -W " + quoted(file.password) + " -K '' " + database);
  if (imported.status != 0) return verdict(imported);
  // Lines that begin with a number in brackets are keys; certificates come after a heading of four lines.
  return ask("echo $(certutil -K " + database + " | grep -c '^<') keys, $(certutil -L " + database +
             " | tail -n +5 | grep -c .) certificates")
      .output;
}

std::string gnutls(const File& file) {
  return verdict(ask("certtool --p12-info --inder --infile " + quoted(file.path.string()) + " --password " +
                     quoted(file.password)));
}

std::string node(const File& file) {
  return verdict(ask("node " KS_INTEROP "/judge.js " + quoted(file.path.string()) + " " + quoted(file.password)));
}

std::string to_string(const Version& version) {
  std::string text;
  for (const auto number : version) text += (text.empty() ? "" : ".") + std::to_string(number);
  return text;
}

Version version_printed_by(const std::string& command) {
  const auto outcome = ask(command);
  const std::regex number("[0-9]+([.][0-9]+)*");
  Version version;
  if (std::smatch found; std::regex_search(outcome.output, found, number)) {
    std::istringstream parts(found.str());
    for (std::string part; std::getline(parts, part, '.');) version.push_back(std::stoi(part));
  }
  EXPECT_FALSE(version.empty()) << command << " printed no version: " << outcome.output;
  return version;
}

}  // namespace ks::test
