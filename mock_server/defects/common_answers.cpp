// SPDX-License-Identifier: Apache-2.0
// Refusals, times, and what answers are made of.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "mock_server/defects/common.hpp"

namespace assay::mock::common {

using nlohmann::json;
using schemas::Phase;

namespace {

bool is_malformed(const Call& call) { return call.run_id == "not-an-id"; }

// Calls `edit` with each run and each task of a good answer.
void on_timed(const Call& call, json& body, const std::function<void(json& object)>& edit) {
  on_runs(call, body, edit);
  if (succeeds(call, "GetTask")) edit(body);
  if (json* tasks = items_of(call, body, "ListTasks")) std::for_each(tasks->begin(), tasks->end(), edit);
}

}  // namespace

std::vector<Defect> refusal_rows() {
  return {
      {.id = "common.unknown-run-is-a-bad-request",
       .says = "What is asked of a run that does not exist is answered 400.",
       .may_trip = {"HOR-40", "HOR-45", "SBT-52"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.status == 404 && call.operation != "GetTask" && !is_malformed(call))
               answer.status = 400;
           },
       .asks = {"unknown-run"},
       .may_ask = {"error-shape"}},
      {.id = "common.malformed-id-is-a-server-error",
       .says = "An id that no run can have is answered 500.",
       .may_trip = {"HOR-45"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (is_malformed(call) && call.status >= 400) answer.status = 500;
           },
       .asks = {"malformed-id"},
       .may_ask = {"error-shape"}},
      {.id = "common.reads-fail-now-and-then",
       .says = "Every fifth read of a run is answered 500.",
       .may_trip = {"HOR-43", "HOR-45", "SBT-53"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (shows_run(call) && call.site.counter("common.reads-fail-now-and-then") % 5 == 4)
               refuse(answer, 500);
           },
       .asks = {"reads-served"},
       .may_ask = {"error-shape", "answer-schema"}},
      {.id = "common.error-without-message",
       .says = "An error has no text for the caller.",
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) body.erase(names_of(call).error_message);
           },
       .asks = {"error-shape"},
       .may_ask = {"answer-schema"}},
      {.id = "common.takes-no-credentials",
       .says = "A caller without credentials is served.",
       .behave = [](Behaviour& behaviour) { behaviour.accepts_no_credentials = true; },
       .needs_auth = true,
       .asks = {"no-credentials"}},
      {.id = "common.takes-any-credentials",
       .says = "A caller with wrong credentials is served.",
       .behave = [](Behaviour& behaviour) { behaviour.accepts_any_credentials = true; },
       .needs_auth = true,
       .asks = {"wrong-credentials"}},
  };
}

std::vector<Defect> answer_rows() {
  return {
      {.id = "common.times-in-words",
       .says = "The start of a run is written as \"just now\".",
       .body =
           [](const Call& call, json& body) {
             on_timed(call, body, [&](json& object) {
               const auto& started = names_of(call).started;
               if (!text_at(object, started).empty()) object[started] = "just now";
             });
           },
       .asks = {"time-form"},
       .may_ask = {"answer-schema"}},
      {.id = "common.starts-after-its-end",
       .says = "What has ended shows a start in the year 2100.",
       .body =
           [](const Call& call, json& body) {
             on_timed(call, body, [&](json& object) {
               const auto& names = names_of(call);
               if (!text_at(object, names.ended).empty()) object[names.started] = "2100-01-01T00:00:00Z";
             });
           },
       .asks = {"times-in-order"}},
      {.id = "common.end-of-what-goes-on",
       .says = "A run that works shows its start as its end.",
       .body =
           [](const Call& call, json& body) {
             on_runs(call, body, [&](json& run) {
               const auto& names = names_of(call);
               const std::string start = text_at(run, names.started);
               if (is_of(call, run, Phase::running) && !start.empty()) run[names.ended] = start;
             });
           },
       .asks = {"end-only-when-ended"}},
      {.id = "common.message-is-a-list",
       .says = "The text of an error is a list.",
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) body[names_of(call).error_message] = json::array({"no"});
           },
       .asks = {"answer-schema", "error-shape"}},
      {.id = "common.json-as-text",
       .says = "Good answers are labelled text/plain.",
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.status / 100 == 2 && !answer.body.empty())
               answer.headers.set("Content-Type", "text/plain");
           },
       .asks = {"content-type"}},
      {.id = "common.bytes-after-the-body",
       .says = "A line break follows the body of a run.",
       .wire =
           [](const Call& call, std::string& bytes) {
             if (shows_run(call) && call.request.method == "GET") bytes += "\r\n";
           },
       .asks = {"framing"}},
  };
}

}  // namespace assay::mock::common
