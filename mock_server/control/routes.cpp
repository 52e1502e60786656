// SPDX-License-Identifier: Apache-2.0
#include "mock_server/control/routes.hpp"

#include <nlohmann/json.hpp>

#include "core/fields.hpp"
#include "mock_server/site/journal_json.hpp"

namespace assay::mock::control {

std::span<const Route> routes() {
  static constexpr Route table[] = {
      {{"GET", "/health", "GetHealth"}, tell_health},
      {{"GET", "/version", "GetVersion"}, tell_version},
      {{"GET", "/openapi.json", "GetOpenApi"}, tell_openapi},
      {{"GET", "/metrics", "GetMetrics"}, tell_metrics},
      {{"GET", "/clock", "GetClock"}, read_clock},
      {{"PUT", "/clock", "SetSpeed"}, set_speed},
      {{"POST", "/clock/advance", "AdvanceClock"}, advance},
      {{"POST", "/clock/next", "AdvanceToNextEvent"}, advance_to_next},
      {{"POST", "/clock/run-until-idle", "RunUntilIdle"}, run_to_idle},
      {{"GET", "/runs", "ListMockRuns"}, list_runs},
      {{"GET", "/runs/{run_id}", "GetMockRun"}, get_run},
      {{"POST", "/runs/{run_id}/cancel", "CancelMockRun"}, cancel_run},
      {{"POST", "/trigger", "PullTrigger"}, pull_trigger},
      {{"GET", "/scenario", "GetScenario"}, get_scenario},
      {{"PUT", "/scenario", "SetScenario"}, put_scenario},
      {{"GET", "/defects", "GetDefects"}, get_defects},
      {{"PUT", "/defects", "SetDefects"}, put_defects},
      {{"GET", "/persona", "GetPersona"}, get_persona},
      {{"PUT", "/persona", "SetPersona"}, put_persona},
      {{"GET", "/faults", "GetFaults"}, get_faults},
      {{"POST", "/faults", "AddFaults"}, add_faults},
      {{"DELETE", "/faults", "ClearFaults"}, clear_faults},
      {{"DELETE", "/faults/{fault}", "RemoveFault"}, remove_fault},
      {{"POST", "/reset", "Reset"}, reset},
      {{"GET", "/log", "GetLog"}, get_log},
      {{"DELETE", "/log", "ClearLog"}, clear_log},
      {{"GET", "/log/count", "CountLog"}, count_log},
      {{"POST", "/log/wait", "WaitForLog"}, wait_for_log},
      {{"POST", "/log/verify", "VerifyLog"}, verify_log},
      {{"GET", "/log/har", "GetHar"}, get_har},
      {{"GET", "/explain/{number}", "Explain"}, explain},
  };
  return table;
}

void nothing_sent(const Turn& turn) { core::Fields(turn.sent, turn.sent.root, "this request").finish(); }

Answer json_answer(const nlohmann::json& body, int status) {
  Answer answer;
  answer.response.status = status;
  answer.response.headers.add("Content-Type", "application/json");
  answer.response.headers.add("Cache-Control", "no-store");
  answer.response.body = json_text(body) + "\n";
  return answer;
}

Answer error_answer(int status, const core::Error& error) {
  nlohmann::json body{{"msg", error.what}, {"status_code", status}};
  if (!error.where.empty()) body["where"] = error.where;
  if (!error.hint.empty()) body["hint"] = error.hint;
  return json_answer(body, status);
}

}  // namespace assay::mock::control
