// SPDX-License-Identifier: Apache-2.0
// Secrets as users give them, and misgive them: nothing that the program prints or writes holds one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files.hpp"
#include "reports/writer.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kCanary = "c4n4ry-s3cr3t-0f-the-t3st";

TEST(Secrets, AreInNoReportOfAServerThatGivesThemBack) {
  const MockProcess mock({"--auth", "bearer", "--defect", "auth.echoes-credentials"});
  const TemporaryFolder folder;
  std::vector<std::string> arguments = {"check",        mock.url(), "--auth", "bearer=env:A", "--other-auth",
                                        "bearer=env:B", "--only",   "AUT-14", "--only",       "LST-01"};
  std::vector<std::string> files = {folder.file("summary.md")};
  for (const reports::Writer& writer : reports::writers()) {
    files.push_back(folder.file(std::string(writer.name)));
    arguments.insert(arguments.end(), {"--report", std::string(writer.name) + "=" + files.back()});
  }
  const std::vector<std::string> environment = {"A=alice-password", "B=bob-password", "GITHUB_ACTIONS=true",
                                                "GITHUB_STEP_SUMMARY=" + files.front()};
  const Outcome outcome = run_program(arguments, environment);
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("warn  AUT-14"));
  const Outcome cleanup =
      run_program({"cleanup", folder.file("evidence"), "--auth", "bearer=env:A"}, environment);
  EXPECT_EQ(cleanup.code, 0) << cleanup.err;
  std::vector<std::string> artefacts = {outcome.out, outcome.err, cleanup.out, cleanup.err};
  for (const std::string& file : files) artefacts.push_back(core::read_file(file).value());
  EXPECT_EQ(artefacts.size(), reports::writers().size() + 5);
  for (const std::string& artefact : artefacts) {
    for (const char* form :
         {"alice-password", "bob-password", "YWxpY2UtcGFzc3dvcmQ", "616c6963652d70617373776f7264"})
      EXPECT_THAT(artefact, Not(HasSubstr(form)));
  }
}

TEST(Secrets, AreNotRepeatedWhereTheyWereGivenInTheWrongPlace) {
  const TemporaryFolder folder;
  const std::string canary = kCanary;
  const std::string url = "http://127.0.0.1:1/ga4gh/wes/v1";
  const std::string target = folder.write("target.yaml", "auth: bearer=" + canary + "\n");
  const std::string header = folder.write("header.yaml", "headers:\n  Authorization: " + canary + "\n");
  const std::string config = folder.write("config.yaml", "target:\n  auth: bearer=" + canary + "\n");
  struct Row {
    std::vector<std::string> arguments;
    std::vector<std::string> environment = {};
  };
  const std::vector<Row> rows = {
      {{"check", "http://user:" + canary + "@127.0.0.1:1/ga4gh/wes/v1"}},
      {{"check", "http://127.0.0.1:1/ga4gh/wes/v1?token=" + canary}},
      {{"check", url, "--auth", "bearer=" + canary}},
      {{"check", url, "--auth", canary}},
      {{"check", url, "--other-auth", "basic=" + canary}},
      {{"check", url, "--target", target}},
      {{"check", url, "--target", header}},
      {{"check", url, "--config", config}},
      {{"check"}, {"WES_ASSAY_URL=http://user:" + canary + "@127.0.0.1:1/"}},
      {{"check", url}, {"WES_ASSAY_AUTH=bearer=" + canary}},
      {{"config", "show", "--auth", "bearer=" + canary}},
      {{"config", "show", "http://user:" + canary + "@127.0.0.1:1/"}},
      {{"config", "show", "--config", config}},
      {{"bench", "http://user:" + canary + "@127.0.0.1:1/"}},
  };
  std::size_t ran = 0;
  for (const Row& row : rows) {
    const Outcome outcome = run_program(row.arguments, row.environment);
    EXPECT_EQ(outcome.code, 2) << ::testing::PrintToString(row.arguments) << outcome.err;
    EXPECT_THAT(outcome.out + outcome.err, Not(HasSubstr(canary))) << ::testing::PrintToString(row.arguments);
    ++ran;
  }
  EXPECT_EQ(ran, 14u);
  const Outcome shown = run_program({"config", "show", "--auth", "bearer=cmd:print " + canary});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(shown.out, Not(HasSubstr(canary)));
}

}  // namespace
}  // namespace assay::tests
