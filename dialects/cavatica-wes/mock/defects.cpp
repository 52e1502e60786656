// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"

namespace assay::mock {

const std::vector<Defect>& cavatica_wes_defects() {
  static const std::vector<Defect> table = {
      {.id = "submission.needs-no-project",
       .says = "A submission without a project in workflow_params is accepted.",
       .trips = {"CAV-03"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("missing-project"); },
       .dialect = "cavatica-wes"},
      {.id = "submission.gives-ids-that-are-no-uuids",
       .says = "The id of a run is 24 hexadecimal digits.",
       .trips = {"CAV-05"},
       .behave = [](Behaviour& behaviour) { behaviour.run_ids = "########################"; },
       .dialect = "cavatica-wes"},
      {.id = "errors.have-a-third-shape",
       .says = "An error says detail, as a framework does by itself.",
       .trips = {"CAV-13"},
       .may_trip = {"AUT-07", "ERR-09"},
       .body =
           [](const Call& call, nlohmann::json& body) {
             if (call.status >= 400) body = {{"detail", body.value("msg", "")}};
           },
       .dialect = "cavatica-wes"},
  };
  return table;
}

}  // namespace assay::mock
