// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"

namespace assay::mock {

using nlohmann::json;

const std::vector<Defect>& timestamps_defects() {
  static const std::vector<Defect> rows{
      {.id = "timestamps.no-zone",
       .says = "Times have no zone: the Z is missing.",
       .trips = {"TIM-01"},
       .may_trip = {"TIM-09"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) return;
             each_time(body, [](json& time) {
               auto text = time.get<std::string>();
               text.pop_back();
               time = text;
             });
           }},
  };
  return rows;
}

}  // namespace assay::mock
