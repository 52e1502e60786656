// SPDX-License-Identifier: Apache-2.0
// A team with known deviations: the baseline is made, holds, and tells when it is out of date.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using ::testing::HasSubstr;

const std::vector<std::string> kChecks = {"--only", "PAG-05", "--only", "HTTP-*"};

std::vector<std::string> defects(const std::vector<std::string>& names) {
  std::vector<std::string> arguments;
  for (const std::string& name : names) arguments.insert(arguments.end(), {"--defect", name});
  return arguments;
}

Outcome check(const MockProcess& mock, std::vector<std::string> more) {
  more.insert(more.begin(), {"check", mock.url()});
  more.insert(more.end(), kChecks.begin(), kChecks.end());
  return run_program(more);
}

TEST(BaselineCommand, KnowsTheSameDeviationsOnAnotherServerAndSeesNewOnes) {
  const TemporaryFolder folder;
  const std::string file = folder.file("baseline.yaml");
  const std::string evidence = folder.file("e.ndjson");
  {
    const MockProcess mock(defects({"pagination.repeats-a-run", "http_hygiene.no-date"}));
    EXPECT_EQ(check(mock, {"--report", "evidence=" + evidence}).code, 1);
  }
  const Outcome made = run_program({"baseline", "create", evidence, "--baseline", file, "--ticket", "OPS-7"});
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(run_program({"baseline", "create", evidence, "--baseline", file}).code, 2)
      << "it is there already";
  {
    // Other run ids, another port, another seed.
    const MockProcess mock(defects({"pagination.repeats-a-run", "http_hygiene.no-date"}));
    const Outcome known = check(mock, {"--baseline", file, "--report", "junit=" + folder.file("r.xml"),
                                       "--report", "evidence=" + evidence});
    EXPECT_EQ(known.code, 0) << known.err;
    EXPECT_THAT(known.out, HasSubstr("PASS - nothing new broken, 2 expected"));
    EXPECT_THAT(known.out, HasSubstr("why       (OPS-7)"));
    EXPECT_THAT(core::read_file(folder.file("r.xml")).value(), HasSubstr("failures=\"0\""));
    EXPECT_THAT(run_program({"report", evidence}).out, HasSubstr("PASS - nothing new broken, 2 expected"));
    const Outcome same = run_program({"baseline", "update", evidence, "--baseline", file});
    EXPECT_THAT(same.err, HasSubstr("0 added, 0 made worse, 2 kept"));
  }
  {
    const MockProcess mock(
        defects({"pagination.repeats-a-run", "http_hygiene.no-date", "http_hygiene.options-crash"}));
    const Outcome more = check(mock, {"--baseline", file});
    EXPECT_EQ(more.code, 1) << more.err;
    EXPECT_THAT(more.out, HasSubstr("fail  HTTP-03"));
  }
  {
    const MockProcess mock(defects({"http_hygiene.no-date"}));
    const Outcome mended = check(mock, {"--baseline", file, "--report", "evidence=" + evidence});
    EXPECT_EQ(mended.code, 5) << mended.err;
    EXPECT_THAT(mended.out,
                HasSubstr("FAIL - your own rule: 1 baseline entry to mend; nothing new broken, 1 expected"));
    EXPECT_THAT(mended.out, HasSubstr("PAG-05 is no longer broken by"));
    const Outcome told = run_program({"baseline", "check", evidence, "--baseline", file});
    EXPECT_EQ(told.code, 5);
    EXPECT_THAT(told.out, HasSubstr(file + ":"));
    const std::string before = core::read_file(file).value();
    const Outcome dry = run_program({"baseline", "prune", evidence, "--baseline", file, "--dry-run"});
    EXPECT_THAT(dry.out, HasSubstr("requirement: PAG-05"));
    EXPECT_EQ(core::read_file(file).value(), before);
    const Outcome pruned = run_program({"baseline", "prune", evidence, "--baseline", file});
    EXPECT_EQ(pruned.code, 0) << pruned.err;
    EXPECT_THAT(pruned.out, HasSubstr("requirement: PAG-05"));
    EXPECT_EQ(check(mock, {"--baseline", file}).code, 0);
  }
}

TEST(BaselineCommand, ExpiredAndUnknownEntriesAreExit5AndMistakesExit2) {
  const TemporaryFolder folder;
  const auto with = [&](const std::string& id, const std::string& more) {
    return folder.write("b.yaml", "format: wes-assay-baseline/1\nentries:\n  - requirement: " + id +
                                      "\n    kind: fail\n    reason: x\n    added: 2020-01-01\n" + more);
  };
  struct Row {
    std::string id, more;
    int code;
    std::string says;
  };
  const std::vector<Row> rows = {
      {"PAG-05", "", 0, "1 entries, none stale, expired or unknown"},
      {"PAG-05", "    expires: 2020-12-31\n", 5, "1 stale, expired or unknown"},
      {"PAG-O5", "", 5, "1 stale, expired or unknown"},
      {"PAG-05", "    expires: soon\n", 2, "b.yaml:7:14: 'expires' is no date"},
  };
  int ran = 0;
  for (const Row& row : rows) {
    const std::string file = with(row.id, row.more);
    const Outcome outcome = run_program({"baseline", "check", "--baseline", file});
    EXPECT_EQ(outcome.code, row.code) << row.id << row.more << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(row.says));
    ++ran;
  }
  EXPECT_EQ(ran, 4);
  const MockProcess mock;
  const Outcome expired = run_program(
      {"check", mock.url(), "--only", "HTTP-13", "--baseline", with("PAG-05", "    expires: 2020-12-31\n")});
  EXPECT_EQ(expired.code, 5) << expired.err;
  EXPECT_THAT(expired.out,
              HasSubstr("policy: " + folder.file("b.yaml") + ":3:5: the entry for PAG-05 expired"));
  EXPECT_EQ(run_program({"check", mock.url(), "--baseline", "/no/such/file"}).code, 2);
  EXPECT_EQ(run_program({"check", mock.url(), "--profile", "certify", "--baseline", with("PAG-05", "")}).code,
            2);
}

}  // namespace
}  // namespace assay::tests
