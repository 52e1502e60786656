// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "core/fields.hpp"
#include "core/text.hpp"
#include "mock_server/control/routes.hpp"

namespace assay::mock::control {
namespace {

using nlohmann::json;

Answer faults_now(const Turn& turn) {
  json faults = json::array();
  for (const auto& fault : turn.site.faults()) {
    faults.push_back({{"id", fault.id},
                      {"does", fault.does},
                      {"of_scenario", fault.of_scenario},
                      {"matched", fault.matched},
                      {"hits", fault.hits}});
  }
  json kinds = json::array();
  for (const auto& kind : fault_words()) kinds.push_back({{"do", kind.word}, {"says", kind.says}});
  return json_answer({{"faults", faults}, {"kinds", kinds}});
}

}  // namespace

Answer get_faults(const Turn& turn) {
  nothing_sent(turn);
  return faults_now(turn);
}

Answer add_faults(const Turn& turn) {
  core::Fields fields(turn.sent, turn.sent.root, "the body");
  const auto& list = fields.need("faults");
  fields.finish();
  const auto dialect = turn.site.spoken();
  const auto ids = turn.site.add_faults(read_faults(turn.sent, list, *dialect)).value();
  return json_answer({{"added", ids}});
}

Answer clear_faults(const Turn& turn) {
  nothing_sent(turn);
  turn.site.set_faults({}).value();
  return faults_now(turn);
}

Answer remove_fault(const Turn& turn) {
  nothing_sent(turn);
  if (!turn.site.remove_fault(turn.routing.item))
    return error_answer(404, {"there is no fault " + core::printable(turn.routing.item)});
  return faults_now(turn);
}

}  // namespace assay::mock::control
