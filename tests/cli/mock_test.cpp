// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

TEST(MockCommand, ListNamesPersonasScenariosAndDefects) {
  const auto list = run_program({"mock", "list"});
  EXPECT_EQ(list.code, 0) << list.err;
  for (const char* line : {"personas (--persona)", "\n  toil ", "imitates Toil 5.9.2", "observed on the wire",
                           "read from its source, not run", "scenarios (--scenario)", "\n  instant ",
                           "defects (--defect)", "\n  pagination.repeats-a-run "})
    EXPECT_NE(list.out.find(line), std::string::npos) << line;
}

TEST(MockCommand, APersonaIsServedWhereItsServerWould) {
  EXPECT_TRUE(MockProcess({"--persona", "cromwell"}).url().ends_with("/api/ga4gh/wes/v1"));
  const MockProcess sapporo({"--persona", "sapporo"});
  const auto check = run_program({"check", sapporo.url(), "--wes-version", "1.1.0", "--only", "SI-17"});
  EXPECT_EQ(check.code, 1) << check.err;
  EXPECT_NE(check.err.find("default_workflow_engine_parameters"), std::string::npos) << check.err;
}

TEST(MockCommand, AnUnknownPersonaIsToldWithTheNearest) {
  const auto mock = run_program({"mock", "--persona", "tiol"});
  EXPECT_EQ(mock.code, 2);
  EXPECT_NE(mock.err.find("did you mean toil?"), std::string::npos) << mock.err;
}

}  // namespace
}  // namespace assay::tests
