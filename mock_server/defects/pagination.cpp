// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"

namespace assay::mock {

using nlohmann::json;

const std::vector<Defect>& pagination_defects() {
  static const std::vector<Defect> rows{
      {.id = "pagination.repeats-a-run",
       .says = "A page starts with the last run of the page before.",
       .trips = {"PAG-05"},
       .may_trip = {"PAG-08", "PAG-10"},
       .behave = [](Behaviour& behaviour) { behaviour.paging = Behaviour::Paging::inclusive; }},
      {.id = "pagination.offset-tokens",
       .says = "A token is a position counted from the newest run: a new run moves the others.",
       .trips = {"PAG-08"},
       .behave = [](Behaviour& behaviour) { behaviour.paging = Behaviour::Paging::offset; }},
      {.id = "pagination.ignores-page-size",
       .says = "Every run comes in one page, whatever the page_size.",
       .trips = {"PAG-01"},
       .may_trip = {"PAG-17", "PAG-09"},
       .behave = [](Behaviour& behaviour) { behaviour.paging = Behaviour::Paging::ignore; }},
      {.id = "pagination.null-at-the-end",
       .says = "The last page has null as next_page_token.",
       .trips = {"PAG-04"},
       .may_trip = {"LST-09", "RUN-22"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "ListRuns") && body["next_page_token"] == "") body["next_page_token"] = nullptr;
           }},
  };
  return rows;
}

}  // namespace assay::mock
