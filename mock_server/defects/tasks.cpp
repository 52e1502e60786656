// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"

namespace assay::mock {

using nlohmann::json;

const std::vector<Defect>& tasks_defects() {
  static const std::vector<Defect> rows{
      {.id = "tasks.same-id-for-all",
       .says = "All tasks of a run are listed under one id.",
       .trips = {"TSK-03"},
       .may_trip = {"TSK-05", "TSK-08", "TSK-09", "CON-06", "TPG-05", "TPG-06"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "ListTasks")) return;
             for (auto& task : body["task_logs"]) task["id"] = "task";
           }},
      {.id = "tasks.not-implemented",
       .says = "The list of tasks answers 400.",
       .trips = {"TSK-01"},
       .may_trip = {"RUN-14", "TSK-02", "TSK-07", "TSK-15"},
       .body =
           [](const Call& call, json& body) {
             if (call.operation == "ListTasks") body = {{"msg", "not implemented"}, {"status_code", 400}};
           },
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.operation == "ListTasks") answer.status = 400;
           }},
  };
  return rows;
}

}  // namespace assay::mock
