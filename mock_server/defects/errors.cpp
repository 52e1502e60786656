// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"

namespace assay::mock {

using nlohmann::json;

const std::vector<Defect>& errors_defects() {
  static const std::vector<Defect> rows{
      {.id = "errors.detail-body",
       .says = "An error has the member detail in place of msg and status_code.",
       .trips = {"ERR-04"},
       .may_trip = {"ERR-03", "AUT-07"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) body = {{"detail", body.value("msg", "")}};
           }},
      {.id = "errors.inside-200",
       .says = "An error is answered with 200 and the error body.",
       .trips = {"ERR-05"},
       .may_trip = {"RUN-17", "STA-04", "TSK-07", "TSK-10", "CAN-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.status == 404 && !call.operation.empty()) answer.status = 200;
           }},
  };
  return rows;
}

}  // namespace assay::mock
