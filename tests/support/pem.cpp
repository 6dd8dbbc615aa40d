#include "support/pem.h"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/pem.h>

#include <memory>

#include "crypto/libcrypto.h"
#include "support/testdata.h"

namespace ks::test {
namespace {

using crypto::Deleter;

void free_openssl(void* p) { OPENSSL_free(p); }

template <class T>
using Allocated = std::unique_ptr<T, Deleter<free_openssl>>;

}  // namespace

std::vector<Bytes> pem_blocks(const std::filesystem::path& path) {
  const std::unique_ptr<BIO, Deleter<BIO_free>> in(BIO_new_file(path.c_str(), "r"));
  EXPECT_NE(in, nullptr) << path;
  std::vector<Bytes> blocks;
  for (;;) {
    char* label = nullptr;
    char* header = nullptr;
    unsigned char* data = nullptr;
    long size = 0;
    if (!in || PEM_read_bio(in.get(), &label, &header, &data, &size) != 1) return blocks;
    const Allocated<char> owned_label(label);
    const Allocated<char> owned_header(header);
    const Allocated<unsigned char> owned_data(data);
    blocks.emplace_back(data, data + size);
  }
}

Bytes testdata_pem(const std::string& name) {
  const auto blocks = pem_blocks(testdata(name));
  EXPECT_FALSE(blocks.empty()) << name;
  return blocks.empty() ? Bytes{} : blocks.front();
}

}  // namespace ks::test
