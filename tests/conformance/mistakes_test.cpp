// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/mistakes.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace assay::conformance {
namespace {

ExchangePtr exchange(std::uint64_t id, std::string operation, std::string target, int status = 200) {
  core::Exchange made;
  made.id = id;
  made.operation = std::move(operation);
  made.request.target = std::move(target);
  made.response = core::Response{.status = status};
  return std::make_shared<const core::Exchange>(std::move(made));
}

TEST(Mistakes, KnowsWhatTheServiceTold) {
  const std::vector<ExchangePtr> exchanges = {
      exchange(1, "ListRuns", "/runs"), exchange(2, "RunWorkflow", "/runs"),
      exchange(3, "ListTasks", "/runs/a/tasks"), exchange(4, "RunWorkflow", "/runs", 400)};
  const nlohmann::json bodies[] = {
      {{"runs", {{{"run_id", "a"}}, {{"run_id", 7}}}}, {"next_page_token", "t1"}},
      {{"run_id", "b"}},
      {{"task_logs", {{{"id", "k"}}}}},
      {{"run_id", "refused"}}};
  const Told told = told_by(exchanges, [&](const ExchangePtr& each) { return &bodies[each->id - 1]; });
  EXPECT_EQ(told.runs, (std::set<std::string>{"7", "a", "b"}))
      << "an id that is a number is one all the same";
  EXPECT_EQ(told.tasks, std::set<std::string>{"k"});
  EXPECT_EQ(told.tokens, std::set<std::string>{"t1"});
}

TEST(Mistakes, TellsAMistakeFromAGoodRequest) {
  const Told told{{"a"}, {"k"}, {"t1"}};
  struct Row {
    const char* operation;
    const char* method;
    const char* target;
    const char* user;
    bool refusable;
    bool mistake;
  } rows[] = {
      {"GetRunLog", "GET", "/wes/runs/a", "main", false, false},
      {"GetRunLog", "GET", "/wes/runs/b", "main", false, true},
      {"GetRunLog", "GET", "/wes/runs/%61", "main", false, false},
      {"GetRunLog", "GET", "/wes/runs/a", "none", false, true},
      {"GetRunLog", "GET", "/wes/runs/a", "bad", false, true},
      {"GetRunLog", "GET", "/wes/runs/a", "other", false, true},
      {"ListRuns", "GET", "/wes/runs", "other", false, false},
      {"ListRuns", "GET", "/wes/runs?page_size=2&page_token=t1", "main", false, false},
      {"ListRuns", "GET", "/wes/runs?page_size=2&page_token=t2", "main", false, true},
      {"ListRuns", "GET", "/wes/runs?page_size=0", "main", false, true},
      {"ListRuns", "GET", "/wes/runs?page_size=-1", "main", false, true},
      {"ListRuns", "GET", "/wes/runs?page_size=2147483648", "main", false, true},
      {"GetTask", "GET", "/wes/runs/a/tasks/k", "main", false, false},
      {"GetTask", "GET", "/wes/runs/a/tasks/z", "main", false, true},
      {"RunWorkflow", "POST", "/wes/runs", "main", false, false},
      {"", "GET", "/wes/service-info", "main", false, false},
      {"", "GET", "/wes/runs?page_size=1", "main", false, false},
      {"", "GET", "/wes/no-such-path", "main", false, true},
      {"", "GET", "/wes/x/../service-info", "main", false, true},
      {"", "DELETE", "/wes/runs", "main", false, true},
      {"RunWorkflow", "POST", "/wes/runs", "main", true, true},
      {"", "PUT", "/wes/service-info", "main", false, true},
      {"", "HEAD", "/wes/runs", "main", false, false},
      {"", "OPTIONS", "/wes/runs", "main", false, false},
      {"", "OPTIONS", "/wes/runs", "none", false, false},
  };
  int seen = 0;
  for (const Row& row : rows) {
    core::Exchange made;
    made.operation = row.operation;
    made.user = row.user;
    made.request.method = row.method;
    made.request.target = row.target;
    EXPECT_EQ(is_mistake(made, told, row.refusable), row.mistake) << row.method << " " << row.target;
    ++seen;
  }
  EXPECT_EQ(seen, 25);
}

}  // namespace
}  // namespace assay::conformance
