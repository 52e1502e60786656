// SPDX-License-Identifier: Apache-2.0
// The main job as its user does it: two programs, sockets, files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using ::testing::HasSubstr;

// The last line of what a person reads.
std::string last_line(const std::string& text) {
  const std::size_t end = text.find_last_not_of('\n');
  const std::size_t start = text.rfind('\n', end);
  return text.substr(start == std::string::npos ? 0 : start + 1, end - start);
}

TEST(CheckProgram, FindsNothingWrongWithTheMock) {
  const MockProcess mock;
  const TemporaryFolder folder;
  const Outcome outcome =
      run_program({"check", mock.url(), "--report", "junit=" + folder.file("r.xml"), "--report",
                   "html=" + folder.file("r.html"), "--report", "json=" + folder.file("r.json"), "--report",
                   "evidence=" + folder.file("e.ndjson")});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(last_line(outcome.out), HasSubstr("PASS"));
  EXPECT_THAT(core::read_file(folder.file("r.xml")).value(), HasSubstr("failures=\"0\""));
  EXPECT_THAT(core::read_file(folder.file("r.html")).value(), HasSubstr("</html>"));
  EXPECT_THAT(core::read_file(folder.file("e.ndjson")).value(), HasSubstr("\"complete\":true"));
}

TEST(CheckProgram, NamesTheRequirementAndACurlLineThatShowsIt) {
  const MockProcess mock({"--defect", "pagination.repeats-a-run"});
  const Outcome outcome = run_program({"check", mock.url(), "--only", "PAG-05"});
  EXPECT_EQ(outcome.code, 1) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("PAG-05"));
  EXPECT_THAT(last_line(outcome.out), HasSubstr("FAIL"));
  // The run that came twice, and the line that shows its second page.
  const std::size_t at = outcome.out.find("the run ");
  ASSERT_NE(at, std::string::npos) << outcome.err;
  const std::string run = outcome.out.substr(at + 8, 36);
  const std::size_t curl = outcome.out.find("curl ");
  ASSERT_NE(curl, std::string::npos) << outcome.err;
  const Outcome pasted = run_shell(outcome.out.substr(curl, outcome.out.find('\n', curl) - curl));
  EXPECT_EQ(pasted.code, 0) << pasted.err;
  EXPECT_THAT(pasted.out, HasSubstr(run));
}

TEST(CheckProgram, MeasuresWhatComesAndGoes) {
  const MockProcess mock({"--defect", "transitions.failing-tool-completes-by-turns"});
  const Outcome by_itself = run_program({"check", mock.url(), "--only", "STM-09"});
  EXPECT_EQ(by_itself.code, 5) << by_itself.err;
  EXPECT_THAT(by_itself.out, HasSubstr("measured  1 of 2 repetitions broke it (fail, pass)"));
  EXPECT_THAT(last_line(by_itself.out), HasSubstr("FAIL - 1 requirement held only sometimes, 1 flaky"));
  const Outcome asked =
      run_program({"check", mock.url(), "--only", "STM-09", "--repeat", "4", "--report", "junit=-"});
  EXPECT_EQ(asked.code, 5) << asked.err;
  EXPECT_THAT(asked.out,
              HasSubstr("<skipped message=\"flaky: 2 of 4 repetitions broke it (fail, pass, fail, pass)"));
  EXPECT_THAT(asked.out, HasSubstr("failures=\"0\""));
}

TEST(CheckProgram, WorksForTwoUsersWithEachKindOfCredentials) {
  int kinds = 0;
  for (const auto& [mock_auth, main, other] : std::vector<std::tuple<std::string, std::string, std::string>>{
           {"bearer", "bearer=env:A", "bearer=env:B"},
           {"basic", "basic=env:AB", "basic=env:BB"},
           {"header:X-SBG-Auth-Token", "header:X-SBG-Auth-Token=env:A", "header:X-SBG-Auth-Token=env:B"}}) {
    const MockProcess mock({"--auth", mock_auth});
    const Outcome outcome =
        run_program({"check", mock.url(), "--profile", "smoke", "--auth", main, "--other-auth", other},
                    {"A=alice-password", "B=bob-password", "AB=alice:alice-password", "BB=bob:bob-password"});
    EXPECT_EQ(outcome.code, 0) << mock_auth << "\n" << outcome.err;
    EXPECT_EQ(outcome.err.find("alice-password"), std::string::npos);
    ++kinds;
  }
  EXPECT_EQ(kinds, 3);
}

TEST(CheckProgram, ReadOnlyProfileSendsNoPost) {
  const MockProcess mock;
  const TemporaryFolder folder;
  run_program(
      {"check", mock.url(), "--profile", "read-only", "--report", "evidence=" + folder.file("e.ndjson")});
  const std::string evidence = core::read_file(folder.file("e.ndjson")).value();
  EXPECT_THAT(evidence, HasSubstr("\"method\":\"GET\""));
  EXPECT_EQ(evidence.find("\"method\":\"POST\""), std::string::npos);
}

TEST(CheckProgram, JudgesByTheOfficialDocumentToo) {
  const std::string official = shared_path("specs/wes-1.1.0.openapi.yaml");
  if (!core::read_file(official).has_value())
    GTEST_SKIP() << "the official documents are not beside this checkout";
  const MockProcess mock;
  const Outcome outcome = run_program({"check", mock.url(), "--profile", "smoke", "--openapi", official});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
}

TEST(CheckProgram, AFastServerIsNotBlamed) {
  const MockProcess mock({"--scenario", "instant"});
  const Outcome outcome = run_program({"check", mock.url()});
  EXPECT_NE(outcome.code, 1) << outcome.err;
}

TEST(CheckProgram, AnInterruptLeavesAValidPartialReport) {
  const MockProcess mock;
  const TemporaryFolder folder;
  const std::string report = folder.file("r.json");
  const Outcome outcome = run_shell("timeout -s INT 3 " + program_path() + " check " + mock.url() +
                                    " --report json=" + report + "; echo code=$?");
  EXPECT_THAT(outcome.err, testing::ContainsRegex("cancelling [0-9]+ runs?; a second signal stops at once"));
  // timeout itself answers 124 when it had to send the signal.
  EXPECT_THAT(outcome.out, HasSubstr("code=124"));
  EXPECT_THAT(core::read_file(report).value(), HasSubstr("interrupted"));
}

}  // namespace
}  // namespace assay::tests
