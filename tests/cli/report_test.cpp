// SPDX-License-Identifier: Apache-2.0
// Reports from the evidence file alone, as their user makes them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "core/files.hpp"
#include "reports/evidence.hpp"
#include "reports/json_schema.hpp"
#include "reports/writer.hpp"
#include "tests/support/fixed_result.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Of a real run, with a finding in it.
std::string real_evidence(const TemporaryFolder& folder) {
  const MockProcess mock({"--defect", "pagination.repeats-a-run"});
  const std::string path = folder.file("e.ndjson");
  const Outcome outcome =
      run_program({"check", mock.url(), "--only", "PAG-0*", "--only", "STA-0*", "--report",
                   "evidence=" + path, "--report", "html=" + folder.file("live.html")});
  EXPECT_EQ(outcome.code, 1) << outcome.err;
  return path;
}

TEST(ReportProgram, AStreamOfARealRunIsWholeAndAsPublished) {
  const TemporaryFolder folder;
  const std::string path = real_evidence(folder);
  const std::string text = core::read_file(path).value();
  int lines = 0;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line); ++lines) {
    const auto object = nlohmann::json::parse(line);
    const auto faults =
        reports::schema_faults("reports/evidence.schema.json", object.at("t").get<std::string>(), object);
    EXPECT_TRUE(faults.empty()) << faults.front() << "\n" << line.substr(0, 300);
  }
  EXPECT_GT(lines, 20);
  const auto read = reports::read_evidence(path, text);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_TRUE(read->footer.complete);
  EXPECT_TRUE(reports::write_evidence(*read) == text) << "the same bytes as the live file";
  for (const reports::Judgement& judgement : read->judgements) {
    for (const std::uint64_t id : judgement.exchanges) EXPECT_TRUE(read->exchange(id)) << judgement.check;
    for (const reports::Finding& finding : judgement.findings) {
      for (const std::uint64_t id : finding.exchanges) EXPECT_TRUE(read->exchange(id)) << judgement.check;
    }
  }

  // The page made of the file is the page of the live run.
  const Outcome again = run_program({"report", path, "--report", "html=" + folder.file("again.html")});
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_TRUE(core::read_file(folder.file("again.html")).value() ==
              core::read_file(folder.file("live.html")).value());

  // Cut anywhere after its first line it is a partial run, and every format can be made of it.
  std::mt19937 random(50);
  const std::size_t head = text.find('\n') + 1;
  for (int cut = 0; cut < 50; ++cut) {
    const std::size_t size = head + random() % (text.size() - 1 - head);
    const auto partial = reports::read_evidence("cut", text.substr(0, size));
    ASSERT_TRUE(partial) << size << ": " << partial.error().text();
    EXPECT_FALSE(partial->footer.complete) << size;
    EXPECT_EQ(reports::exit_code(*partial), 3) << size;
  }
}

TEST(ReportProgram, MakesEveryFormatOfAPartialFile) {
  const TemporaryFolder folder;
  const std::string text = reports::write_evidence(test::fixed_result());
  const std::string path = folder.write("cut.ndjson", text.substr(0, text.size() * 2 / 3));
  std::vector<std::string> arguments = {"report", path};
  for (const reports::Writer& format : reports::writers()) {
    arguments.push_back("--report");
    arguments.push_back(std::string(format.name) + "=" + folder.file(std::string(format.name)));
  }
  const Outcome outcome = run_program(arguments);
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("partial run: no footer"));
  for (const reports::Writer& format : reports::writers()) {
    EXPECT_FALSE(core::read_file(folder.file(std::string(format.name))).value().empty()) << format.name;
  }
}

TEST(ReportProgram, ShowsTheConsoleReportByDefault) {
  const TemporaryFolder folder;
  const auto result = test::fixed_result();
  const std::string path = folder.write("e.ndjson", reports::write_evidence(result));
  for (const auto& verb :
       std::vector<std::vector<std::string>>{{"report", path}, {"report", "convert", path}}) {
    const Outcome outcome = run_program(verb);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_TRUE(outcome.out == reports::write_console(result));
  }
}

TEST(ReportProgram, ComparesTwoRuns) {
  const TemporaryFolder folder;
  reports::RunResult good = test::fixed_result();
  std::erase_if(good.judgements, [](const auto& j) { return j.requirement == "PAG-01"; });
  good.judgements.push_back({"PAG-01", "pagination.no-run-twice", reports::Verdict::pass, "", {}, {1}});
  const std::string before = folder.write("a.ndjson", reports::write_evidence(good));
  const std::string after = folder.write("b.ndjson", reports::write_evidence(test::fixed_result()));
  const Outcome worse = run_program({"report", "diff", before, after});
  EXPECT_EQ(worse.code, 1) << worse.err;
  EXPECT_THAT(worse.out, HasSubstr("Regressions (1)\n  PAG-01  pass -> fail"));
  EXPECT_THAT(worse.out, HasSubstr("\nWORSE - 1 regressions, 0 fixes"));
  const Outcome better = run_program({"report", "diff", after, before});
  EXPECT_EQ(better.code, 0) << better.err;
  EXPECT_THAT(better.out, HasSubstr("Fixes (1)\n  PAG-01  fail -> pass"));
  EXPECT_EQ(run_program({"report", "diff", after, after}).code, 0);
}

TEST(ReportProgram, WhatHeldAndIsUndecidedNowIsLost) {
  const TemporaryFolder folder;
  reports::RunResult good = test::fixed_result();
  std::erase_if(good.judgements, [](const auto& j) { return j.requirement == "PAG-01"; });
  reports::RunResult lost = good;
  good.judgements.push_back({"PAG-01", "pagination.no-run-twice", reports::Verdict::pass, "", {}, {1}});
  lost.judgements.push_back(
      {"PAG-01", "pagination.no-run-twice", reports::Verdict::inconclusive, "the list broke off", {}, {1}});
  const std::string before = folder.write("a.ndjson", reports::write_evidence(good));
  const std::string after = folder.write("b.ndjson", reports::write_evidence(lost));
  const Outcome worse = run_program({"report", "diff", before, after});
  EXPECT_EQ(worse.code, 1) << worse.err;
  EXPECT_THAT(worse.out, HasSubstr("undecided in the second (1)\n  PAG-01  pass -> inconclusive"));
  EXPECT_THAT(worse.out, HasSubstr("      the list broke off\n"));
  EXPECT_THAT(worse.out, HasSubstr("0 new, 1 lost, 0 gone"));
  EXPECT_EQ(run_program({"report", "diff", after, before}).code, 0);
}

TEST(ReportProgram, PutsRunsSideBySide) {
  const TemporaryFolder folder;
  reports::RunResult other = test::fixed_result();
  other.header.target = "https://other.example.org/wes";
  other.judgements.front().verdict = reports::Verdict::fail;
  const std::string a = folder.write("a.ndjson", reports::write_evidence(test::fixed_result()));
  const std::string b = folder.write("b.ndjson", reports::write_evidence(other));
  const Outcome outcome = run_program(
      {"report", "merge", a, b, "--report", "html=" + folder.file("m.html"), "--report", "markdown=-"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              HasSubstr("| INFO-01 | service-info answers 200 without credentials | pass | **fail** |"));
  EXPECT_THAT(core::read_file(folder.file("m.html")).value(),
              HasSubstr("<tr><th scope=\"row\"><code>INFO-01</code>"));
  EXPECT_EQ(run_program({"report", "merge", a, b, "--report", "junit=x"}).code, 2);
  EXPECT_EQ(run_program({"report", "merge", a}).code, 2);
}

TEST(ReportProgram, LintsTestbedReportsOfAnySuite) {
  const TemporaryFolder folder;
  const std::string good = folder.write("good.json", reports::write_testbed(test::fixed_result()));
  const std::string bad =
      folder.write("bad.json", R"({"schema_name":"ga4gh-testbed-report","private":false})");
  const Outcome fine = run_program({"report", "lint", good});
  EXPECT_EQ(fine.code, 0) << fine.out;
  EXPECT_THAT(fine.out, HasSubstr("good.json: valid\n"));
  const Outcome refused = run_program({"report", "lint", good, bad});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.out, HasSubstr("private"));
}

TEST(ReportProgram, SaysWhatIsWrongWithItsInput) {
  const TemporaryFolder folder;
  const std::string junk = folder.write("junk.ndjson", "hello\n");
  struct Row {
    std::vector<std::string> arguments;
    std::string said;
  };
  const std::vector<Row> table = {
      {{"report"}, "EVIDENCE is missing"},
      {{"report", folder.file("none.ndjson")}, "none.ndjson"},
      {{"report", junk}, "junk.ndjson:1"},
      {{"report", source_path("tests/data/reports/fixed.xml")}, "this is XML, such as a JUnit report"},
      {{"report", "diff", source_path("tests/data/reports/fixed.json"), junk}, "this is a JSON report or"},
      {{"report", junk, "--report", "junitt=x"}, "did you mean 'junit'?"},
      {{"report", junk, "--report", "junit"}, "'junit' has no path"},
      {{"report", "diff", junk}, "AFTER is missing"},
      {{"report", "lint", folder.file("none.json")}, "none.json"},
  };
  int rows = 0;
  for (const Row& row : table) {
    const Outcome outcome = run_program(row.arguments);
    EXPECT_EQ(outcome.code, 2) << row.said;
    EXPECT_THAT(outcome.err, HasSubstr(row.said));
    ++rows;
  }
  EXPECT_EQ(rows, 9);
}

TEST(CheckProgram, StreamsTheEvidenceToStdout) {
  const MockProcess mock;
  const Outcome outcome = run_program({"check", mock.url(), "--profile", "smoke", "--report", "evidence=-"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  const auto read = reports::read_evidence("stdout", outcome.out);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_TRUE(read->footer.complete);
}

TEST(CheckProgram, TellsGithubWhereItRunsThere) {
  const MockProcess mock({"--defect", "pagination.repeats-a-run"});
  const TemporaryFolder folder;
  const std::string summary = folder.write("summary.md", "# before\n");
  const Outcome outcome = run_program({"check", mock.url(), "--only", "PAG-05"},
                                      {"GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY=" + summary});
  EXPECT_EQ(outcome.code, 1) << outcome.err;
  EXPECT_THAT(core::read_file(summary).value(), StartsWith("# before\n## wes-assay: FAIL\n"));
  EXPECT_THAT(outcome.err, HasSubstr("::error title=PAG-05 fail::"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("::error")));
}

}  // namespace
}  // namespace assay::tests
