// SPDX-License-Identifier: Apache-2.0
// Rows of a dialect: what they may say, and what a submission is there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "conformance/catalogue/row.hpp"
#include "conformance/session/submissions.hpp"

namespace assay::conformance {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const schemas::Dialect& cavatica() {
  static const auto dialect = schemas::load_dialect("cavatica-wes", "1.0").value();
  return *dialect;
}

std::string row(const std::string& more) {
  return "- {id: CAV-01, area: status, level: must, says: It holds., lenient: warn, strict: fail, " + more +
         "}\n";
}

const std::string cite = "cite: [{document: cavatica-wes-1.0, pointer: /paths}]";

// What is wrong with rows beside two that are followed; "" where nothing is.
std::string trouble_of(const std::string& text) {
  Requirement first, second;
  first.id = "STA-03";
  second.id = "STM-01";
  RowReader reader({first, second});
  const auto error = reader.read_all({{"rows.yaml", "", text, &cavatica()}});
  return error ? error->text() : "";
}

TEST(DialectRows, AreReadWithTheirOwnWords) {
  EXPECT_EQ(trouble_of(row(cite + ", replaces: [STA-03]")), "");
  EXPECT_EQ(trouble_of(row("cite: [{page: 'https://example.org/a', section: B}], asks: no-run-twice")), "");
  RowReader reader;
  ASSERT_FALSE(reader.read_all({{"rows.yaml", "", row(cite + ", asks: a-question"), &cavatica()}}));
  const std::vector<Requirement> rows = reader.take();
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].asks, "a-question");
  EXPECT_TRUE(rows[0].applies_to("cavatica-wes", "1.0"));
  EXPECT_FALSE(rows[0].applies_to("wes", "1.0.0"));
}

TEST(DialectRows, TellWhatIsWrong) {
  const std::pair<std::string, const char*> mistakes[] = {
      {row(cite + ", replaces: [STA-99]"), "replaces STA-99, which is no row of what the dialect follows"},
      {row(cite + ", versions: all"), "versions"},
      {row("cite: [{page: 'example.org', section: B}]"), "is no address of a page"},
      {row("cite: [{document: healthomics-2022-11-28, pointer: /paths}]"), "healthomics-2022-11-28"},
      {row(cite + ", asks: a") +
           "- {id: CAV-02, area: status, level: must, says: It too., lenient: warn, "
           "strict: fail, " +
           cite + ", asks: a}\n",
       "CAV-02 asks a, as CAV-01 does"},
  };
  int told = 0;
  for (const auto& [text, part] : mistakes) {
    const std::string trouble = trouble_of(text);
    EXPECT_THAT(trouble, HasSubstr(part));
    EXPECT_THAT(trouble, HasSubstr("rows.yaml:"));
    ++told;
  }
  EXPECT_EQ(told, 5);
}

TEST(Submissions, FillTheirPlaces) {
  const auto dialect = schemas::load_dialect("healthomics", "2022-11-28").value();
  Target target;
  target.values = {{"role", "arn:aws:iam::1:role/mine"}};
  Workload quick;
  quick.name = "quick";
  quick.body = R"({"workflowId":"7","parameters":{"a":[1,"{tag}"]}})";
  target.workloads.push_back(quick);
  const json body = json::parse(json_submission(*dialect, target, "quick", "our-tag", "once-1"));
  EXPECT_EQ(body["workflowId"], "7");
  EXPECT_EQ(body["roleArn"], "arn:aws:iam::1:role/mine");
  EXPECT_EQ(body["requestId"], "once-1");
  EXPECT_EQ(body["name"], "wes-assay-quick");
  EXPECT_EQ(body["parameters"], json::parse(R"({"a":[1,"our-tag"]})"));
  EXPECT_EQ(body["tags"]["wes-assay"], "our-tag");
  const json other = json::parse(json_submission(*dialect, target, "slow", "t", "u"));
  EXPECT_EQ(other["name"], "wes-assay-slow");
  EXPECT_EQ(other["parameters"], json::object());
}

TEST(Submissions, HaveAFormOfTheDialect) {
  Target target;
  target.values = {{"project", "me/mine"}};
  const WorkloadChoice choice = workloads_for(cavatica(), target, nullptr);
  ASSERT_EQ(choice.workloads.size(), 4u);
  EXPECT_EQ(choice.workloads[1].name, "slow");
  EXPECT_EQ(choice.workloads[1].workflow_url, "sbg://me/mine/slow");
  EXPECT_EQ(json::parse(choice.workloads[1].workflow_params), (json{{"project", "me/mine"}}));
  EXPECT_TRUE(workloads_for(*schemas::load_dialect("healthomics", "2022-11-28").value(), {}, nullptr)
                  .workloads.empty());
}

}  // namespace
}  // namespace assay::conformance
