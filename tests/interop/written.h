#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "judges.h"
#include "ks/formats/format.h"
#include "ks/model/store.h"
#include "support/session.h"

/// Stores that are written for the judges, and where they are written.
namespace ks::test {

[[nodiscard]] SharedSecret password(const std::string& text);

/// An identity of testdata/pki with its whole chain.
[[nodiscard]] Store identity(const std::string& name, const std::string& alias);
[[nodiscard]] Store anchors();

struct Content {
  std::string name;
  Store store;
};
/// An RSA and an EC identity, trust anchors, and several of each; made once.
[[nodiscard]] const std::vector<Content>& contents();

class Written : public ::testing::Test {
 protected:
  /// `store` in a new file of this name; the store's password is changeit.
  [[nodiscard]] File written(const std::string& name, const Store& store, EncodeOptions options,
                             const std::string& key_password = "changeit");
  /// `content` in a new PKCS#12 file, as `ks convert --for PROFILE` encodes it.
  [[nodiscard]] File written_for(std::string_view profile, const Content& content);

 private:
  TemporaryFolder folder_;
};

}  // namespace ks::test
