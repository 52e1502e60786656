// SPDX-License-Identifier: Apache-2.0
// What only a service of Seven Bridges tasks can get wrong.

#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"
#include "mock_server/runs/runs.hpp"
#include "mock_server/script/drafts.hpp"

namespace assay::mock {
namespace {

using nlohmann::json;
using schemas::Phase;

bool done(const Call& call, std::string_view operation) {
  return call.operation == operation && call.status / 100 == 2;
}
bool refused(const Call& call, std::string_view operation) {
  return call.operation == operation && call.status == 400;
}

bool is_draft(const Call& call) {
  const auto run = call.site.runs().find(call.run_id);
  return run && run->at(call.now).step->phase == Phase::draft;
}

void start(const Call& call, std::uint64_t serial) {
  call.site.runs().trigger(start_trigger, call.now, serial);
}

// A refusal becomes a success, whose body is the id and the state.
void grant(const Call& call, core::Response& answer) {
  const auto run = call.site.runs().find(call.run_id);
  answer.status = 200;
  answer.reason.clear();
  if (run) answer.body = json{{"id", run->id}, {"status", run->at(call.now).step->state}}.dump();
}

const std::vector<Defect>& action_rows() {
  static const std::vector<Defect> rows{
      {.id = "sevenbridges.makes-no-drafts",
       .says = "A task is started when it is made, whether asked for or not.",
       .trips = {"SBT-40"},
       .may_trip = {"SBT-41", "SBT-42", "SBT-43", "SBT-45", "SBT-46", "SBT-48", "SBT-51", "SBT-52"},
       .body =
           [](const Call& call, json& body) {
             if (!done(call, "RunWorkflow")) return;
             start(call, call.site.runs().last_serial());
             if (body["status"] == "DRAFT") body["status"] = "QUEUED";
           }},
      {.id = "sevenbridges.drafts-start-by-themselves",
       .says = "A draft that nobody starts is QUEUED when it is looked at the second time.",
       .trips = {"SBT-41"},
       .may_trip = {"SBT-46", "SBT-48"},
       .body =
           [](const Call& call, json&) {
             if (!done(call, "GetRunStatus") || !is_draft(call)) return;
             start(call, call.site.runs().find(call.run_id)->serial);
           }},
      {.id = "sevenbridges.start-is-created",
       .says = "The start of a draft is answered 201.",
       .trips = {"SBT-42"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (done(call, "StartDraft")) answer.status = 201;
           }},
      {.id = "sevenbridges.starts-twice",
       .says = "The start of a task that is no draft is answered 200.",
       .trips = {"SBT-43"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (refused(call, "StartDraft")) grant(call, answer);
           }},
      {.id = "sevenbridges.refuses-without-a-reason",
       .says = "What the state of a task does not allow is refused with the code of any bad request.",
       .trips = {"SBT-44"},
       .body =
           [](const Call& call, json& body) {
             if (refused(call, "StartDraft") || refused(call, "CancelRun")) body["code"] = 90000;
           }},
      {.id = "sevenbridges.aborts-drafts",
       .says = "The abort of a draft is answered 200.",
       .trips = {"SBT-45"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (refused(call, "CancelRun") && is_draft(call)) grant(call, answer);
           }},
      {.id = "sevenbridges.clone-is-the-same",
       .says = "The clone of a task has the id of its origin.",
       .trips = {"SBT-46"},
       .body =
           [](const Call& call, json& body) {
             if (done(call, "CloneRun")) body["id"] = call.run_id;
           }},
      {.id = "sevenbridges.clones-start",
       .says = "The clone of a task is started, whether asked for or not.",
       .trips = {"SBT-46"},
       .body =
           [](const Call& call, json&) {
             if (done(call, "CloneRun")) start(call, call.site.runs().last_serial());
           }},
      {.id = "sevenbridges.clone-of-another-app",
       .says = "A clone runs the next revision of the app.",
       .trips = {"SBT-47"},
       .body =
           [](const Call& call, json& body) {
             if (done(call, "GetRunStatus") && body.contains("origin_id"))
               body["app"] = body.value("app", "") + "/next";
           }},
      {.id = "sevenbridges.forgets-descriptions",
       .says = "The description of a task is never kept.",
       .trips = {"SBT-48"},
       .body =
           [](const Call&, json& body) {
             if (body.contains("description")) body["description"] = "";
           }},
      {.id = "sevenbridges.takes-late-changes",
       .says = "A change of the inputs of a task that has been started is answered 200.",
       .trips = {"SBT-49"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (refused(call, "EditRun")) grant(call, answer);
           }},
      {.id = "sevenbridges.names-are-for-ever",
       .says = "A task that has been started cannot be renamed.",
       .trips = {"SBT-50"},
       .body =
           [](const Call& call, json& body) {
             if (done(call, "EditRun") && !is_draft(call)) body["name"] = "as it was";
           }},
      {.id = "sevenbridges.delete-answers-200",
       .says = "The delete of a draft is answered 200.",
       .trips = {"SBT-51"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (done(call, "DeleteRun")) answer.status = 200;
           }},
      {.id = "sevenbridges.deleted-drafts-are-forbidden",
       .says = "A draft that was deleted is answered 403.",
       .trips = {"SBT-52"},
       .may_trip = {"SBT-24"},
       .answer =
           [](const Call& call, core::Response& answer) {
             auto& gone = call.site.notes("sevenbridges.deleted-drafts-are-forbidden");
             if (done(call, "DeleteRun")) gone[call.run_id] = "deleted";
             if (call.status == 404 && gone.contains(call.run_id)) answer.status = 403;
           }},
      {.id = "sevenbridges.deletes-anything",
       .says = "A task that has been started is deleted like a draft.",
       .trips = {"SBT-53"},
       .answer =
           [](const Call& call, core::Response& answer) {
             const auto run = call.site.runs().find(call.run_id);
             if (!refused(call, "DeleteRun") || !run) return;
             call.site.runs().remove(run->serial, call.now);
             answer.status = 204;
             answer.body.clear();
             answer.headers.remove("Content-Type");
           }},
  };
  return rows;
}

const std::vector<Defect>& promise_rows() {
  static const std::vector<Defect> rows{
      {.id = "sevenbridges.no-total",
       .says = "Pages have no X-Total-Matching-Query.",
       .trips = {"SBT-54"},
       .answer = [](const Call&,
                    core::Response& answer) { answer.headers.remove("X-Total-Matching-Query"); }},
      {.id = "sevenbridges.total-of-the-page",
       .says = "X-Total-Matching-Query is how many tasks the page holds.",
       .trips = {"SBT-55"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (!done(call, "ListRuns")) return;
             const auto items = json::parse(answer.body)["items"].size();
             answer.headers.set("X-Total-Matching-Query", std::to_string(items));
           }},
      {.id = "sevenbridges.total-is-one-too-many",
       .says = "X-Total-Matching-Query counts one task that no page shows.",
       .trips = {"SBT-55"},
       .answer =
           [](const Call& call, core::Response& answer) {
             const auto total = answer.headers.get("X-Total-Matching-Query");
             if (!done(call, "ListRuns") || !total) return;
             answer.headers.set("X-Total-Matching-Query",
                                std::to_string(std::stoull(std::string(*total)) + 1));
           }},
      {.id = "sevenbridges.fields-are-passed-over",
       .says = "A task shows its inputs, whatever `fields` says.",
       .trips = {"SBT-56"},
       .body =
           [](const Call& call, json& body) {
             if (done(call, "GetRunStatus") && query_of(call, "fields")) body["inputs"] = json::object();
           }},
      {.id = "sevenbridges.no-jobs",
       .says = "The execution details have no jobs.",
       .trips = {"SBT-57"},
       .body =
           [](const Call& call, json& body) {
             if (done(call, "GetRunDetails")) body["jobs"] = json::array();
           }},
      {.id = "sevenbridges.jobs-go-on",
       .says = "The first job of a task is RUNNING for ever.",
       .trips = {"SBT-57"},
       .body =
           [](const Call& call, json& body) {
             if (done(call, "GetRunDetails") && !body["jobs"].empty()) body["jobs"][0]["status"] = "RUNNING";
           }},
      {.id = "sevenbridges.rate-has-no-end",
       .says = "X-RateLimit-Reset is a date.",
       .trips = {"SBT-58"},
       .answer =
           [](const Call& call, core::Response& answer) {
             answer.headers.set("X-RateLimit-Reset", core::to_http_date(call.now));
           }},
      {.id = "sevenbridges.rate-never-falls",
       .says = "X-RateLimit-Remaining is always 999.",
       .trips = {"SBT-59"},
       .answer = [](const Call&,
                    core::Response& answer) { answer.headers.set("X-RateLimit-Remaining", "999"); }},
      {.id = "sevenbridges.codes-are-text",
       .says = "The code of a refusal is a string.",
       .trips = {"SBT-60"},
       .may_trip = {"SBT-24", "SBT-30", "SBT-44"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call) && body.contains("code")) body["code"] = body["code"].dump();
           }},
  };
  return rows;
}

}  // namespace

const std::vector<Defect>& sevenbridges_defects() {
  static const std::vector<Defect> rows = [] {
    auto all = action_rows();
    all.insert(all.end(), promise_rows().begin(), promise_rows().end());
    for (auto& defect : all) defect.dialect = "sevenbridges";
    return all;
  }();
  return rows;
}

}  // namespace assay::mock
