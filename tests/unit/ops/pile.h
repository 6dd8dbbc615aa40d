#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

#include "ks/formats/format.h"
#include "ks/ops/ops.h"
#include "support/listing.h"
#include "support/testdata.h"

namespace ks::test {

/// The files of testdata/pki thrown together, in this order.
inline Store pile(std::initializer_list<const char*> files) {
  Store all;
  for (const std::string file : files) {
    const auto store = decode(testdata_bytes("pki/" + file));
    EXPECT_TRUE(store) << file << ": " << (store ? "" : store.error().message);
    if (store) all = merge(std::move(all), *store, OnClash::rename_theirs).value();
  }
  return all;
}

/// Only kind, alias and subjects: "server  private key: CN=server.example < CN=Intermediate CA".
inline std::string outline(const Store& store) {
  std::string text;
  for (const auto& entry : store) {
    text += entry.alias.text() + "  " + std::string(kind(entry)) + ":";
    std::string separator = " ";
    for (const auto& certificate : entry.certificates()) {
      text += separator + certificate.fields()->subject.common_name();
      separator = " < ";
    }
    text += "\n";
  }
  return text;
}

}  // namespace ks::test
