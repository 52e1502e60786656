// SPDX-License-Identifier: Apache-2.0
#include "reports/testbed.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/files.hpp"
#include "reports/json_schema.hpp"
#include "reports/writer.hpp"
#include "schemas/openapi.hpp"
#include "tests/support/fixed_result.hpp"
#include "tests/support/paths.hpp"

namespace assay::reports {
namespace {

using nlohmann::json;

json report_of(const RunResult& result) { return json::parse(write_testbed(result)); }

TEST(Testbed, OurReportsHaveNoFault) {
  RunResult partial = test::fixed_result();
  partial.footer.complete = false;
  int reports = 0;
  for (const RunResult& result : {test::fixed_result(), partial, RunResult{}}) {
    const auto faults = lint_testbed(write_testbed(result));
    EXPECT_TRUE(faults.empty()) << faults.front();
    ++reports;
  }
  EXPECT_EQ(reports, 3);
}

TEST(Testbed, ARunThatWasCutIsNoPass) {
  RunResult result = test::fixed_result();
  std::erase_if(result.judgements, [](const Judgement& j) { return j.verdict != Verdict::pass; });
  result.footer.baseline_trouble.clear();
  EXPECT_EQ(report_of(result).at("status"), "PASS");
  result.footer.complete = false;
  EXPECT_EQ(report_of(result).at("status"), "UNKNOWN");
}

TEST(Testbed, EachWordHasItsStatus) {
  const std::vector<std::pair<Verdict, std::string>> table = {
      {Verdict::pass, "PASS"},     {Verdict::info, "PASS"},     {Verdict::warn, "WARN"},
      {Verdict::fail, "FAIL"},     {Verdict::error, "UNKNOWN"}, {Verdict::inconclusive, "UNKNOWN"},
      {Verdict::flaky, "UNKNOWN"}, {Verdict::skipped, "SKIP"},  {Verdict::not_applicable, "SKIP"}};
  int rows = 0;
  for (const auto& [verdict, status] : table) {
    RunResult result = test::fixed_result();
    result.judgements = {{"INFO-01", "a.b", verdict, "because", {}, {}}};
    const json test = report_of(result).at("phases").at(0).at("tests").at(0);
    EXPECT_EQ(test.at("cases").at(0).at("status"), status) << name(verdict);
    EXPECT_EQ(test.at("status"), status) << name(verdict);
    ++rows;
  }
  EXPECT_EQ(rows, 9);
}

// A change to a report that is in order, and the place that the linter must name.
TEST(Testbed, LintNamesWhatIsWrong) {
  const json good = report_of(test::fixed_result());
  struct Row {
    const char* place;
    json value;  // null removes the member
    const char* named;
  };
  const std::vector<Row> table = {
      {"/schema_version", "0.2.0", "/schema_version: "},
      {"/status", "OK", "/status: "},
      {"/status", "PASS", "/status: expected FAIL"},
      {"/private", false, "private"},
      {"/testbed_name", nullptr, "testbed_name"},
      {"/start_time", 0, "/start_time: "},
      {"/start_time", "2026-01-31T12:00:00.000Z", "/start_time: "},
      {"/end_time", "2025-01-31T12:00:00Z", "/end_time: "},
      {"/phases/0/summary/passed", 99, "/phases/0/summary/passed: "},
      {"/phases/0/tests/0/status", "SKIP", "/phases/0/tests/0/status: expected PASS"},
      {"/phases/0/tests/0/cases/0/summary", 1, "/phases/0/tests/0/cases/0"},
      {"/phases/0/tests/0/cases/0/log_messages/0", 1, "/phases/0/tests/0/cases/0/log_messages/0: "},
  };
  int rows = 0;
  for (const Row& row : table) {
    json changed = good;
    const json::json_pointer place(row.place);
    if (row.value.is_null()) {
      changed.at(place.parent_pointer()).erase(place.back());
    } else {
      changed[place] = row.value;
    }
    std::string faults;
    for (const std::string& fault : lint_testbed(changed.dump())) faults += fault + "\n";
    EXPECT_NE(faults.find(row.named), std::string::npos) << row.place << ":\n" << faults;
    // And ours says of the structure what the schema of the shared notes says, where that is at hand.
    ++rows;
  }
  EXPECT_EQ(rows, 12);
  EXPECT_EQ(lint_testbed("{").size(), 1u);
  EXPECT_FALSE(lint_testbed("[]").empty());
}

// The consolidated official schema, made a document without operations as ours is.
std::shared_ptr<const schemas::OpenApi> official(const std::string& text) {
  std::string moved = text;
  const std::string from = "#/definitions/";
  for (std::size_t at = moved.find(from); at != std::string::npos; at = moved.find(from, at))
    moved.replace(at, from.size(), "#/components/schemas/");
  const json document = {{"openapi", "3.0.0"},
                         {"info", {{"title", "official"}, {"version", "1"}}},
                         {"paths", json::object()},
                         {"components", {{"schemas", json::parse(moved).at("definitions")}}}};
  return schemas::OpenApi::load("official", document.dump()).value();
}

TEST(Testbed, OurSchemaSaysWhatTheOfficialOneSays) {
  const auto text = core::read_file(tests::shared_path("specs/ga4gh_testbed_report_0.1.0.schema.json"));
  if (!text) GTEST_SKIP() << "the official schema is not beside this checkout";
  const auto document = official(*text);
  const json good = report_of(test::fixed_result());
  std::vector<json> reports = {good};
  // Each member of each level removed, made a number, and one more added.
  for (const char* level : {"", "/summary", "/phases/0", "/phases/0/tests/0", "/phases/0/tests/0/cases/0"}) {
    const json::json_pointer place(level);
    for (const auto& [member, value] : good.at(place).items()) {
      json less = good;
      less.at(place).erase(member);
      json odd = good;
      odd[place / member] = 1.5;
      reports.push_back(less);
      reports.push_back(odd);
    }
    json more = good;
    more[place / "more"] = 1;
    reports.push_back(more);
  }
  int refused = 0;
  for (const json& report : reports) {
    const bool ours = schema_faults("reports/testbed.schema.json", "report", report).empty();
    EXPECT_EQ(ours, document->check_schema("report", report).empty()) << report.dump().substr(0, 200);
    refused += ours ? 0 : 1;
  }
  EXPECT_GT(reports.size(), 80u);
  EXPECT_GT(refused, 70);
}

}  // namespace
}  // namespace assay::reports
