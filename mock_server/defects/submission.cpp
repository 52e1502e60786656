// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"

namespace assay::mock {

using nlohmann::json;

const std::vector<Defect>& submission_defects() {
  static const std::vector<Defect> rows{
      {.id = "submission.accepts-an-unsupported-type",
       .says = "A run of a workflow type that is not announced is taken, and completes.",
       .trips = {"SUB-20"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("unsupported-type"); }},
      {.id = "submission.answers-another-id",
       .says = "The id that POST answers is not the id of the run.",
       .trips = {"SUB-03"},
       .may_trip = {"LST-11", "CON-08"},
       .behave = [](Behaviour& behaviour) { behaviour.answers_other_id = true; }},
      {.id = "submission.answers-201",
       .says = "An accepted run is answered with 201.",
       .trips = {"SUB-01"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "RunWorkflow")) answer.status = 201;
           }},
      {.id = "submission.leaves-a-ghost",
       .says = "A refused submission leaves a run.",
       .trips = {"SUB-48"},
       .behave = [](Behaviour& behaviour) { behaviour.refused_submission_leaves_run = true; }},
  };
  return rows;
}

}  // namespace assay::mock
