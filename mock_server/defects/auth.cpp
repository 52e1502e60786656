// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"

namespace assay::mock {

using nlohmann::json;

const std::vector<Defect>& auth_defects() {
  static const std::vector<Defect> rows{
      {.id = "auth.accepts-any-credentials",
       .says = "Wrong credentials work like the first user.",
       .trips = {"AUT-02"},
       .may_trip = {"AUT-15", "AUT-16"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts_any_credentials = true; },
       .needs_auth = true},
      {.id = "auth.no-challenge",
       .says = "A 401 has no WWW-Authenticate.",
       .trips = {"AUT-03"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.status == 401) answer.headers.remove("WWW-Authenticate");
           },
       .needs_auth = true},
  };
  return rows;
}

}  // namespace assay::mock
