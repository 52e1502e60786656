// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"
namespace assay::mock {

using nlohmann::json;

const std::vector<Defect>& consistency_defects() {
  static const std::vector<Defect> rows{
      {.id = "consistency.log-lags-behind",
       .says = "The log of a run that has ended says RUNNING.",
       .trips = {"CON-02"},
       .may_trip = {"CON-01", "CON-07", "CON-10", "RUN-09", "STM-02", "STA-09", "CAN-07", "CAN-08", "CAN-17",
                    "TIM-05"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "GetRunLog")) return;
             if (call.site.dialect().is_terminal(body["state"].get<std::string>())) body["state"] = "RUNNING";
           }},
      {.id = "consistency.list-is-stale",
       .says = "The list says QUEUED of every run.",
       .trips = {"CON-02", "CON-03", "CON-10"},
       .may_trip = {"TIM-05", "LST-12", "STM-02", "STM-03"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "ListRuns")) return;
             for (const char* list : {"runs", "workflows"}) {  // whatever a persona calls it
               if (!body.contains(list)) continue;
               for (json& run : body[list]) run["state"] = "QUEUED";
             }
           }},
      {.id = "consistency.log-is-early",
       .says = "The log of a run that is QUEUED says RUNNING.",
       .trips = {"CON-01"},
       .may_trip = {"STM-03", "TIM-07", "RUN-09"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunLog") && body["state"] == "QUEUED") body["state"] = "RUNNING";
           }},
      {.id = "consistency.summary-has-other-times",
       .says = "The list gives a start_time that is not the run log's.",
       .trips = {"CON-04"},
       .may_trip = {"TIM-02", "TIM-03", "TIM-04", "TIM-06", "TIM-09"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "ListRuns")) return;
             for (json& run : body["runs"]) {
               if (run.contains("start_time")) run["start_time"] = "2026-01-01T00:00:59Z";
             }
           }},
      {.id = "consistency.summary-has-other-tags",
       .says = "The list adds a tag to those of the request.",
       .trips = {"CON-05"},
       .may_trip = {"LST-08"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "ListRuns")) return;
             for (json& run : body["runs"]) run["tags"]["owner"] = "the service";
           }},
      {.id = "consistency.log-has-fewer-tasks",
       .says = "The run log leaves out the last task.",
       .trips = {"CON-06"},
       .may_trip = {"TSK-05"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunLog") && body.contains("task_logs") && !body["task_logs"].empty()) {
               body["task_logs"].erase(body["task_logs"].size() - 1);
             }
           }},
      {.id = "consistency.exit-code-comes-late",
       .says = "For half a second after its end a run has no exit_code.",
       .trips = {"CON-07"},
       .may_trip = {"RUN-08", "RUN-19"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "GetRunLog") || !body["run_log"].contains("exit_code")) return;
             std::string& first = call.site.notes("consistency.exit-code-comes-late")[call.run_id];
             if (first.empty()) first = std::to_string(call.now.time_since_epoch().count());
             if (call.now.time_since_epoch().count() - std::stoll(first) < 500'000)
               body["run_log"].erase("exit_code");
           }},
      {.id = "consistency.lists-three-runs",
       .says = "The list shows the first three runs that it ever showed, and no others.",
       .trips = {"CON-08"},
       .may_trip = {"PAG-25", "CAN-05", "LST-11", "LST-12", "PAG-06", "PAG-08", "PAG-10"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "ListRuns")) return;
             auto& known = call.site.notes("consistency.lists-three-runs");
             json kept = json::array();
             for (const json& run : body["runs"]) {
               const std::string id = run["run_id"].get<std::string>();
               if (known.size() < 3) known[id] = "listed";
               if (known.contains(id)) kept.push_back(run);
             }
             body["runs"] = kept;
           }},
  };
  return rows;
}

}  // namespace assay::mock
