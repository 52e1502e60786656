// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"

namespace assay::mock {

using nlohmann::json;

const std::vector<Defect>& cancellation_defects() {
  static const std::vector<Defect> rows{
      {.id = "cancellation.does-nothing",
       .says = "Cancel answers 200 and the run goes on.",
       .trips = {"CAN-02"},
       .may_trip = {"CAN-03", "CAN-11", "CAN-15", "CAN-17", "CAN-18"},
       .behave = [](Behaviour& behaviour) { behaviour.cancel = Behaviour::Cancel::nothing; }},
      {.id = "cancellation.never-ends",
       .says = "A cancelled run stays in CANCELING.",
       .trips = {"CAN-03"},
       .may_trip = {"CAN-11", "CAN-15"},
       .behave = [](Behaviour& behaviour) { behaviour.cancel = Behaviour::Cancel::stuck; }},
      {.id = "cancellation.changes-an-ended-run",
       .says = "Cancelling a COMPLETE run makes it CANCELED.",
       .trips = {"CAN-07"},
       .may_trip = {"STM-02", "STA-09"},
       .behave = [](Behaviour& behaviour) { behaviour.cancels_ended_runs = true; }},
  };
  return rows;
}

}  // namespace assay::mock
