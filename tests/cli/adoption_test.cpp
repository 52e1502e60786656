// SPDX-License-Identifier: Apache-2.0
// What a CI job relies on: exit codes by policy, a target that is still starting, the job summary.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/files.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using ::testing::HasSubstr;

std::string last_line(const std::string& text) {
  const std::size_t end = text.find_last_not_of('\n');
  const std::size_t start = text.rfind('\n', end);
  return text.substr(start == std::string::npos ? 0 : start + 1, end - start);
}

// A defect that is a warning and nothing more.
const std::vector<std::string> kWarned = {"--defect", "http_hygiene.no-date"};

TEST(FailOn, MakesAWarningCountWhereNothingIsBroken) {
  const MockProcess mock(kWarned);
  const TemporaryFolder folder;
  const std::vector<std::string> check = {"check", mock.url(), "--only", "HTTP-13"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), check.begin(), check.end());
    return run_program(more);
  };
  EXPECT_EQ(with({}).code, 0) << with({}).err;
  EXPECT_EQ(with({"--fail-on", "inconclusive,flaky"}).code, 0);
  const Outcome outcome =
      with({"--fail-on", "flaky,warn", "--report", "json=" + folder.file("r.json"), "--report",
            "junit=" + folder.file("r.xml"), "--report", "tap=" + folder.file("r.tap"), "--report",
            "evidence=" + folder.file("e.ndjson")});
  EXPECT_EQ(outcome.code, 5) << outcome.err;
  EXPECT_THAT(last_line(outcome.out),
              HasSubstr("FAIL - your own rule: --fail-on warn; nothing broken, 1 warning"));
  EXPECT_THAT(outcome.out, HasSubstr("1 requirement ended with warn, which --fail-on does not allow"));
  const auto report = nlohmann::json::parse(core::read_file(folder.file("r.json")).value());
  EXPECT_EQ(report["exit_code"], 5);
  EXPECT_EQ(report["verdict"], "POLICY");
  EXPECT_THAT(core::read_file(folder.file("r.xml")).value(), HasSubstr("failures=\"1\""));
  EXPECT_THAT(core::read_file(folder.file("r.tap")).value(), HasSubstr("- the policy of this run is kept"));
  // The evidence knows the policy, too.
  EXPECT_THAT(run_program({"report", folder.file("e.ndjson")}).out,
              HasSubstr("FAIL - your own rule: --fail-on warn"));
}

TEST(FailOn, NeverHidesWhatIsBrokenOrIncomplete) {
  const MockProcess mock({"--defect", "pagination.repeats-a-run"});
  EXPECT_EQ(run_program({"check", mock.url(), "--only", "PAG-05", "--fail-on", "warn"}).code, 1);
  EXPECT_EQ(run_program({"check", "http://127.0.0.1:1/wes", "--fail-on", "inconclusive"}).code, 3);
  const Outcome typo = run_program({"check", mock.url(), "--fail-on", "warning"});
  EXPECT_EQ(typo.code, 2);
  EXPECT_THAT(typo.err,
              HasSubstr("--fail-on: 'warning' is no word to fail on (warn, inconclusive or flaky)"));
}

TEST(WaitFor, EndsInOneSentenceWhereNobodyComes) {
  const TemporaryFolder folder;
  const Outcome outcome = run_program({"check", "http://127.0.0.1:1/ga4gh/wes/v1", "--wait-for", "1s",
                                       "--report", "junit=" + folder.file("r.xml")});
  EXPECT_EQ(outcome.code, 3) << outcome.err;
  EXPECT_THAT(last_line(outcome.out), HasSubstr("the target was not there within 1 s (--wait-for): GET "));
  EXPECT_THAT(core::read_file(folder.file("r.xml")).value(), HasSubstr("errors=\"1\""));
  EXPECT_EQ(run_program({"check", "http://127.0.0.1:1/wes", "--wait-for", "soon"}).code, 2);
}

TEST(WaitFor, BeginsOnceTheTargetIsThere) {
  std::string url;
  {
    const MockProcess first;  // its port is free again afterwards
    url = first.url();
  }
  const std::string port = url.substr(17, url.find('/', 17) - 17);
  const TemporaryFolder folder;
  const Outcome outcome =
      run_shell("'" + program_path() + "' check " + url + " --profile smoke --wait-for 120s --report json=" +
                folder.file("r.json") + " & check=$!; sleep 1; '" + program_path() + "' mock --port " + port +
                " >/dev/null 2>&1 & mock=$!; wait $check; code=$?; kill $mock; exit $code");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  const auto report = nlohmann::json::parse(core::read_file(folder.file("r.json")).value());
  EXPECT_EQ(report["run"]["complete"], true);
}

TEST(Github, ReadsTheSummaryAndTheAnnotations) {
  const MockProcess mock({"--defect", "pagination.repeats-a-run"});
  const TemporaryFolder folder;
  const std::string summary = folder.write("summary.md", "# an earlier step\n");
  const Outcome outcome = run_program({"check", mock.url(), "--only", "PAG-05"},
                                      {"GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY=" + summary});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("\n::error title=PAG-05 fail::"));
  EXPECT_THAT(last_line(outcome.out), HasSubstr("wes 1.1.0 core: FAIL"));
  const std::string text = core::read_file(summary).value();
  EXPECT_EQ(text.rfind("# an earlier step\n## wes-assay: FAIL\n", 0), 0u) << text;
}

}  // namespace
}  // namespace assay::tests
