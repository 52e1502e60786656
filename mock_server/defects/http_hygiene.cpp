// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"

namespace assay::mock {

using nlohmann::json;

const std::vector<Defect>& http_hygiene_defects() {
  static const std::vector<Defect> rows{
      {.id = "http_hygiene.no-date",
       .says = "Answers have no Date.",
       .trips = {"HTTP-13"},
       .wire = [](const Call&, std::string& bytes) { remove_field(bytes, "Date"); }},
      {.id = "http_hygiene.no-allow",
       .says = "A 405 does not say which methods are allowed.",
       .trips = {"HTTP-02"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.status == 405) answer.headers.remove("Allow");
           }},
  };
  return rows;
}

}  // namespace assay::mock
