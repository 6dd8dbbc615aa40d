#include "judges.h"

#include <algorithm>
#include <vector>

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

std::string quoted(const std::string& text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

Outcome ask(const std::string& command) { return run(command, "/", KS_TOOLS); }

std::string verdict(const Outcome& outcome) {
  return outcome.status == 0 ? "read" : "exit " + std::to_string(outcome.status) + ": " + outcome.output;
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

std::string java(const File& file, const std::string& type, const std::string& provider) {
  const auto outcome = ask("java -Dstdout.encoding=UTF-8 -cp " KS_JUDGE ":/usr/share/java/bcprov.jar Judge " +
                           quoted(file.path.string()) + " " + type + " " + provider + " " + quoted(file.password) +
                           " " + quoted(file.key_password));
  return outcome.output;
}

std::string keytool(const File& file) {
  const auto outcome = ask("keytool -list -keystore " + quoted(file.path.string()) + " -storepass " +
                           quoted(file.password) + " 2>/dev/null | grep -c Entry,");
  return outcome.output;
}

std::string openssl(const File& file) {
  const auto outcome = ask("openssl pkcs12 -in " + quoted(file.path.string()) + " -passin " +
                           quoted("pass:" + file.password) + " -noenc 2>/dev/null");
  const auto store = decode(as_bytes(outcome.output));
  return store ? as_java_shows(*store) : store.error().message + "\n" + outcome.output;
}

std::string nss(const File& file) {
  return verdict(ask("pk12util -l " + quoted(file.path.string()) + " -W " + quoted(file.password)));
}

std::string gnutls(const File& file) {
  return verdict(ask("certtool --p12-info --inder --infile " + quoted(file.path.string()) + " --password " +
                     quoted(file.password)));
}

std::string node(const File& file) {
  return verdict(ask("node " KS_INTEROP "/judge.js " + quoted(file.path.string()) + " " + quoted(file.password)));
}

}  // namespace ks::test
