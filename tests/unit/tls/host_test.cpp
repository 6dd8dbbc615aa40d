#include "ks/tls/host.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace ks::tls {
namespace {

struct ParseCase {
  std::string text;
  std::string expected;  // "" where it is refused
};

void PrintTo(const ParseCase& one, std::ostream* out) { *out << one.text; }

const ParseCase kParseCases[] = {
    {"example.org", "example.org"},
    {"Example.ORG", "example.org"},
    {"example.org.", "example.org"},
    {"localhost", "localhost"},
    {"a_b.example", "a_b.example"},
    {"xn--bcher-kva.example", "xn--bcher-kva.example"},
    {"b\u00fccher.example", "xn--bcher-kva.example"},
    {"B\u00dcCHER.example", "xn--bcher-kva.example"},
    {"fa\u00df.example", "xn--fa-hia.example"},
    {"\u65e5\u672c.example", "xn--wgv71a.example"},
    {"192.0.2.1", "192.0.2.1"},
    {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
    {"[::1]", "::1"},
    {"fe80::1%eth0", "fe80::1"},
    {"[fe80::1%25eth0]", "fe80::1"},
    {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
    {"", ""},
    {".", ""},
    {"example..org", ""},
    {".example.org", ""},
    {"example.org..", ""},
    {"*.example.org", ""},
    {"example.org:443", ""},
    {"https://example.org", ""},
    {"192.0.2.1.5", ""},
    {"256.1.1.1", ""},
    {"1:2:3", ""},
    {"exa mple.org", ""},
    {std::string("example.org\0.evil.example", 25), ""},
    {std::string(64, 'a') + ".example", ""},
    {std::string(63, 'a') + ".example", std::string(63, 'a') + ".example"},
    {std::string(250, 'a') + ".example", ""},
    {"\xff\xfe.example", ""},
};

class HostParse : public testing::TestWithParam<ParseCase> {};

TEST_P(HostParse, GivesTheNameOrRefuses) {
  const auto host = Host::parse(GetParam().text);
  EXPECT_EQ(host ? host->text() : "", GetParam().expected);
  if (!host) {
    EXPECT_EQ(host.error().code, Errc::usage);
  }
}

INSTANTIATE_TEST_SUITE_P(Names, HostParse, testing::ValuesIn(kParseCases));

struct MatchCase {
  std::string name;  // of the certificate: "dns:…", "ip:…", "cn:…", "uri:…"
  std::string host;
  bool matches;
};

void PrintTo(const MatchCase& one, std::ostream* out) { *out << one.name << " for " << one.host; }

/// The one table: each row is a name that a certificate has, a host that is asked for, and the verdict.
const MatchCase kMatchCases[] = {
    {"dns:example.org", "example.org", true},
    {"dns:EXAMPLE.org", "example.ORG", true},
    {"dns:example.org", "example.org.", true},
    {"dns:example.org.", "example.org", false},
    {"dns:example.org", "www.example.org", false},
    {"dns:www.example.org", "example.org", false},
    {"dns:*.example.org", "www.example.org", true},
    {"dns:*.EXAMPLE.org", "WWW.example.ORG", true},
    {"dns:*.example.org", "example.org", false},
    {"dns:*.example.org", "a.b.example.org", false},
    {"dns:*.example.org", "xn--bcher-kva.example.org", true},
    {"dns:f*.example.org", "foo.example.org", false},
    {"dns:*o.example.org", "foo.example.org", false},
    {"dns:xn--b*.example.org", "xn--bcher-kva.example.org", false},
    {"dns:www.*.org", "www.example.org", false},
    {"dns:*.*.org", "www.example.org", false},
    {"dns:**.example.org", "www.example.org", false},
    {"dns:*.org", "example.org", false},
    {"dns:*", "localhost", false},
    {"dns:*.", "localhost", false},
    {"dns:", "example.org", false},
    {"dns:xn--bcher-kva.example", "b\u00fccher.example", true},
    {"dns:b\u00fccher.example", "b\u00fccher.example", false},
    {"dns:192.0.2.1", "192.0.2.1", false},
    {"dns:*.0.2.1", "192.0.2.1", false},
    {"ip:192.0.2.1", "192.0.2.1", true},
    {"ip:192.0.2.2", "192.0.2.1", false},
    {"ip:2001:db8::1", "2001:DB8:0::1", true},
    {"ip:2001:db8::1", "[2001:db8::1]", true},
    {"ip:::1", "::1", true},
    {"ip:192.0.2.1", "::ffff:192.0.2.1", false},
    {"cn:example.org", "example.org", false},
    {"uri:https://example.org/", "example.org", false},
    {std::string("dns:example.org\0.evil.example", 29), "example.org", false},
};

CertificateFields certificate_with(const std::string& name) {
  const auto colon = name.find(':');
  const auto kind = name.substr(0, colon), text = name.substr(colon + 1);
  CertificateFields fields;
  GeneralName general{.text = text, .value = to_bytes(text)};
  if (kind == "dns") general.kind = GeneralName::Kind::dns;
  if (kind == "uri") general.kind = GeneralName::Kind::uri;
  if (kind == "ip") {
    general.kind = GeneralName::Kind::ip;
    general.value = Host::parse(text)->ip();
  }
  if (kind != "cn") fields.subject_alternative_names = {general};
  return fields;
}

class HostMatch : public testing::TestWithParam<MatchCase> {};

TEST_P(HostMatch, IsWhatTheTableSays) {
  EXPECT_EQ(is_for(certificate_with(GetParam().name), Host::parse(GetParam().host).value()), GetParam().matches);
}

INSTANTIATE_TEST_SUITE_P(Names, HostMatch, testing::ValuesIn(kMatchCases));

struct PatternCase {
  std::string pattern, host;
  bool matches;
};

void PrintTo(const PatternCase& one, std::ostream* out) { *out << one.pattern << " for " << one.host; }

const PatternCase kPatternCases[] = {
    {"example.org", "example.org", true},
    {"example.org", "www.example.org", false},
    {"*.example.org", "www.example.org", true},
    {"*.example.org", "example.org", false},
    {"*.example.org", "a.b.example.org", false},
    {"**.example.org", "example.org", true},
    {"**.example.org", "a.b.example.org", true},
    {"**.example.org", "badexample.org", false},
    {"*.example.org", "badexample.org", false},
    {"*", "example.org", true},
    {"*", "192.0.2.1", true},
    {"192.0.2.1", "192.0.2.1", true},
    {"**.1", "192.0.2.1", false},
    {"::1", "[::1]", true},
    {"*.b\u00fccher.example", "a.xn--bcher-kva.example", true},
};

class HostPatternMatch : public testing::TestWithParam<PatternCase> {};

TEST_P(HostPatternMatch, IsWhatTheTableSays) {
  const auto pattern = HostPattern::parse(GetParam().pattern);
  const bool matches = pattern && pattern->matches(Host::parse(GetParam().host).value());
  EXPECT_EQ(matches, GetParam().matches);
}

INSTANTIATE_TEST_SUITE_P(Names, HostPatternMatch, testing::ValuesIn(kPatternCases));

TEST(HostPattern, RanksTheMoreExactHigher) {
  const std::vector<std::string> by_rank = {"*",     "**.org",        "**.example.org",
                                            "*.org", "*.example.org", "www.example.org"};
  for (std::size_t i = 1; i < by_rank.size(); ++i) {
    EXPECT_LT(HostPattern::parse(by_rank[i - 1])->exactness(), HostPattern::parse(by_rank[i])->exactness())
        << by_rank[i];
  }
}

TEST(HostPattern, RefusesWhatItCannotMean) {
  for (const std::string_view text : {"", "*.", "**", "*.*.org", "a.*.org", "*.192.0.2.1", "*x.org"}) {
    EXPECT_FALSE(HostPattern::parse(text)) << text;
  }
}

TEST(NamesOf, AreAtMostTen) {
  CertificateFields fields;
  EXPECT_EQ(names_of(fields), "none");
  for (int i = 0; i < 12; ++i) {
    fields.subject_alternative_names.push_back({.kind = GeneralName::Kind::dns, .text = "n" + std::to_string(i)});
  }
  EXPECT_EQ(names_of(fields), "n0, n1, n2, n3, n4, n5, n6, n7, n8, n9 and 2 more");
}

}  // namespace
}  // namespace ks::tls
