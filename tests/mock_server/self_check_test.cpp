// SPDX-License-Identifier: Apache-2.0
#include "mock_server/journal/self_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/mock_server/site_support.hpp"

namespace assay::mock {
namespace {

using testing::HasSubstr;

Options judging(Options options = {}) {
  options.validate_answers = true;
  return options;
}

core::Response answer_of(int status, const json& body) {
  return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = body.dump()};
}

// Begins again after the year 9999, when service-info tells times that are none: a lie that nobody told it.
void go_too_far(Bench& bench) {
  bench.clock->advance(core::Time(std::chrono::sys_days(std::chrono::year(12000) / 1 / 1)) - noon());
  ASSERT_TRUE(bench.site->reset());
}

TEST(SelfCheck, SaysWhereAnAnswerBreaksItsSchema) {
  const SelfCheck check(schemas::OpenApi::shipped("wes", "1.1.0"), {});
  struct {
    const char* operation;
    core::Response response;
    const char* line;
  } const rows[] = {
      {"GetRunStatus", answer_of(200, {{"run_id", "a"}, {"state", "RUNNING"}}), ""},
      {"GetRunStatus", answer_of(200, {{"run_id", 3}, {"state", "RUNNING"}}),
       "GetRunStatus 200 /run_id: is 3 where the schema asks for string"},
      {"ListRuns", answer_of(200, {{"runs", {{{"run_id", "a"}, {"state", "DELETED"}}}}}),
       "/runs/0/state: is \"DELETED\""},
      {"RunWorkflow",
       {.status = 200, .headers = {{"Content-Type", "application/json"}}, .body = "{\"run_id\""},
       "RunWorkflow 200 (whole body): is no JSON: "},
      {"GetRunLog", answer_of(404, {{"msg", 4}}), "GetRunLog 404 /msg: is 4"},
      {"GetServiceInfo", answer_of(200, json::object()), "lacks member"},
      {"MockRunText", answer_of(200, "of no operation"), ""},
      {"GetRunStatus", {.status = 200, .headers = {{"Content-Type", "text/plain"}}, .body = "no"}, ""},
  };
  int ran = 0;
  for (const auto& row : rows) {
    const auto faults = check.faults_of(row.operation, row.response);
    EXPECT_EQ(faults.empty(), std::string_view(row.line).empty()) << row.operation << row.response.body;
    EXPECT_THAT(faults.empty() ? "" : accident_line(faults.front()), HasSubstr(row.line));
    ++ran;
  }
  EXPECT_EQ(ran, 8);
}

TEST(SelfCheck, AWholeLifeHoldsInEachVersion) {
  int ran = 0;
  for (const char* version : {"1.0.0", "1.0.1", "1.1.0"}) {
    auto options = judging();
    options.wes_version = version;
    Bench bench(options);
    for (const char* name : {"echo", "tasks", "fail", "sleep"}) {
      const auto id = bench.submit(std::string("https://flows.example/") + name + ".cwl");
      for (int i = 0; i < 5; ++i) {
        for (const char* path : {"", "/status", "/tasks"}) bench.get("/runs/" + id + path);
        bench.clock->advance(200ms);
      }
      bench.post("/runs/" + id + "/cancel");
      bench.get("/runs?page_size=2");
      bench.get("/service-info");
    }
    bench.get("/runs/unknown");
    bench.get("/runs?page_size=x");
    bench.post("/runs");
    const auto judged = bench.site->figures().judged;
    EXPECT_GT(judged.answers, 60u) << version;
    EXPECT_EQ(judged.as_told, 0u);
    for (const auto& accident : bench.site->accidents())
      ADD_FAILURE() << version << " " << accident_line(accident);
    ++ran;
  }
  EXPECT_EQ(ran, 3);
}

TEST(SelfCheck, AnAccidentIsToldCountedAndKept) {
  std::vector<std::string> told;
  auto options = judging();
  options.accident_log = [&](const Accident& accident) { told.push_back(accident_line(accident)); };
  Bench bench(options);
  bench.get("/service-info");
  EXPECT_TRUE(told.empty());
  go_too_far(bench);
  bench.get("/service-info");
  ASSERT_EQ(told.size(), 1u) << "one line for an answer";
  EXPECT_THAT(told[0], HasSubstr("GetServiceInfo 200 /"));
  EXPECT_THAT(told[0], HasSubstr("12000-01-01T"));
  EXPECT_EQ(bench.site->figures().judged.answers, 1u) << "as it began";
  EXPECT_EQ(bench.site->figures().judged.accidents, 1u);
  ASSERT_EQ(bench.site->accidents().size(), 1u);
  EXPECT_EQ(accident_line(bench.site->accidents()[0]), told[0]);
  for (int i = 0; i < 150; ++i) bench.get("/service-info");
  EXPECT_EQ(bench.site->accidents().size(), SelfCheck::kept);
  EXPECT_EQ(bench.site->figures().judged.accidents, 151u);
}

TEST(SelfCheck, WhatItWasToldToBreakIsNoAccident) {
  const auto persona = [](const char* name) {
    Options options;
    options.persona = name;
    return options;
  };
  Options faulty, careless;
  faulty.faults = {"{do: invalid-json, match: {operation: GetRunStatus}}"};
  careless.on_invalid = OnInvalid::serve;
  struct {
    const char* what;
    Options options;
    Form form;
    bool breaks;  // what is judged: faults come after
  } const rows[] = {
      {"a body", with_defect("status.no-run-id"), Bench::sound_form(), true},
      {"a switch", with_defect("submission.takes-params-of-any-type"), {}, true},
      {"a persona", persona("sapporo"), Bench::sound_form(), true},
      {"a fault", faulty, Bench::sound_form(), false},
      {"an invalid request", careless, {{"workflow_url", "https://flows.example/a.cwl"}}, true},
      {"a legal shape", with_defect("legal.further-members"), Bench::sound_form(), false},
  };
  int ran = 0;
  for (const auto& row : rows) {
    auto form = row.form;
    if (form.empty()) {
      form = Bench::sound_form();
      form.back().second = "[1]";
    }
    Bench bench(judging(row.options));
    const auto submitted = bench.post("/runs", form);
    const std::string id = json::parse(submitted.body).value("run_id", "none");
    bench.get("/runs/" + id);
    bench.get("/runs/" + id + "/status");
    bench.get("/service-info");
    const auto judged = bench.site->figures().judged;
    EXPECT_EQ(judged.as_told > 0, row.breaks) << row.what;
    for (const auto& accident : bench.site->accidents())
      ADD_FAILURE() << row.what << ": " << accident_line(accident);
    ++ran;
  }
  EXPECT_EQ(ran, 6);
}

// A defect that is on does not hide what another answer gets wrong by itself.
TEST(SelfCheck, ADefectElsewhereExcusesNothing) {
  Bench bench(judging(with_defect("status.no-state")));
  go_too_far(bench);
  bench.get("/service-info");
  EXPECT_EQ(bench.site->figures().judged.accidents, 1u);
}

TEST(SelfCheck, IsOffWhereNobodyAsks) {
  Options options;
  options.validate_answers = false;
  Bench bench(options);
  go_too_far(bench);
  bench.get("/service-info");
  EXPECT_EQ(bench.site->figures().judged.answers, 0u);
  EXPECT_TRUE(bench.site->accidents().empty());
}

}  // namespace
}  // namespace assay::mock
