// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"
#include "mock_server/timeline.hpp"
namespace assay::mock {

using nlohmann::json;

const std::vector<Defect>& transitions_defects() {
  static const std::vector<Defect> rows{
      {.id = "transitions.complete-turns-into-error",
       .says = "Three seconds after COMPLETE a run becomes SYSTEM_ERROR.",
       .trips = {"STM-02"},
       .may_trip = {"STA-09", "STM-08", "CON-01", "CON-02", "CON-03", "RUN-19", "CAN-07", "TIM-06"},
       .behave =
           [](Behaviour& behaviour) {
             behaviour.edit_timelines.push_back([](Timeline& timeline) {
               const auto last = timeline.steps.back();
               if (last.phase != schemas::Phase::complete) return;
               timeline.steps.push_back({.at = last.at + std::chrono::seconds(3),
                                         .state = "SYSTEM_ERROR",
                                         .phase = schemas::Phase::system_error,
                                         .terminal = true});
             });
           }},
      {.id = "transitions.state-of-its-own",
       .says = "A run that is QUEUED says WAITING, which is no state of WES.",
       .trips = {"STM-01"},
       .may_trip = {"LST-03", "RUN-03", "STA-03", "SI-19"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) return;
             each_run(body, [](json& run) {
               if (run.value("state", "") == "QUEUED") run["state"] = "WAITING";
             });
           }},
  };
  return rows;
}

}  // namespace assay::mock
