// SPDX-License-Identifier: Apache-2.0
// Requests that the specification does not allow, in each mode of Options::on_invalid.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mock_server/site/journal_json.hpp"
#include "tests/mock_server/site_support.hpp"

namespace assay::mock {
namespace {

Options with(OnInvalid mode) {
  Options options;
  options.on_invalid = mode;
  options.journal = 100;
  return options;
}

Form without(const std::string& name) {
  auto form = Bench::sound_form();
  std::erase_if(form, [&](const auto& field) { return field.first == name; });
  return form;
}

Form changed(const std::string& name, const std::string& value) {
  auto form = without(name);
  form.emplace_back(name, value);
  return form;
}

struct Row {
  Form form;
  const char* rules;
};
const std::vector<Row>& invalid_forms() {
  static const std::vector<Row> rows{
      {without("workflow_url"), "missing-workflow_url"},
      {without("workflow_type"), "missing-workflow_type"},
      {changed("workflow_type_version", ""), "empty-workflow_type_version"},
      {changed("workflow_type", "COBOL"), "unsupported-type"},
      {changed("workflow_type_version", "v99"), "unsupported-type-version"},
      {changed("workflow_params", "{"), "workflow_params-not-json"},
      {changed("workflow_params", "[1]"), "workflow_params-not-object"},
      {changed("tags", R"({"a": 1, "b": "c"})"), "tags-not-strings"},
      {changed("workflow_url", "flow.cwl"), "url-not-attached"},
      {changed("workflow_url", "gopher://flows.example/a"), "url-scheme"},
      {changed("workflow_params", "\xFF"), "invalid-utf8, workflow_params-not-json"},
      {{}, "missing-workflow_url, missing-workflow_type, missing-workflow_type_version"}};
  return rows;
}

TEST(OnInvalid, RejectIsTheDefault) {
  EXPECT_EQ(Options{}.on_invalid, OnInvalid::reject);
  Bench bench(with(OnInvalid::reject));
  int ran = 0;
  for (const auto& row : invalid_forms()) {
    const auto answer = bench.post("/runs", row.form);
    EXPECT_EQ(answer.status, 400) << row.rules;
    EXPECT_FALSE(answer.headers.has(invalid_header));
    ++ran;
  }
  EXPECT_EQ(ran, 12);
  EXPECT_EQ(bench.site->run_count(), 0u);
}

TEST(OnInvalid, WarnServesAndSaysWhatIsWrong) {
  Bench bench(with(OnInvalid::warn));
  int ran = 0;
  for (const auto& row : invalid_forms()) {
    const auto answer = bench.post("/runs", row.form);
    ASSERT_EQ(answer.status, 200) << row.rules << answer.body;
    EXPECT_EQ(answer.headers.get(invalid_header), row.rules);
    const std::string id = json::parse(answer.body).at("run_id");
    EXPECT_EQ(bench.get("/runs/" + id).status, 200) << row.rules;
    EXPECT_EQ(bench.state(id), "QUEUED") << row.rules;
    ++ran;
  }
  EXPECT_EQ(ran, 12);
  EXPECT_EQ(bench.read("/runs")["runs"].size(), 12u);
  EXPECT_EQ(bench.site->figures().invalid, 12u) << "reads of such a run are valid";
  const auto first = bench.site->journal().front();
  ASSERT_EQ(first.why.invalid.size(), 1u);
  EXPECT_EQ(first.why.invalid[0].says, "workflow_url is required");
  EXPECT_EQ(to_json(first.why)["invalid"][0]["rule"], "missing-workflow_url");
  EXPECT_EQ(json::parse(log_line(first))["invalid"], json({"missing-workflow_url"}));
}

TEST(OnInvalid, ServeSaysItInTheJournalOnly) {
  Bench bench(with(OnInvalid::serve));
  const auto answer = bench.post("/runs", without("workflow_type"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_FALSE(answer.headers.has(invalid_header));
  EXPECT_EQ(bench.site->journal().back().why.invalid.size(), 1u);
}

TEST(OnInvalid, PagesThatCannotBeAskedForAreTheFirstOnes) {
  Bench bench(with(OnInvalid::warn));
  const auto id = bench.submit("https://flows.example/tasks.cwl");
  bench.submit();
  bench.clock->advance(1h);
  struct {
    std::string path;
    const char* rules;
  } const rows[] = {{"/runs?page_size=0", "page_size"},
                    {"/runs?page_size=-1", "page_size"},
                    {"/runs?page_size=ten&page_token=made-up", "page_size, page_token"},
                    {"/runs?page_token=made-up", "page_token"},
                    {"/runs/" + id + "/tasks?page_token=made-up", "page_token"}};
  int ran = 0;
  for (const auto& row : rows) {
    const auto answer = bench.get(row.path);
    EXPECT_EQ(answer.status, 200) << row.path;
    EXPECT_EQ(answer.headers.get(invalid_header), row.rules) << row.path;
    EXPECT_EQ(answer.body, bench.get(row.path.substr(0, row.path.find('?'))).body);
    ++ran;
  }
  EXPECT_EQ(ran, 5);
  EXPECT_FALSE(bench.get("/runs?page_size=1").headers.has(invalid_header));
}

TEST(OnInvalid, AnObjectOfJsonIsReadAndWhatIsNoFormIsNot) {
  Bench bench(with(OnInvalid::warn));
  const auto send = [&](const char* type, const std::string& body) {
    return bench.send({.method = "POST",
                       .target = bench.site->base_path() + "/runs",
                       .headers = {{"Content-Type", type}},
                       .body = body});
  };
  const auto taken = send("application/json", R"({"workflow_url": "https://flows.example/a.cwl",
    "workflow_type": "CWL", "workflow_type_version": "v1.2", "workflow_params": {"a": 1}})");
  ASSERT_EQ(taken.status, 200) << taken.body;
  EXPECT_EQ(taken.headers.get(invalid_header), "content-type");
  const std::string id = json::parse(taken.body).at("run_id");
  EXPECT_EQ(bench.read("/runs/" + id)["request"]["workflow_params"], (json{{"a", 1}}));
  EXPECT_EQ(send("text/plain", "workflow_url").status, 415);
  EXPECT_EQ(send("application/json", "[]").status, 400);
  EXPECT_EQ(send("multipart/form-data", "--x").status, 400);
}

// A mode is of the mock, not of what is switched on it.
TEST(OnInvalid, StaysWhenDefectsChange) {
  Bench bench(with(OnInvalid::warn));
  ASSERT_TRUE(bench.site->set_defects({"status.no-state"}));
  EXPECT_EQ(bench.post("/runs", without("workflow_type")).status, 200);
  ASSERT_TRUE(bench.site->set_persona(""));
  EXPECT_EQ(bench.post("/runs", without("workflow_type")).status, 200);
}

}  // namespace
}  // namespace assay::mock
