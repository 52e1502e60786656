// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/local_host.hpp"

#include <gtest/gtest.h>

namespace assay::conformance {
namespace {

TEST(LocalHost, KnowsWhatCrossesNoNetwork) {
  struct Row {
    const char* host;
    bool local;
  } rows[] = {{"localhost", true},      {"LOCALHOST", true},        {"wes.localhost", true},
              {"127.0.0.1", true},      {"127.8.9.1", true},        {"::1", true},
              {"mock.invalid", true},   {"wes.test", true},         {"10.0.0.1", false},
              {"1.127.0.0", false},     {"wes.example.org", false}, {"127.evil.org", false},
              {"localhost.org", false}, {"fe80::1", false},         {"", false}};
  int seen = 0;
  for (const Row& row : rows) {
    EXPECT_EQ(is_local_host(row.host), row.local) << row.host;
    ++seen;
  }
  EXPECT_EQ(seen, 15);
}

}  // namespace
}  // namespace assay::conformance
