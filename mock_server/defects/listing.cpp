// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/url.hpp"
#include "mock_server/defects/tools.hpp"
#include "mock_server/runs/runs.hpp"

namespace assay::mock {

using nlohmann::json;

namespace {

// Calls `edit` with each item of a good list of runs.
void each_item(const Call& call, json& body, void (*edit)(const Call& call, json& run)) {
  if (!good(call, "ListRuns")) return;
  for (json& run : body["runs"]) edit(call, run);
}

void hide(const Call& call, json& body, bool (*hidden)(const Call& call, const json& run)) {
  if (!good(call, "ListRuns")) return;
  json kept = json::array();
  for (const json& run : body["runs"]) {
    if (!hidden(call, run)) kept.push_back(run);
  }
  body["runs"] = std::move(kept);
}

bool is_in(const json& run, std::string_view state) { return run.value("state", "") == state; }

// A first page whose size was left to the server: there is room for more.
bool is_roomy(const Call& call, const json& body) {
  return good(call, "ListRuns") && !query_of(call, "page_size") && !query_of(call, "page_token") &&
         !body.at("runs").empty();
}

}  // namespace

const std::vector<Defect>& listing_defects() {
  static const std::vector<Defect> rows{
      {.id = "listing.workflows-in-place-of-runs",
       .says = "The list is in the member workflows, as in WES 0.x.",
       .trips = {"LST-01"},
       .may_trip = {"LST-11", "LST-12", "LST-17", "PAG-03", "PAG-06", "CON-02", "CON-08"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "ListRuns")) return;
             body["workflows"] = std::move(body["runs"]);
             body.erase("runs");
           }},
      {.id = "listing.ids-are-null",
       .says = "A listed run that failed has null as run_id.",
       .trips = {"LST-02"},
       .may_trip = {"LST-12"},
       .body =
           [](const Call& call, json& body) {
             each_item(call, body, [](const Call&, json& run) {
               if (is_in(run, "EXECUTOR_ERROR")) run["run_id"] = nullptr;
             });
           }},
      {.id = "listing.says-done",
       .says = "The list says DONE of a run that is COMPLETE.",
       .trips = {"LST-03"},
       .may_trip = {"STM-01", "STM-02", "CON-02"},
       .body =
           [](const Call& call, json& body) {
             each_item(call, body, [](const Call&, json& run) {
               if (is_in(run, "COMPLETE")) run["state"] = "DONE";
             });
           }},
      {.id = "listing.no-state",
       .says = "Listed runs have no state.",
       .trips = {"LST-04"},
       .may_trip = {"CON-02", "CON-10"},
       .body = [](const Call& call,
                  json& body) { each_item(call, body, [](const Call&, json& run) { run.erase("state"); }); }},
      {.id = "listing.times-without-tags",
       .says = "Listed runs have times, but no tags.",
       .trips = {"LST-06"},
       .body = [](const Call& call,
                  json& body) { each_item(call, body, [](const Call&, json& run) { run.erase("tags"); }); }},
      {.id = "listing.tags-hold-numbers",
       .says = "The tags of listed runs hold a number.",
       .trips = {"LST-07"},
       .may_trip = {"CON-05"},
       .body =
           [](const Call& call, json& body) {
             each_item(call, body, [](const Call&, json& run) { run["tags"]["attempt"] = 1; });
           }},
      {.id = "listing.times-are-numbers",
       .says = "The times of listed runs are seconds since 1970.",
       .trips = {"LST-07"},
       .may_trip = {"TIM-01", "TIM-02", "TIM-09"},
       .body =
           [](const Call& call, json& body) {
             each_item(call, body, [](const Call&, json& run) {
               for (const auto* name : {"start_time", "end_time"}) {
                 if (run.contains(name)) run[name] = 1767225600;
               }
             });
           }},
      {.id = "listing.tags-are-empty",
       .says = "The tags of listed runs are always empty.",
       .trips = {"LST-08"},
       .may_trip = {"CON-05"},
       .body =
           [](const Call& call, json& body) {
             each_item(call, body, [](const Call&, json& run) { run["tags"] = json::object(); });
           }},
      {.id = "listing.tags-of-another-run",
       .says = "Every listed run has the tags of the last on its page.",
       .trips = {"LST-08"},
       .may_trip = {"CON-05"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "ListRuns") || body["runs"].empty()) return;
             const json tags = body["runs"].back().value("tags", json::object());
             for (json& run : body["runs"]) run["tags"] = tags;
           }},
      {.id = "listing.token-is-a-number",
       .says = "The next_page_token is a number, 0 at the end.",
       .trips = {"LST-09"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "ListRuns")) body["next_page_token"] = body["next_page_token"] == "" ? 0 : 2;
           }},
      {.id = "listing.order-changes",
       .says = "Every second list has its runs in reverse, where no page_size was asked for.",
       .trips = {"LST-10"},
       .may_trip = {"PAG-07"},
       .body =
           [](const Call& call, json& body) {
             if (is_roomy(call, body) && call.site.counter("listing.order-changes") % 2 == 1) {
               std::reverse(body["runs"].begin(), body["runs"].end());
             }
           }},
      {.id = "listing.new-runs-come-late",
       .says = "A run is not listed in the first quarter of a minute after its submission.",
       .trips = {"LST-11"},
       .may_trip = {"PAG-06", "PAG-08", "PAG-10", "PAG-27", "PAG-28", "CON-08", "PAG-25", "CAN-05"},
       .body =
           [](const Call& call, json& body) {
             hide(call, body, [](const Call& asked, const json& run) {
               const auto known = asked.site.runs().find(run["run_id"].get<std::string>());
               return known && asked.now - known->marks.submitted < std::chrono::seconds(15);
             });
           }},
      {.id = "listing.new-runs-are-not-listed",
       .says = "A run is listed a minute after its submission at the earliest.",
       .trips = {"LST-11"},
       .may_trip = {"LST-01", "LST-12", "PAG-06", "PAG-08", "PAG-10", "PAG-27", "PAG-28", "CON-08", "PAG-25",
                    "CAN-05"},
       .body =
           [](const Call& call, json& body) {
             hide(call, body, [](const Call& asked, const json& run) {
               const auto known = asked.site.runs().find(run["run_id"].get<std::string>());
               return known && asked.now - known->marks.submitted < std::chrono::seconds(60);
             });
           }},
      {.id = "listing.shows-what-was-read",
       .says = "A run is listed once its log has been read after its end.",
       .trips = {"LST-11"},
       .may_trip = {"LST-01", "LST-12", "PAG-06", "PAG-08", "PAG-10", "PAG-27", "PAG-28", "CON-08", "PAG-25",
                    "CAN-05"},
       .body =
           [](const Call& call, json& body) {
             auto& read = call.site.notes("listing.shows-what-was-read");
             if (good(call, "GetRunLog") && call.site.dialect().is_terminal(body["state"].get<std::string>()))
               read[call.run_id] = "read";
             if (!good(call, "ListRuns")) return;
             json kept = json::array();
             for (const json& run : body["runs"]) {
               if (read.contains(run["run_id"].get<std::string>())) kept.push_back(run);
             }
             body["runs"] = std::move(kept);
           }},
      {.id = "listing.forgets-finished-runs",
       .says = "A run that is COMPLETE is not listed.",
       .trips = {"LST-12"},
       .may_trip = {"LST-16", "PAG-06", "PAG-08", "PAG-10", "PAG-27", "PAG-28", "CON-08", "LST-11", "PAG-25"},
       .body =
           [](const Call& call, json& body) {
             hide(call, body, [](const Call&, const json& run) { return is_in(run, "COMPLETE"); });
           }},
      {.id = "listing.forgets-failed-runs",
       .says = "A run that failed is not listed.",
       .trips = {"LST-12"},
       .body =
           [](const Call& call, json& body) {
             hide(call, body, [](const Call&, const json& run) { return is_in(run, "EXECUTOR_ERROR"); });
           }},
      {.id = "listing.forgets-cancelled-runs",
       .says = "A run that was cancelled is not listed.",
       .trips = {"LST-12"},
       .may_trip = {"PAG-25", "PAG-10", "CAN-16", "CAN-05"},
       .body =
           [](const Call& call, json& body) {
             hide(call, body, [](const Call&, const json& run) { return is_in(run, "CANCELED"); });
           }},
      {.id = "listing.shows-runs-of-others",
       .says = "The list holds the runs of every user.",
       .trips = {"LST-13"},
       .may_trip = {"LST-18"},
       .behave = [](Behaviour& behaviour) { behaviour.lists_every_users_runs = true; },
       .needs_auth = true},
      {.id = "listing.repeats-a-run-on-a-page",
       .says = "The first run of a page stands on it once more, where there is room.",
       .trips = {"LST-14"},
       .may_trip = {"PAG-05"},
       .body =
           [](const Call& call, json& body) {
             if (is_roomy(call, body)) body["runs"].push_back(json(body["runs"].front()));
           }},
      {.id = "listing.refuses-unknown-parameters",
       .says = "A query parameter that WES does not know is refused with 400.",
       .trips = {"LST-15"},
       .answer =
           [](const Call& call, core::Response& answer) {
             const auto mark = call.request.target.find('?');
             if (!good(call, "ListRuns") || mark == std::string::npos) return;
             for (const auto& [name, value] : core::decode_query(call.request.target.substr(mark + 1))) {
               if (name != "page_size" && name != "page_token") return refuse(answer, 400);
             }
           }},
      {.id = "listing.cancels-what-it-lists",
       .says = "A run that is listed after it has ended becomes CANCELED.",
       .trips = {"LST-16"},
       .may_trip = {"STM-02", "STM-05", "CAN-08", "CON-02", "CON-10", "HTTP-18", "TIM-06"},
       .body =
           [](const Call& call, json& body) {
             each_item(call, body, [](const Call& asked, json& run) {
               const auto known = asked.site.runs().find(run["run_id"].get<std::string>());
               if (!known || !known->at(asked.now).terminal()) return;
               asked.site.runs().cancel(known->serial, asked.now, true);
             });
           }},
      {.id = "listing.empty-list-is-null",
       .says = "A list without runs has null in place of the array.",
       .trips = {"LST-17"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "ListRuns") && !query_of(call, "page_token") && body["runs"].empty())
               body["runs"] = nullptr;
           }},
      {.id = "listing.lists-what-is-not-there",
       .says = "The list ends with a run that no other operation knows, where there is room.",
       .trips = {"LST-18"},
       .may_trip = {"PAG-35"},
       .body =
           [](const Call& call, json& body) {
             if (!is_roomy(call, body)) return;
             body["runs"].push_back({{"run_id", "a-run-of-long-ago"}, {"state", "COMPLETE"}});
           }},
      {.id = "listing.explicit-nulls",
       .says = "A listed run that has not ended has null as end_time.",
       .trips = {"LST-19"},
       .may_trip = {"TIM-01"},
       .body =
           [](const Call& call, json& body) {
             each_item(call, body, [](const Call&, json& run) {
               if (!run.contains("end_time")) run["end_time"] = nullptr;
             });
           }},
  };
  return rows;
}

}  // namespace assay::mock
