// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"

namespace assay::mock {

using nlohmann::json;

const std::vector<Defect>& run_log_defects() {
  static const std::vector<Defect> rows{
      {.id = "run_log.cmd-is-a-string",
       .says = "The cmd of a log is one string.",
       .trips = {"RUN-06"},
       .may_trip = {"TSK-04"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) return;
             each_log(body, [](json& log) { log["cmd"] = "cwltool flow.cwl"; });
           }},
      {.id = "run_log.no-request",
       .says = "The run log does not echo the request.",
       .trips = {"RUN-04"},
       .may_trip = {"RUN-05", "RUN-21", "CON-05", "SUB-49"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunLog")) body.erase("request");
           }},
  };
  return rows;
}

}  // namespace assay::mock
