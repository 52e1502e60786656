// SPDX-License-Identifier: Apache-2.0
#include "mock_server/defects/legal.hpp"

#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"
#include "mock_server/runs/runs.hpp"

namespace assay::mock {
namespace {

using nlohmann::json;

bool is_list(const Call& call) { return good(call, "ListRuns") || good(call, "ListTasks"); }

constexpr std::string_view kEmptyPages = "legal.empty-page-before-each";

// Each token leads to an empty page first, which has the token of the full one.
void token_of_an_empty_page(const Call& call, json& body) {
  if (!is_list(call)) return;
  const std::string token = body.value("next_page_token", "");
  if (token.empty()) return;
  call.site.notes(kEmptyPages)[call.operation + " e-" + token] = token;
  body["next_page_token"] = "e-" + token;
}

void empty_page(const Call& call, core::Response& answer) {
  if (call.status != 400) return;
  auto& known = call.site.notes(kEmptyPages);
  const auto token = known.find(call.operation + " " + query_of(call, "page_token").value_or(""));
  if (token == known.end()) return;
  answer.status = 200;
  answer.body = json{{call.operation == "ListRuns" ? "runs" : "task_logs", json::array()},
                     {"next_page_token", token->second}}
                    .dump();
}

// Whether the run had ended before it was cancelled.
bool had_ended(const Call& call) {
  const auto run = call.site.runs().find(call.run_id);
  return run && run->at(call.now).terminal() && !run->at(call.now).cancelling;
}

const std::vector<Defect>& page_rows() {
  static const std::vector<Defect> rows{
      {.id = "legal.token-on-the-last-page",
       .says = "Each page with items has a token; that of the last leads to an empty page.",
       .trips = {},
       .behave = [](Behaviour& behaviour) { behaviour.extra_empty_page = true; }},
      {.id = kEmptyPages,
       .says = "Each token leads to an empty page with the token of the next full one.",
       .trips = {},
       .body = token_of_an_empty_page,
       .answer = empty_page},
      {.id = "legal.oldest-first",
       .says = "Lists show the oldest run first; new runs come last.",
       .trips = {},
       .behave = [](Behaviour& behaviour) { behaviour.paging = Behaviour::Paging::ascending; }},
      {.id = "legal.null-end",
       .says = "The end of a list is told by a null next_page_token.",
       .trips = {},
       .body =
           [](const Call& call, json& body) {
             if (is_list(call) && body.value("next_page_token", "") == "") body["next_page_token"] = nullptr;
           }},
      {.id = "legal.nothing-at-the-end",
       .says = "The last page has no next_page_token.",
       .trips = {},
       .body =
           [](const Call& call, json& body) {
             if (is_list(call) && body.value("next_page_token", "") == "") body.erase("next_page_token");
           }},
      {.id = "legal.zero-is-an-empty-page",
       .says = "page_size=0 is answered with an empty page, which ends the list.",
       .trips = {},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.status != 400 || query_of(call, "page_size") != "0") return;
             answer.status = 200;
             answer.body = json{
                 {call.operation == "ListRuns" ? "runs" : "task_logs", json::array()},
                 {"next_page_token",
                  ""}}.dump();
           }},
      {.id = "legal.forbids-bad-tokens",
       .says = "A token that was never issued is answered 403.",
       .trips = {},
       .answer =
           [](const Call& call, core::Response& answer) {
             const bool lists = call.operation == "ListRuns" || call.operation == "ListTasks";
             if (lists && call.status == 400 && query_of(call, "page_token").value_or("") != "")
               refuse(answer, 403);
           }},
      {.id = "legal.bad-tokens-end-the-list",
       .says = "A token that was never issued, or was changed, leads to an empty page.",
       .trips = {},
       .behave = [](Behaviour& behaviour) { behaviour.bad_token = Behaviour::BadToken::empty_page; }},
      {.id = "legal.colons-in-ids",
       .says = "Run ids look like CWL:1f0a, and a colon is a reserved character.",
       .trips = {},
       .behave = [](Behaviour& behaviour) { behaviour.run_ids = "CWL:########-####"; }},
      {.id = "legal.statuses-in-the-list",
       .says = "Listed runs show run_id and state only.",
       .trips = {},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "ListRuns")) return;
             for (json& run : body["runs"]) run = {{"run_id", run["run_id"]}, {"state", run["state"]}};
           }},
  };
  return rows;
}

const std::vector<Defect>& shape_rows() {
  static const std::vector<Defect> rows{
      {.id = "legal.further-members",
       .says = "Every object of an answer has a member that WES does not know.",
       .trips = {},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) return;
             each_run(body, [](json& run) { run["x_cluster"] = {{"node", 7}}; });
             body["x_server_time"] = core::to_iso8601(call.now);
           }},
      {.id = "legal.charset",
       .says = "The Content-Type has a charset.",
       .trips = {},
       .answer =
           [](const Call&, core::Response& answer) {
             if (answer.headers.get("Content-Type") == "application/json")
               answer.headers.set("Content-Type", "application/json; charset=utf-8");
           }},
      {.id = "legal.no-times-and-codes",
       .says = "Logs have neither start_time nor end_time nor exit_code.",
       .trips = {},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) return;
             const auto strip = [](json& log) {
               for (const char* name : {"start_time", "end_time", "exit_code"}) log.erase(name);
             };
             each_log(body, strip);
             each_run(body, strip);
           }},
      {.id = "legal.text-that-few-can-hold",
       .says = "The outputs of a run hold an unpaired surrogate and a number beyond double.",
       .trips = {},
       .answer =
           [](const Call& call, core::Response& answer) {
             static constexpr std::string_view before = R"("outputs":{)";
             const std::size_t at = answer.body.find(before);
             if (!good(call, "GetRunLog") || at == std::string::npos) return;
             const bool is_empty = answer.body[at + before.size()] == '}';
             answer.body.insert(at + before.size(),
                                R"("file":"caf\udce9.txt","size":1e400)" + std::string(is_empty ? "" : ","));
           }},
      {.id = "legal.no-task-logs",
       .says = "The task_logs of a run log are null: WES 1.1 allows that, and has a list of tasks instead.",
       .trips = {},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunLog")) body["task_logs"] = nullptr;
           }},
      {.id = "legal.cancels-at-once",
       .says = "A cancelled run is CANCELED with the answer; CANCELING is never seen.",
       .trips = {},
       .behave = [](Behaviour& behaviour) { behaviour.cancel = Behaviour::Cancel::synchronous; }},
      {.id = "legal.ended-runs-refuse-cancels",
       .says = "The cancel of a run that ended by itself is answered 403.",
       .trips = {},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "CancelRun") && had_ended(call)) refuse(answer, 403);
           }},
      {.id = "legal.hides-foreign-runs",
       .says = "The run of another user is answered 404, as if there were none.",
       .trips = {},
       .behave = [](Behaviour& behaviour) { behaviour.hides_foreign_runs = true; },
       .needs_auth = true},
      {.id = "legal.closed-service-info",
       .says = "service-info asks for credentials too.",
       .trips = {},
       .behave = [](Behaviour& behaviour) { behaviour.service_info_needs_credentials = true; },
       .needs_auth = true},
  };
  return rows;
}

}  // namespace

const std::vector<Defect>& legal_shapes() {
  static const std::vector<Defect> rows = [] {
    auto all = page_rows();
    all.insert(all.end(), shape_rows().begin(), shape_rows().end());
    return all;
  }();
  return rows;
}

}  // namespace assay::mock
