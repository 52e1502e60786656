// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"
#include "mock_server/site.hpp"
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
  };
  return rows;
}

}  // namespace assay::mock
