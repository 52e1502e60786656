// SPDX-License-Identifier: Apache-2.0
// Every route of the control API, and its document.
#include <gtest/gtest.h>

#include "mock_server/control/routes.hpp"
#include "tests/mock_server/control_support.hpp"

namespace assay::mock {
namespace {

TEST(ControlRoutes, AreThoseOfTheDocument) {
  std::set<std::string> table, document;
  for (const auto& route : control::routes())
    table.insert(std::string(route.path.method)
                     .append(" ")
                     .append(route.path.path)
                     .append(" ")
                     .append(route.path.operation));
  for (const auto& operation : control_document()->operations())
    document.insert(operation.method + " " + operation.path + " " + operation.id);
  EXPECT_EQ(table, document);
  EXPECT_EQ(table.size(), 31u);
}

struct Row {
  const char* method;
  std::string path;
  std::string body;
  int status;
  const char* says;  // somewhere in the answer
};

TEST(ControlRoutes, AnswerByTheirDocument) {
  ControlBench bench;
  const auto run = bench.submit();
  const Row rows[] = {
      {"GET", "/health", "", 200, "ok"},
      {"HEAD", "/health", "", 200, "ok"},
      {"GET", "/health?deep=1", "", 400, "deep"},
      {"GET", "/version", "", 200, "\"wes_version\":\"1.1.0\""},
      {"GET", "/openapi.json", "", 200, "\"WaitForLog\""},
      {"GET", "/metrics", "", 200,
       "wes_assay_mock_requests_total{operation=\"RunWorkflow\",status=\"200\"} 1\n"},
      {"GET", "/clock", "", 200, "\"now\":\"2026-01-31T12:00:00.000000Z\""},
      {"PUT", "/clock", R"({"speed": 0})", 200, "\"speed\":0"},
      {"PUT", "/clock", R"({"speed": 100})", 409, "embeds"},  // a clock that stands for good
      {"PUT", "/clock", R"({"speed": -1})", 400, "0 stands still"},
      {"PUT", "/clock", R"({"speed": "fast"})", 400, "body.json:1:11"},
      {"POST", "/clock/advance", R"({"by": "1.5s"})", 200, "\"now\":\"2026-01-31T12:00:01.500000Z\""},
      {"POST", "/clock/advance", R"({"by": "soon"})", 400, "duration"},
      {"POST", "/clock/advance", "", 400, "needs the member 'by'"},
      {"POST", "/clock/next", "", 200, "\"moved\":false"},
      {"POST", "/clock/run-until-idle", "", 200, "\"idle\":true"},
      {"POST", "/clock/run-until-idle", R"({"most": 0})", 400, "from 1"},
      {"GET", "/runs", "", 200, run.c_str()},
      {"GET", "/runs?state=COMPLETE&limit=1", "", 200, run.c_str()},
      {"GET", "/runs?state=RUNNING", "", 200, "\"runs\":[]"},
      {"GET", "/runs?limit=1001", "", 400, "1 to 1000"},
      {"GET", "/runs?stat=RUNNING", "", 400, "did you mean 'state'"},
      {"GET", "/runs?state=A&state=B", "", 400, "twice"},
      {"GET", "/runs/" + run, "", 200, "\"script\":\"/runs/"},
      {"GET", "/runs/" + run, "", 200,
       "\"course\":[{\"at\":\"2026-01-31T12:00:00.000000Z\",\"entered\":true"},
      {"GET", "/runs/none", "", 404, "none"},
      {"POST", "/runs/none/cancel", "", 404, "none"},
      {"POST", "/runs/" + run + "/cancel", "", 200, "\"ended\":"},  // which changes nothing
      {"POST", "/trigger", R"({"name": "go"})", 200, "\"moved\":0"},
      {"POST", "/trigger", R"({"name": "go", "run_id": "none"})", 404, "none"},
      {"POST", "/trigger", R"({"run_id": "none"})", 400, "name"},
      {"GET", "/scenario", "", 200, "scenarios/default.yaml"},
      {"PUT", "/scenario", R"({"name": "instant"})", 200, "scenarios/instant.yaml"},
      {"PUT", "/scenario", R"({"text": "runs: [{timeline: [{state: QUEUED}]}]"})", 200, "QUEUED"},
      {"PUT", "/scenario", R"({"name": "/etc/passwd"})", 400, "file of the mock's machine"},
      {"PUT", "/scenario", R"({"name": "nosuch"})", 400, "shipped:"},
      {"PUT", "/scenario", R"({"name": "instant", "text": "a"})", 400, "either"},
      {"PUT", "/scenario", R"({"text": "runs: ["})", 400, "scenario:"},
      {"GET", "/defects", "", 200, "\"pagination.repeats-a-run\""},
      {"PUT", "/defects", R"({"on": ["pagination.repeats-a-run"]})", 200,
       "\"on\":[\"pagination.repeats-a-run\"]"},
      {"PUT", "/defects", R"({"on": ["pagination.repeat-a-run"]})", 400, "did you mean"},
      {"PUT", "/defects", R"({})", 400, "'on'"},
      {"GET", "/persona", "", 200, "\"name\":\"\""},
      {"GET", "/faults", "", 200, "\"faults\":[]"},
      {"POST", "/faults", R"({"faults": [{"do": "delay", "time": "1s"}, {"id": "a", "do": "reset"}]})", 200,
       "\"a\""},
      {"POST", "/faults", R"({"faults": [{"do": "dellay"}]})", 400, "did you mean 'delay'"},
      {"POST", "/faults", R"({"faults": [{"id": "a", "do": "hang"}]})", 400, "a"},
      {"DELETE", "/faults/a", "", 200, "\"does\":\"delay\""},
      {"DELETE", "/faults/a", "", 404, "no fault a"},
      {"DELETE", "/faults", "", 200, "\"faults\":[]"},
      {"PUT", "/faults", "", 405, "method"},
      {"GET", "/log", "", 200, "\"operation\":\"RunWorkflow\""},
      {"GET", "/log?status=404", "", 200, "\"exchanges\":[]"},
      {"GET", "/log?newest=true&limit=1", "", 200, "\"last\":1"},
      {"GET", "/log?newest=maybe", "", 400, "true or false"},
      {"GET", "/journal?operation=RunWorkflow", "", 200, "\"count\":1"},  // the old name
      {"GET", "/log?status=4", "", 400, "100 to 599"},
      {"GET", "/log/count?operation=RunWorkflow", "", 200, "\"count\":1"},
      {"GET", "/log/count?operatoin=RunWorkflow", "", 400, "did you mean"},
      {"POST", "/log/wait", R"({"filter": {"operation": "RunWorkflow"}})", 200, "\"met\":true"},
      {"POST", "/log/wait", R"({"filter": {}, "count": 2, "within": "1ms"})", 200, "\"met\":false"},
      {"POST", "/log/wait", R"({"filter": {}, "within": "1h"})", 400, "30s"},
      {"POST", "/log/wait", R"({"filter": {"limit": 1}})", 400, "limit"},
      {"POST", "/log/verify", R"({"order": [{"operation": "RunWorkflow"}]})", 200, "\"holds\":true"},
      {"POST", "/log/verify", R"({"order": [{}, {}]})", 200, "\"missing\":1"},
      {"POST", "/log/verify", R"({"order": []})", 400, "list"},
      {"GET", "/log/har", "", 200, "\"version\":\"1.2\""},
      {"GET", "/explain/1", "", 200, "\"changed_by\":[]"},
      {"GET", "/explain/1", "", 200, "\"tried\":[{\"entry\":\"/runs/0\",\"line\":"},
      {"GET", "/explain/2", "", 404, "number"},
      {"DELETE", "/log", "", 200, "\"count\":0"},
      {"PUT", "/persona", R"({"name": "toil"})", 200, "\"imitates\":\"Toil"},
      {"PUT", "/persona", R"({"name": "tiol"})", 400, "did you mean toil"},
      {"PUT", "/persona", R"({"name": "./a.yaml"})", 400, "file of the mock's machine"},
      {"POST", "/reset", "", 200, "\"runs\":0"},
      {"POST", "/health", "", 405, "method"},
      {"GET", "/reset", "", 405, "method"},
      {"GET", "/nowhere", "", 404, "openapi.json"},
      {"OPTIONS", "/clock", "", 405, "method"},
  };
  std::size_t ran = 0;
  for (const auto& row : rows) {
    const auto answer = bench.send(row.method, row.path, row.body);
    EXPECT_EQ(answer.status, row.status)
        << row.method << " " << row.path << ": " << answer.body.substr(0, 300);
    EXPECT_NE(answer.body.find(row.says), std::string::npos)
        << row.method << " " << row.path << ": " << answer.body.substr(0, 300);
    ++ran;
  }
  EXPECT_EQ(ran, 79u);
  for (const auto& route : control::routes()) {
    EXPECT_TRUE(bench.seen.contains({std::string(route.path.operation), 200})) << route.path.operation;
  }
  EXPECT_EQ(bench.send("POST", "/health").headers.get("Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(bench.send("POST", "/clock").headers.get("Allow"), "GET, HEAD, PUT, OPTIONS");
}

TEST(ControlRoutes, AClockOfTheEmbedderStaysHis) {
  Options options;
  options.clock = std::make_shared<core::VirtualClock>(noon());
  ControlBench bench(options);
  EXPECT_EQ(bench.send("GET", "/clock").status, 200);
  int ran = 0;
  for (const auto& [path, body] :
       {std::pair("/clock/advance", R"({"by": "1s"})"), {"/clock/next", ""}, {"/clock/run-until-idle", ""}}) {
    EXPECT_EQ(bench.send("POST", path, body).status, 409) << path;
    ++ran;
  }
  EXPECT_EQ(bench.send("PUT", "/clock", R"({"speed": 2})").status, 409);
  EXPECT_EQ(ran, 3);
  EXPECT_EQ(options.clock->now(), noon());
}

}  // namespace
}  // namespace assay::mock
