// `ks list STORE...`: what is in a store, an entry a line.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "command.h"
#include "ks/base/text.h"
#include "support/input.h"
#include "support/own_passwords.h"
#include "support/store_json.h"

namespace ks::tool {
namespace {

struct ListOptions {
  InputOptions in;
  bool verbose = false, json = false, pem = false;
};

struct Listed {
  std::string file;
  Store store;
};

/// What could be opened, and why the rest could not.
struct Listing {
  std::vector<Listed> stores;
  std::vector<Error> errors;

  void fail(Error error, Console& console) {
    console.go_on_after(error);
    errors.push_back(std::move(error));
  }
};

std::string date(Time time) { return to_text(time).substr(0, 10); }

std::string about(const Certificate& certificate) {
  const auto summary = summary_of(certificate);
  return summary.description + (summary.not_after ? "  expires " + date(*summary.not_after) : "");
}

/// What follows alias and kind on an entry's line.
struct Summary {
  std::string operator()(const PrivateKeyEntry& entry) const {
    const auto certificate = entry.chain.empty() ? std::string("no certificate") : about(entry.chain.front());
    return certificate + (entry.key.locked() ? "  locked" : "");
  }
  std::string operator()(const TrustedCertificateEntry& entry) const { return about(entry.certificate); }
  std::string operator()(const CertificateEntry& entry) const { return about(entry.certificate); }
  std::string operator()(const SecretKeyEntry& entry) const {
    return entry.key.plain() ? entry.key.algorithm() : entry.key.locked() ? "locked" : "encrypted";
  }
};

std::string words(std::string_view kind) {
  std::string text(kind);
  for (auto& c : text) c = c == '-' ? ' ' : c;
  return text;
}

std::string line(const Entry& entry) {
  return entry.alias.text() + "  " + words(kind(entry)) + "  " + std::visit(Summary{}, entry.value);
}

std::string describe(const KeyInfo& key) {
  if (key.algorithm.empty()) return "unknown while locked";
  return key.algorithm + (key.bits == 0 ? "" : " " + std::to_string(key.bits)) +
         (key.curve.empty() ? "" : " " + key.curve);
}

std::string joined(const nlohmann::ordered_json& texts) {
  std::string all;
  for (const auto& text : texts) all += (all.empty() ? "" : ", ") + text.get<std::string>();
  return all;
}

void say_details(const Certificate& certificate, Console& console) {
  const auto json = to_json(certificate);
  console.say("    " + certificate.describe());
  if (!certificate.fields()) return;
  const auto& fields = *certificate.fields();
  console.say("      issuer     " + fields.issuer.text());
  console.say("      serial     " + text::to_hex(fields.serial));
  console.say("      valid      " + to_text(fields.not_before) + " to " + to_text(fields.not_after));
  console.say("      key        " + describe(fields.key));
  if (!json["names"].empty()) console.say("      names      " + joined(json["names"]));
  console.say("      sha256     " + text::to_hex(certificate.sha256()));
}

void say_details(const Entry& entry, Console& console) {
  if (entry.created) console.say("    created " + to_text(*entry.created));
  if (const auto* identity = std::get_if<PrivateKeyEntry>(&entry.value)) {
    console.say("    key " + describe(key_info(*identity)));
  }
  for (const auto& attribute : entry.attributes) console.say("    attribute " + attribute.oid);
  for (const auto& certificate : entry.certificates()) say_details(certificate, console);
}

/// Whether a line before the entries says which file they are of.
enum class Heading { shown, left_out };

void say(const Listed& listed, const ListOptions& options, Heading heading, Console& console) {
  const auto& store = listed.store;
  if (heading == Heading::shown) {
    console.say(listed.file + ": " + store.origin.format + ", integrity " + std::string(name(store.origin.integrity)) +
                ", " + std::to_string(store.size()) + (store.size() == 1 ? " entry" : " entries"));
  }
  for (const auto& entry : store) {
    console.say(line(entry));
    if (options.verbose) say_details(entry, console);
  }
  for (const auto& crl : store.crls) {
    const auto issuer = issuer_of(crl);
    console.say("CRL of " + (issuer ? issuer->text() : std::string("an unreadable issuer")));
  }
  for (const auto& bag : store.opaque) console.say("unknown content of type " + bag.oid);
}

void print_json(const Listing& listing, Console& console) {
  auto stores = nlohmann::ordered_json::array();
  for (const auto& listed : listing.stores) stores.push_back(to_json(listed.store, listed.file));
  auto errors = nlohmann::ordered_json::array();
  for (const auto& error : listing.errors) errors.push_back(to_json(error));
  const nlohmann::ordered_json document = {{"schema", 1}, {"stores", std::move(stores)}, {"errors", std::move(errors)}};
  console.print(json_text(document, 2) + "\n");
}

/// Certificates alone: a listing never shows a key.
Result<void> print_pem(const std::vector<Listed>& all, Console& console) {
  for (const auto& listed : all) {
    KS_TRY(const auto certificates, select(listed.store, {}, {.key = false, .secret = false}));
    KS_TRY(const auto encoded, encode("pem", certificates));
    console.print(as_text(encoded.bytes));
  }
  return {};
}

/// Loose keys and certificates, as opposed to a store that already says what belongs together.
bool is_loose(const Store& store) {
  return store.origin.format == "pem" || store.origin.format == "der" || store.origin.format == "pkcs7";
}

/// Opens every file; one that fails is told, and the others are listed all the same.
Listing open_each(const std::vector<std::string>& files, const Opener& opener, Console& console) {
  Listing listing;
  for (const auto& file : files) {
    if (auto opened = opener.open(file, Keys::stay_locked)) {
      listing.stores.push_back({.file = file, .store = std::move(opened->store)});
    } else {
      listing.fail(std::move(opened).error(), console);
    }
  }
  return listing;
}

std::vector<Alias> key_aliases(const Listing& listing) {
  std::vector<Alias> aliases;
  for (const auto& listed : listing.stores) append_key_aliases(aliases, listed.store);
  return aliases;
}

/// Puts all loose files together, as convert would, so that a key is shown with its certificate.
Result<Listing> assembled(Listing listing, Console& console) {
  std::vector<Listed> shown_as;
  Listed pile;
  for (auto& listed : listing.stores) {
    if (!is_loose(listed.store)) {
      shown_as.push_back(std::move(listed));
      continue;
    }
    if (pile.file.empty()) pile.store.origin = listed.store.origin;
    pile.file += (pile.file.empty() ? "" : " + ") + listed.file;
    KS_TRY(pile.store, merge(std::move(pile.store), listed.store, OnClash::rename_theirs));
  }
  listing.stores = std::move(shown_as);
  if (pile.file.empty()) return listing;
  if (auto together = assemble(pile.store, {.extras = Extras::as_they_are})) {
    pile.store = std::move(together->store);
  } else {
    auto error = std::move(together).error();
    error.file = pile.file;
    listing.fail(std::move(error), console);
  }
  listing.stores.push_back(std::move(pile));
  return listing;
}

Result<void> list(const ListOptions& options, Console& console) {
  PasswordSources sources;
  KS_TRY(const auto opener, Opener::from(options.in, sources));
  auto listing = open_each(options.in.files, opener, console);
  if (listing.errors.empty()) KS_TRY(opener.refuse_unknown_aliases(key_aliases(listing)));
  if (listing.stores.empty()) return {};
  if (listing.stores.size() > 1) {
    KS_TRY(listing, assembled(std::move(listing), console));
  }
  if (options.json) {
    print_json(listing, console);
    return {};
  }
  for (const auto& listed : listing.stores) {
    for (const auto& warning : listed.store.origin.warnings) console.warn(listed.file + ": " + warning);
  }
  if (options.pem) return print_pem(listing.stores, console);
  const bool several = listing.stores.size() + listing.errors.size() > 1;
  const auto heading = options.verbose || several ? Heading::shown : Heading::left_out;
  for (const auto& listed : listing.stores) say(listed, options, heading, console);
  return {};
}

}  // namespace

void add_list(CLI::App& app, Action& action) {
  auto& command = *app.add_subcommand("list", "Shows what stores hold, an entry a line.");
  const auto options = std::make_shared<ListOptions>();
  command.add_option("STORE", options->in.files, "stores, keys, certificates in any format; '-' is standard input")
      ->required();
  command.add_flag("-v,--verbose", options->verbose, "show all that is known of each entry");
  auto* json = command.add_flag("--json", options->json, "print JSON, schema 1");
  command.add_flag("--pem", options->pem, "print the certificates as PEM")->excludes(json);
  add_input_options(command, options->in);
  command.footer(
      "A store that can be read without its password is listed without it; its integrity is then \"unchecked\".\n"
      "Loose keys and certificates are shown together, as convert would assemble them.\n"
      "A file that cannot be opened is told, the others are listed; the exit code is that of the first failure.\n"
      "Examples:\n"
      "  ks list server.jks\n"
      "  ks list -v client.p12 --password env:PASSWORD\n"
      "  ks list --json *.p12 --password env:PASSWORD | jq '.stores[].entries[].alias'\n"
      "  cat chain.pem | ks list -");
  command.callback([options, &action] { action = [options](Console& console) { return list(*options, console); }; });
}

}  // namespace ks::tool
