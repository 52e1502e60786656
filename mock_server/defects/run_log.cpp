// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"

namespace assay::mock {

using nlohmann::json;

namespace {

// Puts `edit(run_log)` into good run logs.
void edit_run_log(const Call& call, json& body, void (*edit)(json& log)) {
  if (good(call, "GetRunLog") && body.contains("run_log")) edit(body["run_log"]);
}

std::vector<Defect> of_members() {
  return {
      {.id = "run_log.state-in-lower-case",
       .says = "The state of a run log is written in lower case.",
       .trips = {"RUN-03"},
       .may_trip = {"CON-01", "CON-02", "CON-10", "STM-01", "STM-02"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "GetRunLog")) return;
             auto state = body["state"].get<std::string>();
             for (char& c : state) c = c == '_' ? c : static_cast<char>(c - 'A' + 'a');
             body["state"] = state;
           }},
      {.id = "run_log.cmd-is-a-string",
       .says = "The cmd of a log is one string.",
       .trips = {"RUN-06"},
       .may_trip = {"RUN-16", "TSK-04"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) return;
             each_log(body, [](json& log) { log["cmd"] = "cwltool flow.cwl"; });
           }},
      {.id = "run_log.exit-code-is-text",
       .says = "The exit_code of a run log is a string.",
       .trips = {"RUN-07"},
       .body =
           [](const Call& call, json& body) {
             edit_run_log(call, body, [](json& log) {
               if (log.contains("exit_code")) log["exit_code"] = log["exit_code"].dump();
             });
           }},
      {.id = "run_log.exit-code-with-a-point",
       .says = "The exit_code of a run log is written as 0.0.",
       .trips = {"RUN-07"},
       .may_trip = {"CT-08"},
       .body =
           [](const Call& call, json& body) {
             edit_run_log(call, body, [](json& log) {
               if (log.contains("exit_code")) log["exit_code"] = log["exit_code"].get<double>();
             });
           }},
      {.id = "run_log.outputs-are-a-list",
       .says = "The outputs of a run log are an array.",
       .trips = {"RUN-12"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunLog") && body.contains("outputs")) body["outputs"] = json::array();
           }},
      {.id = "run_log.tasks-by-name",
       .says = "The task_logs of a run log are an object with a member for each task.",
       .trips = {"RUN-15"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "GetRunLog")) return;
             json tasks = json::object();
             for (const json& task : body["task_logs"]) tasks[task["name"].get<std::string>()] = task;
             body["task_logs"] = tasks;
           },
       .version = "1.0.1"},
      {.id = "run_log.tasks-are-counted",
       .says = "The task_logs of a run log are the number of tasks.",
       .trips = {"RUN-16"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunLog")) body["task_logs"] = body["task_logs"].size();
           }},
      {.id = "run_log.system-logs-are-a-string",
       .says = "The system_logs of a run log are one text.",
       .trips = {"RUN-20"},
       .body =
           [](const Call& call, json& body) {
             edit_run_log(call, body, [](json& log) { log["system_logs"] = "queued\nstarted"; });
           }},
      {.id = "run_log.nulls-before-the-end",
       .says = "Until a run has ended, its end_time, exit_code and outputs are null.",
       .trips = {"RUN-22"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "GetRunLog") || is_over(call, body)) return;
             body["outputs"] = nullptr;
             for (const char* member : {"end_time", "exit_code"}) body["run_log"][member] = nullptr;
           }},
      {.id = "run_log.speaks-of-another-run",
       .says = "The run log carries the id of no run in its run_id.",
       .trips = {"RUN-02"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunLog")) body["run_id"] = "somebody-elses-run";
           }},
      {.id = "run_log.no-run-id",
       .says = "The run log has no run_id.",
       .trips = {"RUN-02"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunLog")) body.erase("run_id");
           }},
  };
}

std::vector<Defect> of_requests() {
  return {
      {.id = "run_log.no-request",
       .says = "The run log does not echo the request.",
       .trips = {"RUN-04"},
       .may_trip = {"RUN-05", "RUN-21", "CON-05", "SUB-49"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunLog")) body.erase("request");
           }},
      {.id = "run_log.knows-its-state-only",
       .says = "The request and the run_log of a run log are null.",
       .trips = {"RUN-04", "RUN-22"},
       .may_trip = {"CON-07", "CAN-15", "RUN-05", "RUN-21", "SUB-49"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunLog")) body["request"] = body["run_log"] = nullptr;
           }},
      {.id = "run_log.params-as-text",
       .says = "The workflow_params in a run log are a string of JSON.",
       .trips = {"RUN-04"},
       .may_trip = {"SUB-49"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "GetRunLog")) return;
             json& request = body["request"];
             if (request.contains("workflow_params"))
               request["workflow_params"] = request["workflow_params"].dump();
           }},
      {.id = "run_log.request-without-type",
       .says = "The request in a run log lacks workflow_type and workflow_type_version.",
       .trips = {"RUN-05", "RUN-04"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "GetRunLog")) return;
             body["request"].erase("workflow_type");
             body["request"].erase("workflow_type_version");
           }},
      {.id = "run_log.forgets-params-and-tags",
       .says = "The request in a run log has neither workflow_params nor tags.",
       .trips = {"RUN-04"},
       .may_trip = {"CON-05", "SUB-49"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "GetRunLog") || !body["request"].is_object()) return;
             body["request"].erase("workflow_params");
             body["request"].erase("tags");
           }},
      {.id = "run_log.forgets-the-engine",
       .says = "The request in a run log shows no engine.",
       .trips = {"RUN-21"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "GetRunLog")) return;
             body["request"].erase("workflow_engine");
             body["request"].erase("workflow_engine_version");
           }},
  };
}

std::vector<Defect> of_ends() {
  return {
      {.id = "run_log.success-exits-with-1",
       .says = "The exit_code of a run that is COMPLETE is 1.",
       .trips = {"RUN-08"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunLog") && body["state"] == "COMPLETE") body["run_log"]["exit_code"] = 1;
           }},
      {.id = "run_log.exit-code-before-the-end",
       .says = "Until a run has ended, its exit_code is -1.",
       .trips = {"RUN-09"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunLog") && !is_over(call, body)) body["run_log"]["exit_code"] = -1;
           }},
      {.id = "run_log.counts-its-readers",
       .says = "The name of a run log has the number of reads in it.",
       .trips = {"RUN-19"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "GetRunLog")) return;
             const auto count = call.site.counter("run_log.counts-its-readers");
             body["run_log"]["name"] = "read " + std::to_string(count);
           }},
  };
}

std::vector<Defect> of_urls() {
  return {
      {.id = "run_log.stdout-is-the-text",
       .says = "The stdout and stderr of a run log hold the output itself.",
       .trips = {"RUN-10"},
       .body =
           [](const Call& call, json& body) {
             edit_run_log(call, body, [](json& log) { log["stdout"] = log["stderr"] = "hello\n"; });
           }},
      {.id = "run_log.stdout-is-a-file-path",
       .says = "The stdout and stderr of a run log are paths in the file system of the service.",
       .trips = {"RUN-10"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "GetRunLog")) return;
             for (const auto* stream : {"stdout", "stderr"}) {
               if (body["run_log"].contains(stream))
                 body["run_log"][stream] = "/srv/wes/executions/" + call.run_id + "/" + stream;
             }
           }},
      {.id = "run_log.stdout-is-relative",
       .says = "The stdout of a run log is a relative reference, and answers.",
       .trips = {"RUN-10"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunLog") && body["run_log"].contains("stdout"))
               body["run_log"]["stdout"] = "../runs/" + call.run_id + "/logs/stdout";
           }},
      {.id = "run_log.streams-need-more-rights",
       .says = "The URLs of stdout and stderr answer 403 to the credentials of the service.",
       .trips = {"RUN-11"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "MockRunText")) refuse(answer, 403, "no access");
           }},
      {.id = "run_log.tasks-url-is-relative",
       .says = "The task_logs_url is a path.",
       .trips = {"RUN-14"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunLog") && body.contains("task_logs_url"))
               body["task_logs_url"] = call.site.dialect().base_path + "/runs/" + call.run_id + "/tasks";
           }},
  };
}

std::vector<Defect> of_answers() {
  return {
      {.id = "run_log.is-null",
       .says = "The log of a run is null.",
       .trips = {"RUN-01"},
       .may_trip = {"CON-02", "CON-07", "CON-10", "CAN-15", "SUB-49"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunLog")) body = nullptr;
           }},
      {.id = "run_log.unknown-run-is-null",
       .says = "The log of an unknown run is null, with 200.",
       .trips = {"RUN-17"},
       .may_trip = {"HTTP-06", "HTTP-18"},
       .body =
           [](const Call& call, json& body) {
             if (call.operation == "GetRunLog" && call.status == 404) body = nullptr;
           },
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.operation == "GetRunLog" && call.status == 404) answer.status = 200;
           }},
      {.id = "run_log.waits-for-the-queue",
       .says = "The log of a run that is QUEUED is answered 404.",
       .trips = {"SUB-03"},
       .may_trip = {"CON-08"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "GetRunLog") && answer.body.find(R"("state":"QUEUED")") != std::string::npos)
               refuse(answer, 404, "the run has no log yet");
           }},
  };
}

}  // namespace

const std::vector<Defect>& run_log_defects() {
  static const std::vector<Defect> rows = [] {
    std::vector<Defect> all;
    for (const auto part : {of_answers, of_members, of_requests, of_ends, of_urls}) {
      const auto more = part();
      all.insert(all.end(), more.begin(), more.end());
    }
    return all;
  }();
  return rows;
}

}  // namespace assay::mock
