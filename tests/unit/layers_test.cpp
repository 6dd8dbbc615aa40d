// Holds every #include of the library and the tools, and every link line of the boxes, to the one picture of
// docs/explanation/architecture.md: a box calls only boxes below it. The table here is that picture; to move a box, edit
// it here and there.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace ks::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using Strings = std::vector<std::string>;

enum class Posix { no, yes };  // whether a box may speak to the operating system itself

struct Box {
  std::string name;
  Strings knows{};      // the boxes below that it may call
  Strings libraries{};  // whose headers it may include: the folder they live in
  Posix posix = Posix::no;
  Strings brings{};  // boxes it links so that its users get them, without calling them
};

const std::vector<Box> kBoxes = {
    {.name = "base", .libraries = {"tl"}, .posix = Posix::yes},
    {.name = "asn1", .knows = {"base"}},
    {.name = "crypto", .knows = {"base"}, .libraries = {"openssl"}, .posix = Posix::yes},
    {.name = "model", .knows = {"asn1", "crypto", "base"}, .libraries = {"arpa"}},  // inet_ntop: addresses as text
    {.name = "tls",
     .knows = {"model", "crypto", "base"},
     .libraries = {"openssl", "botan", "curl", "libidn2", "arpa"},
     .posix = Posix::yes},
    {.name = "ops", .knows = {"model", "base"}},
    {.name = "formats", .knows = {"model", "asn1", "crypto", "base"}},
    {.name = "ks", .knows = {"formats", "model", "base"}, .brings = {"ops"}},
    {.name = "config",
     .knows = {"ks", "tls", "ops", "formats", "model", "crypto", "asn1", "base"},
     .libraries = {"nlohmann", "nlohmann_json", "threads"},
     .posix = Posix::yes},
    {.name = "tools",
     .knows = {"config", "ks", "tls", "ops", "formats", "model", "base"},
     .libraries = {"CLI", "nlohmann"},
     .posix = Posix::yes},
    {.name = "tools/connect",  // what commands share that connect to servers
     .knows = {"config", "ks", "tls", "ops", "formats", "model", "base"},
     .libraries = {"CLI", "openssl"},
     .posix = Posix::yes},
};

// Headers of formats/ that any format may include: they belong to none. The word before the first "_" or ".".
const Strings kSharedByFormats = {"entry", "format", "java", "pieces", "pkcs8", "profiles"};
// Sources of formats/ that may know every format.
const Strings kKnowsEveryFormat = {"table", "detect"};

bool contains(const Strings& all, std::string_view one) { return std::ranges::find(all, one) != all.end(); }

const Box* box_named(std::string_view name) {
  const auto found = std::ranges::find(kBoxes, name, &Box::name);
  return found == kBoxes.end() ? nullptr : &*found;
}

Strings parts_of(std::string_view path) {
  Strings parts;
  for (const auto& part : fs::path(path)) parts.push_back(part.string());
  return parts;
}

/// Something of ours that can be included or includes: a box, and which side of it.
struct Place {
  const Box* box = nullptr;
  bool is_public = false;
  std::string rest;  // the path below the box's folder
};

/// Of "ks/base/x.h", "ks/ks.h" or "base/x.h"; without a box if it is none of these.
Place place_of_header(std::string_view header) {
  const auto parts = parts_of(header);
  if (header == "ks/ks.h") return {.box = box_named("ks"), .is_public = true, .rest = "ks.h"};
  const bool is_public = parts.size() > 2 && parts[0] == "ks";
  const auto& name = is_public ? parts[1] : parts[0];
  const auto* box = parts.size() > 1 && name != "ks" && name != "tools" ? box_named(name) : nullptr;
  return {
      .box = box, .is_public = is_public, .rest = fs::path(header).lexically_relative(is_public ? "ks/" + name : name)};
}

/// Of a source by its path below the root of the tree.
Place place_of_source(const std::string& path) {
  for (const std::string tool : {"tools/connect", "tools"}) {
    if (path.starts_with(tool + "/")) return {.box = box_named(tool), .rest = path.substr(tool.size() + 1)};
  }
  if (path == "libks/src/ks.cpp") return {.box = box_named("ks"), .rest = "ks.cpp"};
  for (const std::string folder : {"libks/include/", "libks/src/"}) {
    if (path.starts_with(folder)) return place_of_header(path.substr(folder.size()));
  }
  return {};
}

/// Which format a file below formats/ belongs to: "pkcs12" for pkcs12.h, pkcs12_mac.cpp and pkcs12/mac.cpp.
std::string format_of(const std::string& rest) {
  const auto first = parts_of(rest).front();
  const auto stem = first.substr(0, first.find_first_of("_."));
  return contains(kSharedByFormats, stem) || contains(kKnowsEveryFormat, stem) ? "" : stem;
}

std::string breach_between_formats(const Place& from, const Place& to) {
  const auto theirs = format_of(to.rest);
  if (theirs.empty() || format_of(from.rest) == theirs) return "";
  if (contains(kKnowsEveryFormat, fs::path(from.rest).stem().string())) return "";
  return "is of another format; what formats share is named in kSharedByFormats";
}

bool is_tool(const Place& place) { return place.box->name.starts_with("tools"); }

std::string breach_between_boxes(const Place& from, const Place& to) {
  if (from.is_public && !to.is_public) return "is private, and a public header includes only public ones";
  if (is_tool(from) && !to.is_public) return "is private to libks";
  if (from.box == to.box) return from.box->name == "formats" ? breach_between_formats(from, to) : "";
  if (contains(from.box->knows, to.box->name)) return "";
  return from.box->name + " may not know " + to.box->name;
}

bool is_posix(std::string_view header) {
  return header.ends_with(".h") &&
         (header.find('/') == std::string_view::npos || header.starts_with("sys/") || header.starts_with("netinet/"));
}

std::string breach_with_foreign(const Place& from, const std::string& header) {
  if (is_posix(header))
    return from.box->posix == Posix::yes ? "" : from.box->name + " may not speak to the operating system";
  const auto slash = header.find('/');
  if (slash == std::string::npos || contains(from.box->libraries, header.substr(0, slash))) return "";
  return from.box->name + " may not use the library " + header.substr(0, slash);
}

/// Why `from` may not include `header`; empty if it may.
std::string breach_of(const Place& from, const std::string& header, bool quoted) {
  const auto to = place_of_header(header);
  if (to.box != nullptr) return breach_between_boxes(from, to);
  if (!quoted) return breach_with_foreign(from, header);
  return is_tool(from) ? "" : "is neither ks/BOX/… nor BOX/…";
}

/// What the source `text` at `path` does against the table, a line each: "path:3: ks/model/store.h: why".
Strings breaches(const std::string& path, const std::string& text) {
  static const std::regex kInclude(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"].*)");
  const auto from = place_of_source(path);
  if (from.box == nullptr) return {path + ": belongs to no box of the table"};
  Strings found;
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    std::smatch match;
    if (!std::regex_match(line, match, kInclude)) continue;
    const auto why = breach_of(from, match[2], match[1] == "\"");
    if (!why.empty()) found.push_back(path + ":" + std::to_string(number) + ": " + match[2].str() + ": " + why);
  }
  return found;
}

/// Why the box called `name` may not link `target`; empty if it may.
std::string breach_of_link(const std::string& name, const std::string& target) {
  const auto* box = box_named(name);
  if (box == nullptr) return name + " is no box of the table";
  const auto colons = target.find("::");
  auto library = target.substr(0, colons);
  if (library == "ks") {
    const auto other = target.substr(colons + 2);
    return contains(box->knows, other) || contains(box->brings, other) ? "" : name + " may not link " + target;
  }
  if (library == "PkgConfig") library = target.substr(colons + 2);  // found by pkg-config, which knows it by its name
  std::ranges::transform(library, library.begin(), [](unsigned char c) { return std::tolower(c); });
  return contains(box->libraries, library) ? "" : name + " may not link " + target;
}

/// What the ks_box(NAME … LINKS a::b …) lines of a CMakeLists.txt do against the table.
Strings link_breaches(const std::string& cmake) {
  static const std::regex kCall(R"(ks_box\(\s*(\w+)([^)]*)\))");
  static const std::regex kTarget(R"([A-Za-z0-9_]+::[A-Za-z0-9_]+)");
  Strings found;
  for (std::sregex_iterator call(cmake.begin(), cmake.end(), kCall), end; call != end; ++call) {
    const auto arguments = (*call)[2].str();
    for (std::sregex_iterator target(arguments.begin(), arguments.end(), kTarget); target != end; ++target) {
      if (const auto why = breach_of_link((*call)[1], target->str()); !why.empty()) found.push_back(why);
    }
  }
  return found;
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in.is_open()) << path;
  return {std::istreambuf_iterator<char>(in), {}};
}

bool is_source(const fs::path& path) {
  return path.extension() == ".h" || path.extension() == ".cpp" || path.extension() == ".hpp" ||
         path.extension() == ".c";
}

/// Every source below libks/ and tools/, by its path below the root of the tree.
Strings sources() {
  Strings all;
  for (const std::string folder : {"libks", "tools"}) {
    for (const auto& file : fs::recursive_directory_iterator(fs::path(KS_SOURCE_DIR) / folder)) {
      if (is_source(file.path())) all.push_back(file.path().lexically_relative(KS_SOURCE_DIR).generic_string());
    }
  }
  std::ranges::sort(all);
  return all;
}

std::string joined(const Strings& lines) {
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  return text;
}

TEST(Layers, AreKeptByEveryInclude) {
  const auto all = sources();
  for (const std::string box : {"base", "asn1", "crypto", "model", "formats", "ops", "tls", "ks", "config"}) {
    const auto of_box = [&box](const std::string& path) { return place_of_source(path).box == box_named(box); };
    EXPECT_TRUE(std::ranges::any_of(all, of_box)) << "no source of " << box << " was looked at";
  }
  for (const auto& path : all) {
    const auto found = breaches(path, read(fs::path(KS_SOURCE_DIR) / path));
    EXPECT_THAT(found, IsEmpty()) << joined(found);
  }
}

TEST(Layers, AreKeptByEveryLinkLine) {
  const auto cmake = read(fs::path(KS_SOURCE_DIR) / "libks/CMakeLists.txt");
  EXPECT_THAT(cmake, HasSubstr("ks_box(base"));
  const auto found = link_breaches(cmake);
  EXPECT_THAT(found, IsEmpty()) << joined(found);
}

TEST(Layers, GoDownOnly) {
  for (std::size_t i = 0; i < kBoxes.size(); ++i) {
    for (const auto& below : kBoxes[i].knows) {
      ASSERT_NE(box_named(below), nullptr) << below;
      EXPECT_LT(box_named(below) - kBoxes.data(), static_cast<std::ptrdiff_t>(i))
          << kBoxes[i].name << " knows " << below;
    }
  }
}

struct IncludeCase {
  std::string name;
  std::string path;
  std::string line;
  std::string expected;  // part of the breach; empty: the line is fine
};

void PrintTo(const IncludeCase& c, std::ostream* out) { *out << c.path << ": " << c.line; }

class IncludeLine : public testing::TestWithParam<IncludeCase> {};

TEST_P(IncludeLine, IsHeldAgainstTheTable) {
  const auto& c = GetParam();
  const auto found = joined(breaches(c.path, "#pragma once\n" + c.line + "\n"));
  EXPECT_EQ(found.empty(), c.expected.empty()) << found;
  EXPECT_THAT(found, HasSubstr(c.expected));
  EXPECT_THAT(found, StartsWith(c.expected.empty() ? "" : c.path + ":2: "));
}

const IncludeCase kIncludeCases[] = {
    {"Downwards", "libks/src/formats/jks.cpp", "#include \"ks/model/store.h\"", ""},
    {"PrivateDownwards", "libks/src/formats/jks.cpp", "#include \"asn1/der_reader.h\"", ""},
    {"OwnPrivate", "libks/src/crypto/digest.cpp", "#include \"crypto/hash.h\"", ""},
    {"StandardLibrary", "libks/src/model/name.cpp", "#include <vector>", ""},
    {"NoInclude", "libks/src/base/text.cpp", "// #include \"ks/model/store.h\"", ""},
    {"ToolsOwn", "tools/ks/convert.cpp", "#include \"support/console.h\"", ""},
    {"ToolsOwnBeside", "tools/ks/convert.cpp", "#include \"ks/convert.h\"", ""},
    {"ToolsUmbrella", "tools/ks/convert.cpp", "#include \"ks/ks.h\"", ""},
    {"TableKnowsFormats", "libks/src/formats/table.cpp", "#include \"ks/formats/jks.h\"", ""},
    {"FormatsOwnPublic", "libks/src/formats/jks.cpp", "#include \"ks/formats/jks.h\"", ""},
    {"FormatsOwnPart", "libks/src/formats/pkcs12_read.cpp", "#include \"formats/pkcs12_mac.h\"", ""},
    {"FormatsShared", "libks/src/formats/pkcs12.cpp", "#include \"formats/pkcs8.h\"", ""},

    {"Upwards", "libks/src/base/text.cpp", "#include \"ks/model/store.h\"", "base may not know model"},
    {"UpwardsPrivate", "libks/src/asn1/ber.cpp", "#include \"crypto/digest.h\"", "asn1 may not know crypto"},
    {"WithSpaces", "libks/src/base/text.cpp", "  #  include  \"asn1/ber.h\"  // why", "base may not know asn1"},
    {"InBrackets", "libks/src/base/text.cpp", "#include <ks/model/store.h>", "base may not know model"},
    {"SiblingOps", "libks/src/ops/merge.cpp", "#include \"ks/formats/format.h\"", "ops may not know formats"},
    {"SiblingFormats", "libks/src/formats/jks.cpp", "#include \"ks/ops/ops.h\"", "formats may not know ops"},
    {"SiblingTls", "libks/src/tls/anchors.cpp", "#include \"ks/ops/ops.h\"", "tls may not know ops"},
    {"OpsBelowModel", "libks/src/ops/merge.cpp", "#include \"asn1/ber.h\"", "ops may not know asn1"},
    {"Umbrella", "libks/src/formats/jks.cpp", "#include \"ks/ks.h\"", "formats may not know ks"},
    {"AnotherFormat", "libks/src/formats/jks.cpp", "#include \"ks/formats/pkcs12.h\"", "another format"},
    {"AnotherFormatsPart", "libks/src/formats/jks.cpp", "#include \"formats/pkcs12_mac.h\"", "another format"},
    {"SharedKnowsFormat", "libks/src/formats/pieces.cpp", "#include \"ks/formats/jks.h\"", "another format"},
    {"PublicToPrivate", "libks/include/ks/model/key.h", "#include \"asn1/der_reader.h\"", "is private"},
    {"ToolToPrivate", "tools/ks/list.cpp", "#include \"crypto/kdf.h\"", "is private to libks"},
    {"OpenSslInModel", "libks/src/model/key.cpp", "#include <openssl/evp.h>", "may not use the library openssl"},
    {"JsonInFormats", "libks/src/formats/pem.cpp", "#include <nlohmann/json.hpp>", "may not use the library nlohmann"},
    {"LibsslInATool", "tools/ks/list.cpp", "#include <openssl/ssl.h>", "tools may not use the library openssl"},
    {"LibsslToConnect", "tools/connect/handshake.cpp", "#include <openssl/ssl.h>", ""},
    {"PrivateToConnect", "tools/connect/handshake.cpp", "#include \"tls/connection.h\"", "is private to libks"},
    {"GtestInTools", "tools/ks/list.cpp", "#include <gtest/gtest.h>", "may not use the library gtest"},
    {"PosixInFormats", "libks/src/formats/pem.cpp", "#include <unistd.h>", "may not speak to the operating system"},
    {"PosixFolder", "libks/src/ops/merge.cpp", "#include <sys/stat.h>", "may not speak to the operating system"},
    {"Relative", "libks/src/formats/pem.cpp", "#include \"../model/lenient.h\"", "is neither"},
    {"NoBox", "libks/src/formats/pem.cpp", "#include \"util/strings.h\"", "is neither"},
};

INSTANTIATE_TEST_SUITE_P(Layers, IncludeLine, testing::ValuesIn(kIncludeCases),
                         [](const auto& made) { return made.param.name; });

TEST(Layers, NoticeASourceOfNoBox) {
  EXPECT_EQ(breaches("libks/src/util/strings.cpp", ""),
            Strings{"libks/src/util/strings.cpp: belongs to no box of the table"});
}

TEST(Layers, NoticeALinkLineThatGoesUp) {
  EXPECT_THAT(link_breaches("ks_box(model SOURCES ${a}\n  LINKS ks::base PRIVATE_LINKS ks::asn1)"), IsEmpty());
  EXPECT_EQ(joined(link_breaches("ks_box(base SOURCES a LINKS tl::expected ks::model)")),
            "base may not link ks::model\n");
  EXPECT_EQ(joined(link_breaches("ks_box(model LINKS OpenSSL::Crypto)")), "model may not link OpenSSL::Crypto\n");
  EXPECT_EQ(joined(link_breaches("ks_box(util LINKS ks::base)")), "util is no box of the table\n");
}

}  // namespace
}  // namespace ks::test
