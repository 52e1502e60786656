// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"

namespace assay::mock {

using nlohmann::json;

const std::vector<Defect>& content_defects() {
  static const std::vector<Defect> rows{
      {.id = "content.html-type",
       .says = "JSON bodies are labelled text/html.",
       .trips = {"CT-01"},
       .may_trip = {"ERR-01", "CT-04", "CT-05"},
       .answer =
           [](const Call&, core::Response& answer) {
             if (answer.headers.get("Content-Type") == "application/json")
               answer.headers.set("Content-Type", "text/html");
           }},
      {.id = "content.byte-order-mark",
       .says = "A JSON body starts with a byte order mark.",
       .trips = {"CT-02"},
       .answer =
           [](const Call&, core::Response& answer) {
             if (answer.headers.get("Content-Type") == "application/json")
               answer.body.insert(0, "\xEF\xBB\xBF");
           }},
  };
  return rows;
}

}  // namespace assay::mock
