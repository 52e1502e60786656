// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"

namespace assay::mock {
namespace {

using nlohmann::json;

// Credentials that no parser would take for a token: no blank, or far too long.
bool malformed(const Call& call) {
  const auto given = call.request.headers.get("Authorization");
  return given && (given->find(' ') == std::string_view::npos || given->size() > 4'000);
}

}  // namespace

const std::vector<Defect>& auth_defects() {
  static const std::vector<Defect> rows{
      {.id = "auth.accepts-no-credentials",
       .says = "A caller without credentials is taken for the first user.",
       .trips = {"AUT-01"},
       .may_trip = {"AUT-08"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts_no_credentials = true; },
       .needs_auth = true},
      {.id = "auth.accepts-any-credentials",
       .says = "Wrong credentials work like the first user.",
       .trips = {"AUT-02"},
       .may_trip = {"AUT-15", "AUT-16", "AUT-17"},
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
      {.id = "auth.reads-foreign-runs",
       .says = "A run can be read by every user who knows its id.",
       .trips = {"AUT-06"},
       .behave = [](Behaviour& behaviour) { behaviour.reads_every_users_runs = true; },
       .needs_auth = true},
      {.id = "auth.refuses-in-plain-text",
       .says = "A 401 and a 403 are a line of plain text.",
       .trips = {"AUT-07"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.status != 401 && call.status != 403) return;
             answer.headers.set("Content-Type", "text/plain");
             answer.body = "Unauthorized";
           },
       .needs_auth = true},
      {.id = "auth.tasks-are-open",
       .says = "A task of another user's run is shown to whoever knows its id.",
       .trips = {"AUT-06"},
       .may_trip = {"TIM-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.operation != "GetTask" || call.status != 403) return;
             answer.status = 200;
             answer.body = json{{"id", call.task_id}, {"name", "work"}}.dump();
           },
       .needs_auth = true},
      {.id = "auth.looks-before-it-asks",
       .says = "An unknown run is a 404 even for a caller without credentials.",
       .trips = {"AUT-08"},
       .behave = [](Behaviour& behaviour) { behaviour.looks_before_it_asks = true; },
       .needs_auth = true},
      {.id = "auth.scheme-case-matters",
       .says = "The scheme Bearer is refused in other case.",
       .trips = {"AUT-10"},
       .behave = [](Behaviour& behaviour) { behaviour.scheme_case_matters = true; },
       .needs_auth = true},
      {.id = "auth.echoes-credentials",
       .says = "A list tells which credentials it was asked with.",
       .trips = {"AUT-14"},
       .answer =
           [](const Call& call, core::Response& answer) {
             const auto given = call.request.headers.get("Authorization");
             if (given && call.operation == "ListRuns")
               answer.headers.set("X-Asked-With", std::string(*given));
           },
       .needs_auth = true},
      {.id = "auth.malformed-credentials-crash",
       .says = "Credentials that cannot be read are a server error.",
       .trips = {"AUT-16", "ERR-06"},
       .may_trip = {"AUT-17"},
       .body =
           [](const Call& call, json& body) {
             if (call.status == 401 && malformed(call)) body["status_code"] = 500;
           },
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.status == 401 && malformed(call)) answer.status = 500;
           },
       .needs_auth = true},
  };
  return rows;
}

}  // namespace assay::mock
