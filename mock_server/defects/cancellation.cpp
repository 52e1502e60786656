// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"
#include "mock_server/runs/runs.hpp"

namespace assay::mock {
namespace {

using nlohmann::json;
using schemas::Phase;
using namespace std::chrono_literals;

Phase phase_of(const Call& call) {
  const auto run = call.site.runs().find(call.run_id);
  return run ? run->at(call.now).step->phase : Phase::unknown;
}

// Whether this is the cancel of a run that has ended.
bool has_ended(const Call& call) {
  const auto phase = phase_of(call);
  return good(call, "CancelRun") &&
         (phase == Phase::complete || phase == Phase::executor_error || phase == Phase::canceled);
}

// Whether the run of a cancel had been cancelled by an earlier request.
bool is_repeated(const Call& call, std::string_view defect) {
  return good(call, "CancelRun") && !call.site.notes(defect).emplace(call.run_id, "").second;
}

void complete_late(Timeline& timeline) {
  if (timeline.on_cancel.empty()) return;
  timeline.on_cancel.push_back({20s, "COMPLETE", Phase::complete, true, 0});
}

const std::vector<Defect>& acceptance_rows() {
  static const std::vector<Defect> rows{
      {.id = "cancellation.answers-202",
       .says = "A cancel is answered 202.",
       .trips = {"CAN-01", "CAN-07", "CAN-09", "CAN-10", "CAN-14"},
       .may_trip = {"CAN-08"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "CancelRun")) answer.status = 202;
           }},
      {.id = "cancellation.answers-another-id",
       .says = "A cancel is answered with an id that is not the run's.",
       .trips = {"CAN-01"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "CancelRun")) body["run_id"] = "cancel-" + call.run_id;
           }},
      {.id = "cancellation.answers-nothing",
       .says = "A cancel is answered with an empty object.",
       .trips = {"CAN-01"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "CancelRun")) body = json::object();
           }},
      {.id = "cancellation.answers-without-a-body",
       .says = "A cancel is answered 200 without a body.",
       .trips = {"CAN-01"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (!good(call, "CancelRun")) return;
             answer.headers.remove("Content-Type");
             answer.body.clear();
           }},
      {.id = "cancellation.is-not-implemented",
       .says = "A cancel is answered 500 and has no effect.",
       .trips = {"CAN-01", "CAN-07", "CAN-08", "ERR-06"},
       .may_trip = {"CAN-09", "CAN-10", "CAN-14", "CAN-18"},
       .behave = [](Behaviour& behaviour) { behaviour.cancel = Behaviour::Cancel::nothing; },
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "CancelRun")) refuse(answer, 500, "not implemented");
           }},
      {.id = "cancellation.thanks-for-unknown-runs",
       .says = "The cancel of an unknown run is answered 200 with its id.",
       .trips = {"CAN-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.operation != "CancelRun" || call.status != 404) return;
             answer.status = 200;
             answer.body = json{{"run_id", call.run_id}}.dump();
           }},
      {.id = "cancellation.fails-for-unknown-runs",
       .says = "The cancel of an unknown run is answered 500.",
       .trips = {"CAN-06", "ERR-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.operation == "CancelRun" && call.status == 404) refuse(answer, 500, "no such run");
           }},
      {.id = "cancellation.ended-run-is-unknown",
       .says = "The cancel of a run that has ended is answered 404.",
       .trips = {"CAN-07", "CAN-08"},
       .may_trip = {"CAN-09"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (has_ended(call)) refuse(answer, 404, "no run of that id is in progress");
           }},
      {.id = "cancellation.ended-run-is-a-bad-request",
       .says = "The cancel of a run that has ended is answered 400.",
       .trips = {"CAN-07", "CAN-08"},
       .may_trip = {"CAN-09"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (has_ended(call)) refuse(answer, 400, "the run has ended");
           }},
      {.id = "cancellation.ended-run-is-a-conflict",
       .says = "The cancel of a run that has ended is answered 409.",
       .trips = {"CAN-07", "CAN-08", "ERR-07"},
       .may_trip = {"CAN-09"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (has_ended(call)) refuse(answer, 409, "the run has ended");
           }},
      {.id = "cancellation.takes-its-time",
       .says = "A cancel is answered after eleven seconds.",
       .trips = {"CAN-16"},
       .behave = [](Behaviour& behaviour) { behaviour.answers_after["CancelRun"] = 11s; }},
      {.id = "cancellation.second-is-refused",
       .says = "A run that has been cancelled answers 409 to further cancels.",
       .trips = {"CAN-08", "CAN-09"},
       .may_trip = {"ERR-07"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (is_repeated(call, "cancellation.second-is-refused"))
               refuse(answer, 409, "the run is being cancelled");
           }},
      {.id = "cancellation.second-fails",
       .says = "A run that has been cancelled answers 500 to further cancels.",
       .trips = {"CAN-08", "CAN-09", "CAN-10"},
       .may_trip = {"CAN-14", "ERR-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (is_repeated(call, "cancellation.second-fails")) refuse(answer, 500, "two cancels");
           }},
      {.id = "cancellation.fails-for-ended-runs",
       .says = "The cancel of a run that has ended is answered 500.",
       .trips = {"CAN-07", "CAN-08"},
       .may_trip = {"CAN-14", "ERR-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (has_ended(call)) refuse(answer, 500, "the run has ended");
           }},
      {.id = "cancellation.needs-a-length",
       .says = "A cancel without Content-Length is answered 411.",
       .trips = {"CAN-14"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "CancelRun") && !call.request.headers.has("Content-Length"))
               refuse(answer, 411, "no Content-Length");
           }},
      {.id = "cancellation.needs-a-type",
       .says = "A cancel with a body that has no Content-Type is answered 415.",
       .trips = {"CAN-14"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "CancelRun") && !call.request.body.empty() &&
                 !call.request.headers.has("Content-Type"))
               refuse(answer, 415, "no Content-Type");
           }},
      {.id = "cancellation.no-end-time",
       .says = "The run log of a CANCELED run has no end_time.",
       .trips = {"CAN-15"},
       .may_trip = {"RUN-09"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunLog") && body["state"] == "CANCELED") body["run_log"].erase("end_time");
           }},
      {.id = "cancellation.goes-on-with-tasks",
       .says = "A CANCELED run has one task more each time its tasks are listed.",
       .trips = {"CAN-17"},
       .may_trip = {"CON-06"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "ListTasks") || phase_of(call) != Phase::canceled) return;
             const auto more = call.site.counter("cancellation.goes-on-with-tasks") + 1;
             for (std::uint64_t i = 1; i <= more; ++i) {
               const auto name = "late-" + std::to_string(i);
               body["task_logs"].push_back({{"id", name}, {"name", name}});
             }
           }},
  };
  return rows;
}

const std::vector<Defect>& effect_rows() {
  static const std::vector<Defect> rows{
      {.id = "cancellation.does-nothing",
       .says = "Cancel answers 200 and the run goes on.",
       .trips = {"CAN-02", "CAN-18"},
       .behave = [](Behaviour& behaviour) { behaviour.cancel = Behaviour::Cancel::nothing; }},
      {.id = "cancellation.never-ends",
       .says = "A cancelled run stays in CANCELING.",
       .trips = {"CAN-18"},
       .may_trip = {"CAN-03"},  // the first wait in vain is not repeated
       .behave = [](Behaviour& behaviour) { behaviour.cancel = Behaviour::Cancel::stuck; }},
      {.id = "cancellation.forgets-early-cancels",
       .says = "A cancel before RUNNING is answered 200 and has no effect.",
       .trips = {"CAN-18"},
       .behave = [](Behaviour& behaviour) { behaviour.ignores_early_cancels = true; }},
      {.id = "cancellation.fails-while-initializing",
       .says = "A cancel of a run that is INITIALIZING is answered 500.",
       .trips = {"CAN-18"},
       .may_trip = {"ERR-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             const auto run = call.site.runs().find(call.run_id);
             if (!good(call, "CancelRun") || !run) return;
             const Situation before = state_at(*run->timeline, {run->marks.submitted}, call.now);
             if (before.step->phase == Phase::initializing) refuse(answer, 500, "the run is on its way");
           }},
      {.id = "cancellation.rises-again",
       .says = "A CANCELED run is RUNNING again after a fifth of a second, and ends COMPLETE.",
       .trips = {"CAN-11", "CAN-17"},
       .may_trip = {"CAN-03", "CAN-08", "CAN-10", "CON-10", "STA-09", "STM-02", "STM-03", "STM-04", "TIM-06"},
       .behave = [](Behaviour& behaviour) { behaviour.cancel = Behaviour::Cancel::resurrect; }},
      {.id = "cancellation.completes-late",
       .says = "Twenty seconds after its cancel a CANCELED run is COMPLETE.",
       .trips = {"CAN-17"},
       .may_trip = {"CAN-03", "CAN-08", "CON-10", "TIM-04", "STA-09", "STM-02", "TIM-06"},
       .behave = [](Behaviour& behaviour) { behaviour.edit_timelines.push_back(complete_late); }},
      {.id = "cancellation.deletes-the-run",
       .says = "A cancelled run is gone: 404, and out of the list.",
       .trips = {"CAN-05"},
       .may_trip = {"CAN-09", "LST-11", "LST-12", "PAG-08", "PAG-10"},
       .behave = [](Behaviour& behaviour) { behaviour.cancel_deletes_run = true; }},
      {.id = "cancellation.makes-unknown-runs",
       .says = "The cancel of an unknown id makes a run of it.",
       .trips = {"CAN-06"},
       .behave = [](Behaviour& behaviour) { behaviour.unknown_run_is_cancelled = true; }},
      {.id = "cancellation.changes-an-ended-run",
       .says = "Cancelling a run that has ended makes it CANCELED.",
       .trips = {"CAN-07", "CAN-08"},
       .may_trip = {"STM-02", "STM-05", "STA-09", "TIM-06"},
       .behave = [](Behaviour& behaviour) { behaviour.cancels_ended_runs = true; }},
      {.id = "cancellation.get-cancels",
       .says = "GET on the cancel path cancels, as POST does.",
       .trips = {"CAN-12"},
       .may_trip = {"HTTP-02", "HTTP-18", "STM-05"},
       .behave = [](Behaviour& behaviour) { behaviour.get_cancels = true; }},
      {.id = "cancellation.anybody-cancels",
       .says = "Whoever has credentials cancels any run.",
       .trips = {"CAN-13"},
       .may_trip = {"AUT-06", "STM-05"},
       .behave = [](Behaviour& behaviour) { behaviour.cancels_every_users_runs = true; },
       .needs_auth = true},
  };
  return rows;
}

}  // namespace

const std::vector<Defect>& cancellation_defects() {
  static const std::vector<Defect> rows = [] {
    auto all = acceptance_rows();
    all.insert(all.end(), effect_rows().begin(), effect_rows().end());
    return all;
  }();
  return rows;
}

}  // namespace assay::mock
