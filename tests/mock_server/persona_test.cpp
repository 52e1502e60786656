// SPDX-License-Identifier: Apache-2.0
#include "mock_server/setup/persona.hpp"

#include <gtest/gtest.h>

#include "mock_server/setup/auth.hpp"
#include "tests/mock_server/site_support.hpp"

namespace assay::mock {
namespace {

core::Result<Persona> load(const std::string& text) {
  return load_persona(core::load_document("mine.yaml", text).value());
}

const std::string least = "says: a\nimitates: b\ncertainty: source\nwes_version: 1.0.0\n";

Options as(const std::string& persona) {
  Options options;
  options.persona = persona;
  return options;
}

TEST(Persona, EveryShippedOneIsServed) {
  int served = 0;
  for (const auto& name : shipped_personas()) {
    const auto persona = find_persona(name);
    ASSERT_TRUE(persona) << persona.error().text();
    EXPECT_EQ(persona->name, name);
    EXPECT_TRUE(persona->says.ends_with(".")) << name;
    EXPECT_FALSE(persona->defects.empty()) << name;
    const auto site = make_site(as(name));
    ASSERT_TRUE(site) << name << ": " << site.error().text();
    EXPECT_EQ((*site)->base_path(), persona->base_path);
    EXPECT_EQ((*site)->handle({.target = persona->base_path + "/service-info"}).response.status,
              persona->habits.service_info_needs_credentials && persona->auth.kind != AuthOptions::Kind::none
                  ? 401
                  : 200);
    ++served;
  }
  EXPECT_EQ(served, 12);
}

TEST(Persona, ReadsEveryMember) {
  const auto persona =
      load(least +
           "base_path: /x\nauth: header:X-Key\nscenario: instant\ndefects: [errors.detail-body]\n"
           "habits: {default_page_size: 7, run_ids: a-########, takes_json: true}\n"
           "workflow_types: {WDL: ['1.0', '1.1']}\nengines: {toil: [v9]}\n"
           "service_info: {id: 5, tags: null}\n");
  ASSERT_TRUE(persona) << persona.error().text();
  EXPECT_EQ(persona->name, "mine");
  EXPECT_EQ(persona->base_path, "/x");
  EXPECT_EQ(persona->auth.header_name, "X-Key");
  EXPECT_EQ(persona->auth.users.size(), 2u);
  EXPECT_EQ(persona->scenario, "instant");
  EXPECT_EQ(persona->habits.default_page_size, 7);
  EXPECT_TRUE(persona->habits.takes_json);
  EXPECT_FALSE(persona->habits.extra_empty_page);
  ASSERT_EQ(persona->capabilities.workflow_types.size(), 1u);
  EXPECT_EQ(persona->capabilities.workflow_types[0].versions, (std::vector<std::string>{"1.0", "1.1"}));
  EXPECT_EQ(persona->service_info,
            (std::vector<std::pair<std::string, std::string>>{{"id", "5"}, {"tags", ""}}));
}

TEST(Persona, SaysWhereAFileIsWrong) {
  const struct {
    const char* text;
    const char* where;
    const char* what;
  } rows[] = {
      {"base_path: /x/\n", "mine.yaml:5:", "base_path"},
      {"auth: token\n", "mine.yaml:5:", "no way to authenticate"},
      {"habits: {page_size: 5}\n", "mine.yaml:5:", "page_size"},
      {"habits: {run_ids: abc}\n", "mine.yaml:5:", "eight #"},
      {"habits: {default_page_size: 0}\n", "mine.yaml:5:", "default_page_size"},
      {"workflow_types: {CWL: []}\n", "mine.yaml:5:", "CWL needs a version"},
      {"service_info: [a]\n", "mine.yaml:5:", "mapping"},
      {"defect: x\n", "mine.yaml:5:", "defect"},
  };
  for (const auto& row : rows) {
    const auto persona = load(least + row.text);
    ASSERT_FALSE(persona) << row.text;
    EXPECT_EQ(persona.error().where.rfind(row.where, 0), 0u) << persona.error().text();
    EXPECT_NE(persona.error().what.find(row.what), std::string::npos) << persona.error().text();
  }
  EXPECT_FALSE(load("says: a\nimitates: b\ncertainty: guessed\nwes_version: 1.0.0\n"));
}

TEST(Persona, AnUnknownNameHasASuggestion) {
  EXPECT_EQ(find_persona("tiol").error().hint, "did you mean toil?");
  EXPECT_FALSE(find_persona("./no-such-file.yaml"));
  EXPECT_FALSE(make_site(as("tiol")));
}

TEST(Persona, WhatIsGivenWins) {
  Options options = as("cwl-wes");
  options.wes_version = "1.1.0";
  options.scenario = "instant";
  options.defects = {"errors.empty-msg"};
  options.auth = two_users().auth;
  const auto settled = with_persona(options).value();
  EXPECT_EQ(settled.wes_version, "1.1.0");
  EXPECT_EQ(settled.scenario, "instant");
  EXPECT_EQ(settled.scenario_text, "");
  EXPECT_EQ(settled.auth.users.front().name, "ann");
  EXPECT_EQ(settled.defects.front(), "errors.empty-msg");
  EXPECT_GT(settled.defects.size(), 5u);

  const auto plain = with_persona({}).value();
  EXPECT_EQ(plain.wes_version, "1.1.0");
  EXPECT_EQ(plain.scenario, "default");
  EXPECT_TRUE(plain.defects.empty());
  EXPECT_EQ(with_persona(as("cwl-wes")).value().auth.kind, AuthOptions::Kind::bearer);
}

TEST(Persona, HabitsAreHonoured) {
  Bench toil(as("toil"));
  const auto id = toil.submit();
  EXPECT_EQ(id.size(), 36u);
  EXPECT_EQ(id.rfind("run-", 0), 0u);
  EXPECT_NE(id, toil.submit());
  EXPECT_TRUE(toil.read("/service-info")["workflow_type_versions"].contains("cwl"));
  EXPECT_FALSE(toil.read("/service-info").contains("auth_instructions_url"));
  const auto failed = toil.submit("https://flows.example/fail.cwl");
  toil.clock->advance(7s);
  EXPECT_EQ(toil.state(failed), "EXECUTOR_ERROR");
  EXPECT_EQ(toil.post("/runs/" + failed + "/cancel").status, 403);
  EXPECT_EQ(toil.post("/runs/" + id + "/cancel").status, 200);

  Bench sapporo(as("sapporo"));
  const core::Request by_json{
      .method = "POST",
      .target = "/runs",
      .headers = {{"Content-Type", "application/json"}},
      .body =
          R"({"workflow_url": "https://a.example/x.cwl", "workflow_type": "CWL", "workflow_engine": "cwltool",
                  "workflow_type_version": "v1.2", "workflow_params": {"n": 1}})"};
  const auto answer = sapporo.send(by_json);
  EXPECT_EQ(answer.status, 400) << "the form has no part workflow_engine";
  Bench json_too(as("icgc"));
  json_too.authorization = "Bearer alice-password";
  const auto made = json_too.send(by_json);
  EXPECT_EQ(made.status, 200) << made.body;
  EXPECT_EQ(json_too.post("/runs", Bench::sound_form()).status, 415);
}

TEST(Persona, StaysWhileScenarioAndDefectsChange) {
  Bench toil(as("toil"));
  ASSERT_TRUE(toil.site->set_scenario(
      "", "workflow_types: {WDL: [\"1.0\"]}\nruns: [{timeline: [{state: COMPLETE}]}]\n"));
  EXPECT_EQ(toil.read("/service-info")["workflow_type_versions"].size(), 1u);
  EXPECT_TRUE(toil.read("/service-info")["workflow_type_versions"].contains("WDL"));
  ASSERT_TRUE(toil.site->set_defects({}));
  EXPECT_TRUE(toil.read("/runs").contains("workflows")) << "a defect of the persona";
  ASSERT_TRUE(toil.site->set_scenario(
      "", "workflow_types: {CWL: [v1.2]}\nruns: [{timeline: [{state: EXECUTOR_ERROR}]}]\n"));
  EXPECT_EQ(toil.post("/runs/" + toil.submit() + "/cancel").status, 403) << "a habit";
  ASSERT_TRUE(toil.site->set_scenario(""));
  EXPECT_TRUE(toil.read("/service-info")["workflow_type_versions"].contains("cwl"));
  EXPECT_EQ(toil.state(toil.submit()), "RUNNING") << "the scenario of the persona";
}

TEST(ParseAuth, KnowsFourWays) {
  EXPECT_EQ(parse_auth("none")->kind, AuthOptions::Kind::none);
  EXPECT_EQ(parse_auth("basic")->kind, AuthOptions::Kind::basic);
  EXPECT_EQ(parse_auth("header:X-A")->header_name, "X-A");
  EXPECT_FALSE(parse_auth("header:"));
  EXPECT_FALSE(parse_auth("Bearer"));
}

}  // namespace
}  // namespace assay::mock
