// SPDX-License-Identifier: Apache-2.0
#include "mock_server/base/router.hpp"

#include <gtest/gtest.h>

#include "tests/mock_server/site_support.hpp"

namespace assay::mock {
namespace {

using Kind = Routing::Kind;

TEST(Router, FindsOperations) {
  const Router router(*dialect());
  struct {
    const char *method, *target, *operation, *run, *task;
  } const rows[] = {
      {"GET", "/ga4gh/wes/v1/service-info", "GetServiceInfo", "", ""},
      {"HEAD", "/ga4gh/wes/v1/service-info", "GetServiceInfo", "", ""},
      {"GET", "/ga4gh/wes/v1/runs?page_size=1", "ListRuns", "", ""},
      {"POST", "/ga4gh/wes/v1/runs", "RunWorkflow", "", ""},
      {"GET", "/ga4gh/wes/v1/runs/a", "GetRunLog", "a", ""},
      {"GET", "/%67a4gh/wes/v1/runs/%61/status", "GetRunStatus", "a", ""},
      {"GET", "/ga4gh/wes/v1/runs/a%2Fb/tasks", "ListTasks", "a/b", ""},
      {"GET", "/ga4gh/wes/v1/runs/a/tasks/t%201", "GetTask", "a", "t 1"},
      {"POST", "/ga4gh/wes/v1/runs/a/cancel", "CancelRun", "a", ""},
      {"GET", "/ga4gh/wes/v1/runs/a/logs/stdout", "MockRunText", "a", ""},
      {"GET", "/ga4gh/wes/v1/runs/a/logs/t/stderr", "MockTaskText", "a", "t"},
      {"GET", "http://mock.test/ga4gh/wes/v1/runs/a", "GetRunLog", "a", ""},
      {"GET", "/ga4gh/wes/v1/runs/%2e%2e", "GetRunLog", "..", ""},
  };
  int ran = 0;
  for (const auto& row : rows) {
    const auto routing = router.route(row.method, row.target);
    EXPECT_EQ(routing.kind, Kind::found) << row.target;
    EXPECT_EQ(routing.operation, row.operation) << row.target;
    EXPECT_EQ(routing.run_id, row.run) << row.target;
    EXPECT_EQ(routing.task_id, row.task) << row.target;
    ++ran;
  }
  EXPECT_EQ(ran, 13);
}

TEST(Router, RefusesTheRest) {
  const Router router(*dialect());
  struct {
    const char *method, *target;
    Kind kind;
    const char* allow;
  } const rows[] = {
      {"GET", "/", Kind::no_path, ""},
      {"GET", "", Kind::no_path, ""},
      {"GET", "*", Kind::no_path, ""},
      {"GET", "/runs", Kind::no_path, ""},
      {"GET", "/ga4gh/wes/v1/runs/", Kind::no_path, ""},
      {"GET", "//ga4gh/wes/v1/runs", Kind::no_path, ""},
      {"GET", "/ga4gh/wes/v1/./runs", Kind::no_path, ""},
      {"GET", "/ga4gh/wes/v1/runs/a/logs/secret", Kind::no_path, ""},
      {"OPTIONS", "/nowhere", Kind::no_path, ""},
      {"PUT", "/ga4gh/wes/v1/service-info", Kind::no_method, "GET, HEAD, OPTIONS"},
      {"DELETE", "/ga4gh/wes/v1/runs", Kind::no_method, "GET, HEAD, POST, OPTIONS"},
      {"GET", "/ga4gh/wes/v1/runs/a/cancel", Kind::no_method, "POST, OPTIONS"},
      {"OPTIONS", "/ga4gh/wes/v1/runs/a/cancel", Kind::options, "POST, OPTIONS"},
      {"OPTIONS", "*", Kind::options, "GET, HEAD, POST, OPTIONS"},
  };
  int ran = 0;
  for (const auto& row : rows) {
    const auto routing = router.route(row.method, row.target);
    EXPECT_EQ(routing.kind, row.kind) << row.method << " " << row.target;
    EXPECT_EQ(routing.allow, row.allow) << row.method << " " << row.target;
    ++ran;
  }
  EXPECT_EQ(ran, 14);
}

TEST(Router, OldVersionsHaveNoTasks) {
  const Router router(*dialect("1.0.0"));
  EXPECT_EQ(router.route("GET", "/ga4gh/wes/v1/runs/a/tasks").kind, Kind::no_path);
  EXPECT_EQ(router.route("GET", "/ga4gh/wes/v1/runs/a/tasks/t").kind, Kind::no_path);
  EXPECT_EQ(router.route("GET", "/ga4gh/wes/v1/runs/a").kind, Kind::found);
}

}  // namespace
}  // namespace assay::mock
