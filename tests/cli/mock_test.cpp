// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using ::testing::HasSubstr;

TEST(MockCommand, ValidatesAScenario) {
  const TemporaryFolder folder;
  const auto good =
      run_program({"mock", "validate", source_path("tests/data/scenarios/valid/everything.yaml")});
  EXPECT_EQ(good.code, 0) << good.err;
  EXPECT_THAT(
      good.out,
      HasSubstr("everything.yaml: good for WES 1.1.0: 3 entries, 18 steps at most, a population of 10"));

  struct {
    const char* text;
    const char* says;
  } const rows[] = {
      {"runs:\n  - timline: [{state: QUEUED}]\n", ":2:5: "},
      {"runs:\n  - timeline: [{state: QUEUED}, {at: 2s, state: RUNNING}, {at: 1s, state: COMPLETE}]\n",
       "time goes back"},
      {"runs:\n  - timeline: [{state: QUEUED}, {state: PREEMPTED}]\n", "WES 1.0.1 has no state PREEMPTED"}};
  int ran = 0;
  for (const auto& row : rows) {
    const auto file = folder.write("bad.yaml", row.text);
    const auto bad = run_program({"mock", "validate", file, "--wes-version", "1.0.1"});
    EXPECT_EQ(bad.code, 2) << bad.err;
    EXPECT_THAT(bad.err, HasSubstr("wes-assay mock: " + file + ":"));
    EXPECT_THAT(bad.err, HasSubstr(row.says));
    EXPECT_EQ(bad.out, "");
    ++ran;
  }
  EXPECT_EQ(ran, 3);
  const auto two = folder.write("two.yaml", "says: [a]\nruns:\n  - timeline: [{state: QUEUE}]\n");
  const auto both = run_program({"mock", "validate", two});
  EXPECT_EQ(both.code, 2);
  EXPECT_THAT(both.err, HasSubstr(two + ":1:7: "));
  EXPECT_THAT(both.err, HasSubstr(two + ":3:24: WES 1.1.0 has no state QUEUE"));
  EXPECT_EQ(run_program({"mock", "validate", folder.file("none.yaml")}).code, 2);
  EXPECT_EQ(run_program({"mock", "validate"}).code, 2);
}

TEST(MockCommand, PrintsWhatRunsCost) {
  const auto stats = run_program({"mock", "--stats", "2000"});
  EXPECT_EQ(stats.code, 0) << stats.err;
  for (const char* row :
       {"resident bytes", "a status, us", "the first page of 100, us", "the last page of 100, us", " 2000"})
    EXPECT_THAT(stats.out, HasSubstr(row));
}

TEST(MockCommand, PlaysAtASpeed) {
  EXPECT_EQ(run_program({"mock", "--speed", "-1"}).code, 2);
  const MockProcess mock({"--speed", "1000", "--scenario", "crowd"});
  const auto info = run_shell("curl -s " + mock.url() + "/service-info");
  EXPECT_THAT(info.out, HasSubstr("\"COMPLETE\":8"));
}

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
