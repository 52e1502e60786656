// SPDX-License-Identifier: Apache-2.0
// --dialect, as its user: names, folders, guesses, and what a recorded run says of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/files.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(DialectFlag, ListsTheRowsOfEach) {
  const std::pair<const char*, const char*> rows[] = {{"cavatica-wes", "CAV-03"},
                                                      {"healthomics", "HOR-01"},
                                                      {"sevenbridges/v2", "SBT-01"},
                                                      {"wes", "STA-03"}};
  int listed = 0;
  for (const auto& [dialect, row] : rows) {
    const Outcome outcome = run_program({"list", "--dialect", dialect});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr(row));
    EXPECT_THAT(outcome.out, HasSubstr("0 without either; coverage 100 %")) << dialect;
    ++listed;
  }
  EXPECT_EQ(listed, 4);
  EXPECT_THAT(run_program({"list", "--dialect", source_path("tests/data/dialects/toy/1.0")}).out,
              HasSubstr("TOY-01"));
  EXPECT_THAT(run_program({"explain", "CAV-01"}).out, HasSubstr("decided by status.answers-with-its-run"));
}

TEST(DialectFlag, TellsWhatIsWrong) {
  const std::pair<std::vector<std::string>, const char*> mistakes[] = {
      {{"list", "--dialect", "heatlhomics"}, "did you mean 'healthomics'?"},
      {{"list", "--dialect", "sevenbridges/9"}, "sevenbridges/v2"},
      {{"check", "http://127.0.0.1:1", "--dialect", "./no-such-folder"}, "./no-such-folder/dialect.yaml"},
      {{"check", "http://127.0.0.1:1", "--dialect", "healthomics", "--auth", "sigv4=env:HOME"}, "--region"},
      {{"check", "http://127.0.0.1:1", "--auth", "sigv4=env:HOME"}, "no signed requests"},
      {{"check", "http://127.0.0.1:1", "--dialect", "auto"}, "cannot be guessed"},
      {{"mock", "--dialect", "heatlhomics"}, "did you mean 'healthomics'?"},
      {{"mock", "--dialect", "./no-such-folder"}, "./no-such-folder/dialect.yaml"},
      {{"plan", "--dialect", "auto"}, "a plan sends nothing"}};
  int told = 0;
  for (const auto& [arguments, part] : mistakes) {
    const Outcome outcome = run_program(arguments);
    EXPECT_EQ(outcome.code, 2) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(part));
    ++told;
  }
  EXPECT_EQ(told, 9);
}

TEST(DialectFlag, ARecordedRunSaysWhichItWas) {
  const MockProcess mock({"--dialect", "cavatica-wes"});
  const TemporaryFolder folder;
  const std::string evidence = folder.file("evidence.ndjson");
  const Outcome check = run_program({"check", mock.url(), "--dialect", "cavatica-wes", "--profile", "smoke",
                                     "--report", "evidence=" + evidence});
  EXPECT_EQ(check.code, 0) << check.err;
  EXPECT_THAT(check.out, HasSubstr("cavatica-wes 1.0"));
  const auto text = core::read_file(evidence);
  ASSERT_TRUE(text.has_value());
  const auto header = nlohmann::json::parse(text->substr(0, text->find('\n')));
  EXPECT_EQ(header.at("dialect"), "cavatica-wes");
  const Outcome judged = run_program({"judge", evidence});
  EXPECT_EQ(judged.code, 0) << judged.err;
  EXPECT_THAT(judged.err, HasSubstr("verdicts are those of the evidence"));
  const Outcome cleaned = run_program({"cleanup", evidence});
  EXPECT_EQ(cleaned.code, 0) << cleaned.err;
}

TEST(DialectFlag, AutoSaysWhyItGuessed) {
  const MockProcess wes;
  const Outcome plain = run_program({"check", wes.url(), "--dialect", "auto", "--profile", "smoke"});
  EXPECT_EQ(plain.code, 0) << plain.err;
  EXPECT_THAT(plain.err, HasSubstr("seems to speak WES: "));
  EXPECT_THAT(plain.err, HasSubstr("service-info has supported_wes_versions"));
  const MockProcess cavatica({"--dialect", "cavatica-wes", "--auth", "header"});
  const Outcome asked = run_program({"check", cavatica.url(), "--dialect", "auto", "--profile", "smoke",
                                     "--auth", "header:X-SBG-Auth-Token=env:TOKEN"},
                                    {"TOKEN=alice-password"});
  EXPECT_EQ(asked.code, 0) << asked.err;
  EXPECT_THAT(asked.err, HasSubstr("seems to speak cavatica-wes 1.0: "));
  EXPECT_THAT(asked.err, Not(HasSubstr("alice-password")));
}

// The folder of the toy dialect without the state `word`.
std::string toy_without(const TemporaryFolder& folder, const std::string& word) {
  for (const char* name : {"dialect.yaml", "openapi.yaml", "requirements.yaml"}) {
    auto text = core::read_file(source_path(std::string("tests/data/dialects/toy/1.0/") + name)).value();
    const auto at = text.find("  - {word: " + word + ",");
    if (at != std::string::npos) text.erase(at, text.find('\n', at) + 1 - at);
    folder.write(name, text);
  }
  return folder.file(".");
}

TEST(DialectFlag, AFolderIsAllThatTheMockNeeds) {
  const TemporaryFolder folder;
  for (const auto& dialect : {source_path("tests/data/dialects/toy/1.0"), toy_without(folder, "warming")}) {
    const MockProcess mock({"--dialect", dialect});
    EXPECT_THAT(mock.url(), ::testing::EndsWith("/toy"));
    const Outcome check = run_program({"check", mock.url(), "--dialect", dialect, "--profile", "smoke"});
    EXPECT_EQ(check.code, 0) << check.out << check.err;
    EXPECT_THAT(check.out, HasSubstr("toy 1.0"));
  }
}

TEST(DialectFlag, SelftestLeavesOutWhatADialectHasNoWordFor) {
  const TemporaryFolder folder;
  const Outcome outcome = run_program({"selftest", "--dialect", toy_without(folder, "warming")});
  EXPECT_EQ(outcome.code, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("every defect was caught and every check killed"));
}

TEST(DialectFlag, TheMockSaysWhichPhaseItNeeds) {
  for (const char* verb : {"selftest", "mock"}) {
    const TemporaryFolder folder;
    const Outcome outcome = run_program({verb, "--dialect", toy_without(folder, "good")});
    EXPECT_EQ(outcome.code, 2) << verb;
    EXPECT_THAT(outcome.err, HasSubstr("toy 1.0 cannot be played: it has no state of the phase complete"))
        << verb;
    EXPECT_THAT(outcome.err, HasSubstr("dialect.yaml")) << verb;
  }
}

}  // namespace
}  // namespace assay::tests
