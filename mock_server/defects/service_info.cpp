// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"

namespace assay::mock {

using nlohmann::json;

const std::vector<Defect>& service_info_defects() {
  static const std::vector<Defect> rows{
      {.id = "service_info.no-organization",
       .says = "Service-info leaves out the organization.",
       .trips = {"SI-04"},
       .may_trip = {"SI-06"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetServiceInfo")) body.erase("organization");
           }},
      {.id = "service_info.type-versions-are-lists",
       .says = "The value of a workflow type is the list of versions, without the object around it.",
       .trips = {"SI-13"},
       .may_trip = {"SI-02"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "GetServiceInfo")) return;
             for (auto& type : body["workflow_type_versions"]) {
               auto list = type["workflow_type_version"];
               type = std::move(list);
             }
           }},
  };
  return rows;
}

}  // namespace assay::mock
