// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"

namespace assay::mock {

using nlohmann::json;

const std::vector<Defect>& status_defects() {
  static const std::vector<Defect> rows{
      {.id = "status.unknown-run-is-running",
       .says = "The status of an unknown run is RUNNING.",
       .trips = {"STA-04"},
       .may_trip = {"HTTP-06"},
       .body =
           [](const Call& call, json& body) {
             if (call.operation == "GetRunStatus" && call.status == 404) {
               body = {{"run_id", call.run_id}, {"state", "RUNNING"}};
             }
           },
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.operation == "GetRunStatus" && call.status == 404) answer.status = 200;
           }},
      {.id = "status.reading-makes-a-run",
       .says = "Asking for an unknown run makes a run of that id.",
       .trips = {"STA-05"},
       .may_trip = {"STA-04", "RUN-17", "TSK-07", "TSK-10", "TSK-12", "HTTP-06", "HTTP-18"},
       .behave = [](Behaviour& behaviour) { behaviour.unknown_run_is_created = true; }},
  };
  return rows;
}

}  // namespace assay::mock
