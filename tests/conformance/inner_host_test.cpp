// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/inner_host.hpp"

#include <gtest/gtest.h>

namespace assay::conformance {
namespace {

TEST(InnerHost, IsReadOutOfAWebAddress) {
  EXPECT_EQ(host_of_web_address("https://a.example:8443/x?y"), "a.example");
  EXPECT_EQ(host_of_web_address("HTTP://user@[::1]:80/"), "::1");
  EXPECT_EQ(host_of_web_address("s3://bucket/x"), "");
  EXPECT_EQ(host_of_web_address("/logs/1"), "");
}

TEST(InnerHost, IsOneThatTheClientCannotReach) {
  struct Row {
    const char* host;
    const char* service;
    bool inner;
  } rows[] = {
      {"wes.example.org", "wes.example.org", false},
      {"storage.example.org", "wes.example.org", false},
      {"minio", "wes.example.org", true},
      {"minio", "127.0.0.1", true},
      {"a.svc.cluster.local", "10.0.0.1", true},
      {"localhost", "wes.example.org", true},
      {"localhost", "127.0.0.1", false},
      {"10.1.2.3", "wes.example.org", true},
      {"10.1.2.3", "10.0.0.1", false},
      {"172.20.0.2", "wes.example.org", true},
      {"172.40.0.2", "wes.example.org", false},
      {"8.8.8.8", "wes.example.org", false},
      {"127.0.0.1", "10.0.0.1", true},
      {"10.1.2.3", "127.0.0.1", false},
      {"0.0.0.0", "127.0.0.1", true},
      {"::", "wes.example.org", true},
  };
  for (const Row& row : rows)
    EXPECT_EQ(is_inner_host(row.host, row.service), row.inner) << row.host << row.service;
}

}  // namespace
}  // namespace assay::conformance
