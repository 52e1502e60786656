// SPDX-License-Identifier: Apache-2.0
#include "core/machine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/x509_vfy.h>

#include <memory>

#include "tests/support/program.hpp"

namespace assay::core {
namespace {

using ::testing::HasSubstr;

TEST(Machine, NamesBelowLocalhostAreLoopback) {
  for (const char* name : {"localhost", "LocalHost", "localhost.", "mock.localhost", "a.b.localhost."})
    EXPECT_TRUE(is_loopback_name(name)) << name;
  for (const char* name : {"", "localhost.example", "notlocalhost", "local", "127.0.0.1"})
    EXPECT_FALSE(is_loopback_name(name)) << name;
}

// The places of other distributions are tried in empty roots by script/test-install.
TEST(Machine, AFileWithoutACertificateIsNamed) {
  const tests::TemporaryFolder folder;
  const std::unique_ptr<X509_STORE, void (*)(X509_STORE*)> store(X509_STORE_new(), X509_STORE_free);
  for (const std::string& path : {folder.write("empty.pem", "\n"), folder.file("absent.pem")}) {
    const auto trusted = trust_authorities(store.get(), path);
    ASSERT_FALSE(trusted) << path;
    EXPECT_THAT(trusted.error().text(), HasSubstr("no certificate can be read from " + path));
    EXPECT_THAT(trusted.error().text(), HasSubstr("a PEM file"));
  }
}

}  // namespace
}  // namespace assay::core
