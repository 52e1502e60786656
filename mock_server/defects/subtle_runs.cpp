// SPDX-License-Identifier: Apache-2.0
// Lies about runs that show at one page size, of another run, or some time later.
#include <nlohmann/json.hpp>

#include "mock_server/defects/subtle.hpp"
#include "mock_server/defects/tools.hpp"
#include "mock_server/runs/runs.hpp"

namespace assay::mock {
namespace {

using nlohmann::json;
using schemas::Phase;

bool is_sized(const Call& call, std::string_view size) {
  return good(call, "ListRuns") && query_of(call, "page_size") == size;
}

bool has_more(const json& body) { return body.value("next_page_token", "") != ""; }

// The list, and with it runs of these ids.
void show_too(const Call& call, json& body, std::string_view defect) {
  if (!good(call, "ListRuns") || has_token(call)) return;
  for (const auto& [id, nothing] : call.site.notes(defect))
    body["runs"].push_back({{"run_id", id}, {"state", "QUEUED"}});
}

void complete_on_cancel(Timeline& timeline) {
  for (Step& step : timeline.on_cancel) {
    if (step.phase != Phase::canceled) continue;
    step.state = "COMPLETE";
    step.phase = Phase::complete;
  }
}

const std::vector<Defect>& shown_rows() {
  static const std::vector<Defect> rows{
      {.id = "pagination.loses-a-run-of-ten",
       .says = "With page_size=10 the last run of each page that leads on is missing.",
       .trips = {"PAG-06"},
       .body =
           [](const Call& call, json& body) {
             if (is_sized(call, "10") && has_more(body)) body["runs"].erase(body["runs"].size() - 1);
           }},
      {.id = "pagination.loses-the-oldest",
       .says = "Without page_size the oldest run of the list is missing.",
       .trips = {"PAG-06"},
       .may_trip = {"PAG-11", "LST-12", "CON-08", "LST-16"},
       .body =
           [](const Call& call, json& body) {
             const bool plain = good(call, "ListRuns") && !query_of(call, "page_size");
             if (plain && !has_more(body) && body["runs"].size() > 1)
               body["runs"].erase(body["runs"].size() - 1);
           }},
      {.id = "pagination.small-pages-are-empty",
       .says = "With page_size=1 every page is empty, and leads to the next.",
       .trips = {"PAG-25"},
       .may_trip = {"PAG-06", "HTTP-24"},
       .body =
           [](const Call& call, json& body) {
             if (is_sized(call, "1") && has_more(body)) body["runs"] = json::array();
           }},
      {.id = "listing.hides-running-runs",
       .says = "The list leaves out runs that are RUNNING.",
       .trips = {"LST-11"},
       .may_trip = {"PAG-06", "PAG-10", "LST-16", "CON-08"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "ListRuns")) return;
             json others = json::array();
             for (const json& run : body["runs"]) {
               if (run.value("state", "") != "RUNNING") others.push_back(run);
             }
             body["runs"] = others;
           }},
      {.id = "listing.ends-before-its-state",
       .says = "A listed run that is RUNNING shows an end_time.",
       .trips = {"TIM-05"},
       .may_trip = {"TIM-06", "CON-04"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "ListRuns")) return;
             for (json& run : body["runs"]) {
               if (run.value("state", "") == "RUNNING") run["end_time"] = core::to_iso8601(call.now);
             }
           }},
      {.id = "http_hygiene.head-makes-a-run",
       .says = "HEAD on a run that does not exist makes a run of that id.",
       .trips = {"HTTP-18"},
       .body = [](const Call& call, json& body) { show_too(call, body, "http_hygiene.head-makes-a-run"); },
       .answer =
           [](const Call& call, core::Response&) {
             if (call.request.method == "HEAD" && call.status == 404 && !call.run_id.empty())
               call.site.notes("http_hygiene.head-makes-a-run")[call.run_id];
           }},
      {.id = "cancellation.unknown-run-appears",
       .says = "The cancel of an unknown id is answered 404, and the list shows a run of it.",
       .trips = {"CAN-06"},
       .may_trip = {"LST-18", "CON-08"},
       .body = [](const Call& call, json& body) { show_too(call, body, "cancellation.unknown-run-appears"); },
       .answer =
           [](const Call& call, core::Response&) {
             if (call.operation == "CancelRun" && call.status == 404)
               call.site.notes("cancellation.unknown-run-appears")[call.run_id];
           }},
      {.id = "cancellation.completes-the-run",
       .says = "A run that is cancelled ends COMPLETE.",
       .trips = {"CAN-03"},
       .may_trip = {"CAN-18", "CAN-17", "STM-04"},
       .behave = [](Behaviour& behaviour) { behaviour.edit_timelines.push_back(complete_on_cancel); }},
      {.id = "tasks.urls-lead-inside",
       .says = "The stdout of a task is a URL of the service's own network.",
       .trips = {"RUN-25"},
       .may_trip = {"TSK-09"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "ListTasks")) return;
             for (json& task : body["task_logs"]) task["stdout"] = "http://tes-worker:8000/stdout";
           }},
      {.id = "run_log.outputs-lead-inside",
       .says = "An output of a complete run is a file of a store in the service's own network.",
       .trips = {"RUN-25"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunLog") && body.value("state", "") == "COMPLETE")
               body["outputs"] = {{"said", {{"class", "File"}, {"location", "http://minio:9000/said.txt"}}}};
           }},
  };
  return rows;
}

}  // namespace

const std::vector<Defect>& subtle_run_defects() { return shown_rows(); }

}  // namespace assay::mock
