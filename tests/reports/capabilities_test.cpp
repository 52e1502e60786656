// SPDX-License-Identifier: Apache-2.0
#include "reports/capabilities.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace assay::reports {
namespace {

using nlohmann::json;

// Exchanges as a run has them: service-info first.
class Told {
 public:
  void answer(const char* operation, std::string target, int status, const json& body,
              std::string form = {}) {
    core::Exchange exchange;
    exchange.id = result_.exchanges.size() + 1;
    exchange.operation = operation;
    exchange.request.target = std::move(target);
    exchange.request.body = std::move(form);
    exchange.response = core::Response{};
    exchange.response->status = status;
    exchange.response->body = body.dump();
    result_.exchanges.push_back(std::make_shared<const core::Exchange>(std::move(exchange)));
  }
  void service_info(const json& body) { answer("GetServiceInfo", "/service-info", 200, body); }
  void submission(const std::string& type, const std::string& version, int status) {
    const auto part = [](const std::string& name, const std::string& value) {
      return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    };
    answer("RunWorkflow", "/runs", status, {{"run_id", "a"}},
           part("workflow_type", type) + part("workflow_type_version", version) + "--b--\r\n");
  }
  // "state name: observed", one for each row
  std::vector<std::string> table() const {
    std::vector<std::string> lines;
    for (const Capability& row : capabilities(result_)) {
      lines.push_back(std::string(name(row.state)) + " " + row.name +
                      (row.observed.empty() ? "" : ": " + row.observed));
    }
    return lines;
  }

 private:
  RunResult result_;
};

using Lines = std::vector<std::string>;

TEST(Capabilities, TasksAreComparedWithTheListOfVersions) {
  struct Row {
    const char* versions;
    int status;
    Lines says;
  };
  const std::vector<Row> rows = {
      {R"(["1.1.0"])", 200, {"observed tasks of WES 1.1: the task list of a run works"}},
      {R"(["1.0.0","v1.1"])", 404, {"contradicted tasks of WES 1.1: the task list of a run is answered 404"}},
      {R"(["1.1.0"])", 501, {"contradicted tasks of WES 1.1: the task list of a run is answered 501"}},
      {R"(["1.1.0"])", 500, {"declared tasks of WES 1.1"}},
      {R"(["1.1.0"])", 401, {"declared tasks of WES 1.1", "undeclared credentials: asking for them works"}},
      {R"(["1.0.1"])", 200, {"undeclared tasks of WES 1.1: the task list of a run works"}},
      {R"(["1.0.1"])", 404, {}},
  };
  int ran = 0;
  for (const Row& row : rows) {
    Told told;
    told.service_info({{"supported_wes_versions", json::parse(row.versions)}});
    told.answer("ListRuns", "/runs", 200, {{"runs", {{{"run_id", "a"}}}}});
    told.answer("ListTasks", "/runs/a/tasks", row.status, {{"task_logs", json::array()}});
    EXPECT_EQ(told.table(), row.says) << row.versions << " " << row.status;
    ++ran;
  }
  EXPECT_EQ(ran, 7);
}

TEST(Capabilities, TasksOfUnknownRunsAndOddPagesSayNothing) {
  Told told;
  told.service_info({{"supported_wes_versions", {"1.1.0"}}});
  told.submission("", "", 200);
  told.answer("ListTasks", "/runs/nobody/tasks", 404, {});
  told.answer("ListTasks", "/runs/a/tasks?page_size=-1", 400, {});
  EXPECT_EQ(told.table(), Lines{"declared tasks of WES 1.1"});
}

TEST(Capabilities, WorkflowTypesAreComparedWithSubmissions) {
  Told told;
  told.service_info({{"workflow_type_versions",
                      {{"CWL", {{"workflow_type_version", {"v1.0", "v1.2"}}}},
                       {"WDL", {{"workflow_type_version", {"1.0"}}}}}}});
  told.submission("CWL", "v1.2", 400);  // one facet of a form was wrong
  told.submission("CWL", "v1.2", 200);
  told.submission("WDL", "1.0", 400);
  told.submission("NFL", "DSL2", 200);
  told.submission("SMK", "7", 400);
  told.submission("WES-ASSAY-NO-SUCH-TYPE", "v1.2", 200);
  EXPECT_EQ(told.table(),
            (Lines{"declared workflow type CWL v1.0",
                   "observed workflow type CWL v1.2: a submission that names it works",
                   "contradicted workflow type WDL 1.0: a submission that names it is answered 400",
                   "undeclared workflow type NFL DSL2: a submission that names it works"}));
}

TEST(Capabilities, TheOthersAreNamed) {
  Told told;
  told.service_info({{"supported_filesystem_protocols", {"s3", "https"}},
                     {"auth_instructions_url", "https://example.com/login"},
                     {"workflow_engine_versions", {{"cwltool", "3.1"}}},
                     {"default_workflow_engine_parameters", {{{"name", "max_memory"}}}}});
  told.answer("GetRunLog", "/runs/a", 200,
              {{"outputs", {{"file", {{"location", "s3://bucket/a"}}}, {"log", "gs://bucket/b"}}}});
  EXPECT_EQ(told.table(),
            (Lines{"declared workflow engine cwltool 3.1", "observed protocol s3: an output with it works",
                   "declared protocol https", "undeclared protocol gs: an output with it works",
                   "declared credentials", "declared engine parameter max_memory"}));
}

TEST(Capabilities, NothingKnownIsAnEmptyTable) {
  EXPECT_EQ(Told().table(), Lines{});
  Told odd;
  odd.service_info({{"supported_wes_versions", 7}, {"workflow_type_versions", "CWL"}});
  EXPECT_EQ(odd.table(), Lines{});
}

TEST(Capabilities, OnlyNumbersNameAVersion) {
  int ran = 0;
  for (const auto& [claimed, has_tasks] :
       std::vector<std::pair<const char*, bool>>{{"1.1", true},
                                                 {"v1.1", true},
                                                 {"1.1.0", true},
                                                 {"sapporo-wes-1.1.0", true},
                                                 {"1.1.0-rc1", true},
                                                 {"2.1.1", false},
                                                 {"1.10", false},
                                                 {"11.1", false},
                                                 {"1.0", false},
                                                 {"", false}}) {
    Told told;
    told.service_info({{"supported_wes_versions", {claimed}}});
    EXPECT_EQ(told.table().size(), has_tasks ? 1u : 0u) << claimed;
    ++ran;
  }
  EXPECT_EQ(ran, 10);
}

}  // namespace
}  // namespace assay::reports
