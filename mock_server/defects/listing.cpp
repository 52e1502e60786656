// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"

namespace assay::mock {

using nlohmann::json;

const std::vector<Defect>& listing_defects() {
  static const std::vector<Defect> rows{
      {.id = "listing.workflows-in-place-of-runs",
       .says = "The list is in the member workflows, as in WES 0.x.",
       .trips = {"LST-01"},
       .may_trip = {"LST-11", "LST-12", "PAG-03", "PAG-06", "CON-02", "CON-08"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "ListRuns")) return;
             body["workflows"] = std::move(body["runs"]);
             body.erase("runs");
           }},
      {.id = "listing.shows-runs-of-others",
       .says = "The list holds the runs of every user.",
       .trips = {"LST-13"},
       .may_trip = {"AUT-05", "LST-18"},
       .behave = [](Behaviour& behaviour) { behaviour.lists_every_users_runs = true; },
       .needs_auth = true},
  };
  return rows;
}

}  // namespace assay::mock
