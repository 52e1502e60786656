// SPDX-License-Identifier: Apache-2.0
// What the program tells of its own catalogue, held against the tables.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "cli/catalogue/clause.hpp"
#include "cli/shared/dialects.hpp"
#include "conformance/catalogue/catalogue.hpp"
#include "conformance/catalogue/merged.hpp"
#include "conformance/checks/checks.hpp"
#include "core/files.hpp"
#include "mock_server/defects/defect.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using conformance::Catalogue;
using ::testing::HasSubstr;

std::string listed(const std::string& format) {
  const Outcome outcome = run_program({"list", "--format", format});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  return outcome.out;
}

std::size_t rows_with_a_check() {
  std::set<const conformance::Requirement*> decided;
  for (const conformance::Check* check : conformance::all_checks()) {
    const auto rows = conformance::rows_decided(*check, Catalogue::shipped());
    decided.insert(rows.begin(), rows.end());
  }
  return decided.size();
}

TEST(List, JsonCountsWhatTheTablesHold) {
  const nlohmann::json all = nlohmann::json::parse(listed("json"));
  const nlohmann::json& counts = all["counts"];
  const std::size_t rows = Catalogue::shipped().all().size();
  EXPECT_EQ(counts["requirements"], rows);
  EXPECT_EQ(all["requirements"].size(), rows);
  EXPECT_EQ(counts["with_a_check"], rows_with_a_check());
  EXPECT_EQ(counts["not_testable"], rows - rows_with_a_check());
  EXPECT_EQ(counts["without_either"], 0);
  EXPECT_EQ(counts["coverage_percent"], 100.0);
  EXPECT_EQ(counts["merged"], conformance::merged_ids().size());
  EXPECT_EQ(counts["checks"], conformance::checks_of(Catalogue::shipped()).size());
  EXPECT_EQ(counts["defects"], mock::all_defects().size());
}

TEST(List, JsonGivesTheReasonOfEachGap) {
  const nlohmann::json all = nlohmann::json::parse(listed("json"));
  ASSERT_GE(all["not_testable"].size(), 5u);
  for (const nlohmann::json& row : all["not_testable"]) EXPECT_NE(row["reason"], "") << row;
  ASSERT_EQ(all["merged"].size(), conformance::merged_ids().size());
  for (const nlohmann::json& row : all["merged"]) EXPECT_FALSE(row["into"].empty()) << row;
  std::size_t idle = 0;
  for (const nlohmann::json& row : all["requirements"]) idle += row["checks"].empty() ? 1 : 0;
  EXPECT_EQ(idle, all["not_testable"].size());
}

TEST(List, TextEndsWithTheSameInOneLine) {
  const std::string text = listed("text");
  const std::string last = text.substr(text.rfind('\n', text.size() - 2) + 1);
  EXPECT_THAT(last, HasSubstr(std::to_string(Catalogue::shipped().all().size()) + " requirements"));
  EXPECT_THAT(last, HasSubstr("0 without either; coverage 100 %"));
  EXPECT_THAT(text, HasSubstr("SI-28    merged   into SUB-01"));
}

TEST(List, ThePageOfRequirementsIsUpToDate) {
  const auto page = core::read_file(source_path("docs/requirements.md"));
  ASSERT_TRUE(page.has_value());
  EXPECT_TRUE(page.value() == listed("markdown"))
      << "docs/requirements.md is old: script/bless writes it anew";
}

TEST(List, ThePagesForTheEditorsAreUpToDate) {
  for (const std::string page : {"traceability", "open-questions"}) {
    const std::string made = listed(page);
    EXPECT_TRUE(core::read_file(source_path("docs/" + page + ".md")).value() == made)
        << "docs/" << page << ".md is old: script/bless writes it anew";
  }
  // Each operation and each schema of the document has its line.
  const std::string traced = listed("traceability");
  for (const char* place :
       {"| `/paths/~1runs/post` |", "/paths/~1runs~1{run_id}~1cancel/post", "/components/schemas/RunLog",
        "## Clauses that no requirement cites", "## rfc9110", "| PAG-05 |"})
    EXPECT_THAT(traced, HasSubstr(place));
  EXPECT_THAT(listed("open-questions"), testing::Not(HasSubstr("| SI-01 |"))) << "it is a must";
}

TEST(List, ExplainsWithTheClause) {
  const std::string out = run_program({"explain", "pag-05"}).out;
  EXPECT_THAT(out, HasSubstr("  written in wes-1.1.0 /paths/~1runs/get/description\n             \""));
  EXPECT_THAT(run_program({"explain", "HTTP-13"}).out, testing::Not(HasSubstr("\"\"")));
  EXPECT_THAT(run_program({"explain", "SBT-03"}).out,
              HasSubstr("written in sevenbridges-v2 /paths/~1tasks/post"));
}

// What a reader wants next: which answer holds, and which mistake is usual.
TEST(List, ExplainsWhatToChange) {
  EXPECT_THAT(
      run_program({"explain", "pag-05"}).out,
      HasSubstr("  change     Look for this mistake: A page starts with the last run of the page before."));
  EXPECT_THAT(run_program({"explain", "HTTP-02"}).out,
              HasSubstr("  change     Answer with 405, 501, 401 or 403."));
}

TEST(List, ExplainsWhateverHasAName) {
  struct {
    const char *name, *says;
  } const rows[] = {{"pag-05", "PAG-05  No run is seen twice"},
                    {"STATUS.NO-STATE", "status.no-state  Every fourth status has no state."},
                    {"Sapporo", "  imitates  sapporo-service"},
                    {"pagination", "requirement  PAG-05"},
                    {"pag-*", "requirement  PAG-05"},
                    {"Pagination.Walk-Is-Whole", "  decides PAG-05"},
                    {"sap*", "persona      sapporo"}};
  for (const auto& row : rows) {
    const Outcome outcome = run_program({"explain", row.name});
    EXPECT_EQ(outcome.code, 0) << row.name << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr(row.says)) << row.name;
  }
  EXPECT_THAT(run_program({"explain", "saporo"}).err, HasSubstr("did you mean 'sapporo'?"));
  EXPECT_THAT(run_program({"explain", "pagnation"}).err, HasSubstr("did you mean 'pagination'?"));
}

// Each place that a requirement rests on says something here, but pages of the web.
TEST(List, EachCitationHasItsClause) {
  int seen = 0;
  for (const conformance::Requirement* row : cli::every_row()) {
    for (const reports::Citation& cite : row->cite) {
      if (cite.document.starts_with("https://")) continue;
      ++seen;
      EXPECT_NE(cli::clause_text(cite), "") << row->id << " " << cite.document << " " << cite.place;
    }
  }
  EXPECT_GT(seen, 500);
}

TEST(List, ExplainsAMergedIdByTheRowsThatSpeakForIt) {
  const Outcome outcome = run_program({"explain", "PAG-33"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("PAG-33  merged into PAG-08"));
  EXPECT_THAT(outcome.out, HasSubstr("decided by pagination.survives-inserts"));
}

TEST(List, ShowsTheCatalogueInItsFormatsOnly) {
  const Outcome outcome = run_program({"list", "--format", "yaml"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("text, json or markdown"));
}

}  // namespace
}  // namespace assay::tests
