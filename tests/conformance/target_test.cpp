// SPDX-License-Identifier: Apache-2.0
#include "conformance/session/target.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/support/paths.hpp"

namespace assay::conformance {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

const std::string workload =
    "workloads:\n- name: quick\n  workflow_type: WDL\n  workflow_type_version: '1.0'\n  workflow_url: "
    "a.wdl\n";

TEST(Target, ReadsTheExampleOfTheDocumentation) {
  const auto target = load_target(tests::source_path("docs/targets/example.yaml"));
  ASSERT_TRUE(target.has_value()) << target.error().text();
  EXPECT_EQ(target->base_url, "https://wes.example.org/ga4gh/wes/v1");
  EXPECT_EQ(target->auth, "bearer=env:WES_TOKEN");
  EXPECT_EQ(target->other_auth, "bearer=env:WES_OTHER_TOKEN");
  EXPECT_EQ(target->bad_auth, "bearer=file:/etc/wes/expired-token");
  EXPECT_EQ(target->base_path, "/ga4gh/wes/v1");
  EXPECT_EQ(target->wes_version, "auto");
  EXPECT_EQ(target->workflow_type, "CWL");
  EXPECT_EQ(target->workflow_type_version, "v1.2");
  EXPECT_EQ(target->workflow_params, R"({"project":"demo"})");
  EXPECT_FALSE(target->json_content_type);
  EXPECT_EQ(target->headers.get("x-project"), "demo");
  EXPECT_THAT(target->form_fields, ElementsAre(Pair("workflow_engine", "cwltool"),
                                               Pair("workflow_engine_parameters", R"({"max_memory":"1G"})"),
                                               Pair("tags", R"({"project":"demo"})")));
  ASSERT_EQ(target->workloads.size(), 1U);
  EXPECT_EQ(target->workloads[0].workflow_params, R"({"message":"hello"})");
  ASSERT_EQ(target->workloads[0].attachments.size(), 1U);
  EXPECT_EQ(target->workloads[0].attachments[0].name, "echo.cwl");
  EXPECT_THAT(target->workloads[0].attachments[0].text, HasSubstr("baseCommand: echo"));
  const Waits defaults;
  EXPECT_EQ(target->waits.finish, defaults.finish);
  EXPECT_EQ(target->waits.start, defaults.start);
  EXPECT_EQ(target->waits.leave_running, defaults.leave_running);
  EXPECT_EQ(target->waits.canceled, defaults.canceled);
  EXPECT_EQ(target->waits.visible, defaults.visible);
  EXPECT_EQ(target->waits.first_poll, defaults.first_poll);
  EXPECT_EQ(target->waits.longest_poll, defaults.longest_poll);
}

TEST(Target, NeedsNothing) {
  for (const char* text : {"", "# nothing\n", "{}"}) {
    const auto target = parse_target("t.yaml", text);
    ASSERT_TRUE(target.has_value()) << target.error().text();
    EXPECT_TRUE(target->workloads.empty());
  }
}

TEST(Target, ReadsWaits) {
  const auto target = parse_target("t.yaml", "waits: {finish: 2m, first_poll: 250ms, longest_poll: 1.5s}");
  ASSERT_TRUE(target.has_value()) << target.error().text();
  EXPECT_EQ(target->waits.finish, core::Duration(120s));
  EXPECT_EQ(target->waits.first_poll, core::Duration(250ms));
  EXPECT_EQ(target->waits.longest_poll, core::Duration(1500ms));
}

TEST(Target, TakesParamsAsAMappingOrAsJsonText) {
  const auto mapping = parse_target("t.yaml", workload + "  workflow_params: {n: 3, s: '3'}\n");
  ASSERT_TRUE(mapping.has_value()) << mapping.error().text();
  EXPECT_EQ(mapping->workloads[0].workflow_params, R"({"n":3,"s":"3"})");
  const auto text = parse_target("t.yaml", workload + "  workflow_params: '{ \"n\": 3 }'\n");
  ASSERT_TRUE(text.has_value()) << text.error().text();
  EXPECT_EQ(text->workloads[0].workflow_params, "{ \"n\": 3 }");
  EXPECT_EQ(parse_target("t.yaml", workload)->workloads[0].workflow_params, "{}");
}

TEST(Target, RefusesWithAPlaceAndAReason) {
  struct Row {
    std::string text;
    const char* where;
    const char* what;
  } rows[] = {
      {"base_ulr: http://a", "t.yaml:1:1", "base_url"},
      {"base_url: ftp://a", "t.yaml:1:11", ""},
      {"auth: [a]", "t.yaml:1:", ""},
      {"- a", "t.yaml:1:1", ""},
      {"a: 1\na: 2", "t.yaml:2:1", ""},
      {"headers:\n  authorization: Bearer x", "t.yaml:2:18", "bearer=env:NAME"},
      {"headers:\n  Cookie: x", "t.yaml:2:11", "secret"},
      {"headers:\n  Content-Length: 3", "t.yaml:2:19", "set by the client"},
      {"headers:\n  'a b': c", "t.yaml:2:10", "not a header field"},
      {"headers:\n  a: {}", "t.yaml:2:6", "must be a text"},
      {"headers: 3", "t.yaml:1:", ""},
      {"form_fields:\n  workflow_url: x", "t.yaml:2:17", "belongs to a workload"},
      {"form_fields:\n  tags: x", "t.yaml:2:9", "JSON object"},
      {"form_fields:\n  tags: [x]", "t.yaml:2:9", "JSON object"},
      {"waits: {finnish: 3s}", "t.yaml:1:9", "finish"},
      {"waits: {finish: soon}", "t.yaml:1:17", ""},
      {"waits: {first_poll: 5s}", "t.yaml:1:8", "at most longest_poll"},
      {"auth: letmein", "t.yaml:1:7", "bearer=env:NAME"},
      {"auth: bearer=letmein", "t.yaml:1:7", "does not belong here"},
      {"bad_auth: token=env:A", "t.yaml:1:11", "bearer=env:NAME"},
      {"base_path: ga4gh", "t.yaml:1:12", "begin with a slash"},
      {"base_path: /a?b", "t.yaml:1:12", "not the path of a URL"},
      {"wes_version: 1.1", "t.yaml:1:14", "1.1.0"},
      {"workflow_type: WLD", "t.yaml:1:16", "did you mean WDL?"},
      {"workflow_type: gx_workflow_ga", "t.yaml:1:16", "workloads of your own"},
      {"workflow_type_version: v1.0", "t.yaml:1:24", "needs a workflow_type"},
      {"workflow_params: [a]", "t.yaml:1:18", "must be a mapping"},
      {"json_content_type: maybe", "t.yaml:1:20", ""},
      {"workloads: {}", "t.yaml:1:12", "must be a list"},
      {"workloads:\n- name: quick", "t.yaml:2:3", "workflow_type"},
      {workload + "  workflow_parms: {}", "t.yaml:6:3", "workflow_params"},
      {workload + "  workflow_params: '{'", "t.yaml:6:20", "is not JSON"},
      {workload + "  attachments: a.wdl", "t.yaml:6:16", "must be a list"},
      {workload + "  attachments: [no-such.wdl]", "t.yaml:6:17", "no-such.wdl"},
      {workload + workload.substr(workload.find('-')), "t.yaml:6:", "given twice"},
  };
  int run = 0;
  for (const Row& row : rows) {
    const auto target = parse_target("t.yaml", row.text);
    ASSERT_FALSE(target.has_value()) << row.text;
    EXPECT_THAT(target.error().where, HasSubstr(row.where)) << row.text << ": " << target.error().text();
    EXPECT_THAT(target.error().text(), HasSubstr(row.what)) << row.text;
    ++run;
  }
  EXPECT_EQ(run, 35);
}

TEST(Target, NamesAFileThatIsNotThere) {
  const auto target = load_target("no/such/target.yaml");
  ASSERT_FALSE(target.has_value());
  EXPECT_THAT(target.error().text(), HasSubstr("no/such/target.yaml"));
}

TEST(Target, AddsItsPathToAnAddressWithoutOne) {
  Target target;
  target.base_url = "http://127.0.0.1:8000";
  target.base_path = "/api/ga4gh/wes/v1";
  EXPECT_EQ(*base_url_of(target, ""), "http://127.0.0.1:8000/api/ga4gh/wes/v1");
  EXPECT_EQ(*base_url_of(target, "https://wes.example.org/"), "https://wes.example.org/api/ga4gh/wes/v1");
  EXPECT_EQ(*base_url_of(target, "https://wes.example.org/own"), "https://wes.example.org/own");
  EXPECT_EQ(*base_url_of(Target{}, ""), "");
  EXPECT_FALSE(base_url_of(target, "ftp://wes.example.org").has_value());
}

TEST(MakeForm, AddsParametersAndContentTypes) {
  Target target;
  target.workflow_params = R"({"project":"p","message":"mine"})";
  target.json_content_type = true;
  const Form form = make_form(choose_workloads(nullptr, "", "").workloads[0], target, "t-1");
  EXPECT_EQ(json::parse(form.find("workflow_params")->value), json({{"message", "mine"}, {"project", "p"}}));
  EXPECT_EQ(form.find("workflow_params")->content_type, "application/json");
  EXPECT_EQ(form.find("tags")->content_type, "application/json");
  EXPECT_FALSE(form.find("workflow_type")->content_type);
  EXPECT_FALSE(form.find("workflow_attachment")->content_type);
}

TEST(MakeForm, PutsThePartsInOrder) {
  Target target;
  target.form_fields = {{"workflow_engine", "e"}, {"tags", R"({"project":"p","wes-assay":"mine"})"}};
  const Form form = make_form(choose_workloads(nullptr, "", "").workloads[0], target, "t-1");
  std::vector<std::string> names;
  for (const FormPart& part : form.parts) names.push_back(part.name);
  EXPECT_THAT(names, ElementsAre("workflow_params", "workflow_type", "workflow_type_version", "tags",
                                 "workflow_url", "workflow_engine", "workflow_attachment"));
  EXPECT_EQ(json::parse(form.find("tags")->value), json({{"project", "p"}, {"wes-assay", "t-1"}}));
  EXPECT_EQ(form.find("workflow_attachment")->filename, "echo.cwl");
  EXPECT_FALSE(form.find("workflow_attachment")->content_type);
}

}  // namespace
}  // namespace assay::conformance
