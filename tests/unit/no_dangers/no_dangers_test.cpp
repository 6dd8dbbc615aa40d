// The box tls as it is built with -D KS_DANGEROUS=OFF.
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "ks/tls/context.h"
#include "support/pem.h"

namespace ks::tls {

/// What the header defines in other builds: a program may believe that this is one.
struct DangerAccess {
  static Danger make(Danger::What what, std::string reason) { return {what, std::move(reason)}; }
};

namespace dangerous {
constexpr int trust_everyone = 0, any_name = 0;  // clash with functions of these names
}

namespace {

TEST(NoDangers, AreTakenFromWhoeverMadeThem) {
  const auto anchors = Anchors::from_der(test::testdata_pem("pki/root.crt")).value();
  EXPECT_TRUE(Context::client(anchors));
  for (const auto what : {Danger::What::trust_everyone, Danger::What::any_name}) {
    const auto context = Context::client(anchors, {}, {.dangers = {DangerAccess::make(what, "because")}});
    ASSERT_FALSE(context);
    EXPECT_EQ(context.error().code, Errc::usage);
  }
  static_assert(dangerous::trust_everyone + dangerous::any_name == 0);
}

}  // namespace
}  // namespace ks::tls
