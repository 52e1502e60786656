// SPDX-License-Identifier: Apache-2.0
// Runs, from submission to end.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "mock_server/defects/common.hpp"
#include "mock_server/runs/runs.hpp"
#include "mock_server/script/timeline.hpp"

namespace assay::mock::common {

using nlohmann::json;
using schemas::Phase;

namespace {

void say_state(const Call& call, json& body, Phase from, const std::string& to) {
  on_runs(call, body, [&](json& run) {
    if (is_of(call, run, from)) run[names_of(call).state] = to;
  });
}

// A script that ends complete.
bool completes(const Timeline& timeline) { return timeline.steps.back().phase == Phase::complete; }

std::vector<Defect> submission_rows() {
  return {
      {.id = "common.submission-with-another-success",
       .says = "A submission is answered 203.",
       .answer =
           [](const Call& call, core::Response& answer) {
             if (succeeds(call, "RunWorkflow")) answer.status = 203;
           },
       .asks = {"submit-status"}},
      {.id = "common.submission-without-id",
       .says = "The answer to a submission names no run.",
       .body =
           [](const Call& call, json& body) {
             if (succeeds(call, "RunWorkflow")) body.erase(names_of(call).run_id);
           },
       .asks = {"run-id"},
       .may_ask = {"answer-schema"}},
      {.id = "common.begins-running",
       .says = "The answer to a submission says that the run works already.",
       .may_trip = {"SBT-40", "SBT-45"},
       .body =
           [](const Call& call, json& body) {
             if (succeeds(call, "RunWorkflow")) body[names_of(call).state] = word_of(call, Phase::running);
           },
       .asks = {"first-state"},
       .may_ask = {"end-only-when-ended"}},
      {.id = "common.detail-of-another-request",
       .says = "The detail of a run shows other texts than those that were sent.",
       .may_trip = {"HOR-42", "HOR-44", "SBT-48"},
       .body =
           [](const Call& call, json& body) {
             if (!shows_run(call)) return;
             const auto& names = names_of(call);
             for (auto& [name, value] : body.items()) {
               const bool known = name == names.run_id || name == names.state || name == names.created ||
                                  name == names.started || name == names.ended;
               if (value.is_string() && !known) value = value.get<std::string>() + "0";
             }
           },
       .asks = {"detail-echo"},
       .may_ask = {"answer-schema"}},
  };
}

std::vector<Defect> state_rows() {
  return {
      {.id = "common.runs-before-it-queues",
       .says = "A run works, then waits, then goes on as scripted.",
       .behave =
           [](Behaviour& behaviour) {
             behaviour.edit_timelines.push_back([](Timeline& timeline) {
               auto& steps = timeline.steps;
               if (steps.size() < 2) return;
               const Step waits = steps.front();
               steps.front().state = "RUNNING";
               steps.front().phase = Phase::running;
               steps[1].state = waits.state;
               steps[1].phase = waits.phase;
             });
           },
       .asks = {"state-order"},
       .may_ask = {"first-state", "times-in-order", "end-only-when-ended"}},
      {.id = "common.state-of-its-own",
       .says = "A run that waits says WAITING, which is no state of the dialect.",
       .body = [](const Call& call, json& body) { say_state(call, body, Phase::queued, "WAITING"); },
       .asks = {"known-states"},
       .may_ask = {"first-state", "answer-schema"}},
      {.id = "common.complete-turns-into-error",
       .says = "Three seconds after its end a complete run has failed.",
       .behave =
           [](Behaviour& behaviour) {
             behaviour.edit_timelines.push_back([](Timeline& timeline) {
               if (!completes(timeline)) return;
               const auto at = timeline.steps.back().at + std::chrono::seconds(3);
               timeline.steps.push_back(
                   {.at = at, .state = "SYSTEM_ERROR", .phase = Phase::system_error, .terminal = true});
             });
           },
       .asks = {"terminal-final"},
       .may_ask = {"views-agree", "ended-run-stays", "good-run-completes", "times-in-order"}},
      {.id = "common.good-run-fails",
       .says = "A workflow without a fault fails.",
       .behave =
           [](Behaviour& behaviour) {
             behaviour.edit_timelines.push_back([](Timeline& timeline) {
               if (!completes(timeline)) return;
               timeline.steps.back().state = "SYSTEM_ERROR";
               timeline.steps.back().phase = Phase::system_error;
             });
           },
       .asks = {"good-run-completes"}},
      {.id = "common.failing-run-completes",
       .says = "A run whose tool exits with an error ends complete.",
       .body =
           [](const Call& call, json& body) {
             say_state(call, body, Phase::executor_error, word_of(call, Phase::complete));
           },
       .asks = {"failing-run-fails"}},
      {.id = "common.list-lags-behind-for-ever",
       .says = "The list shows a run at work that is complete.",
       .body =
           [](const Call& call, json& body) {
             if (call.operation == "ListRuns")
               say_state(call, body, Phase::complete, word_of(call, Phase::running));
           },
       .asks = {"views-agree"},
       .may_ask = {"end-only-when-ended"}},
  };
}

}  // namespace

std::vector<Defect> run_rows() {
  std::vector<Defect> all = submission_rows();
  const auto states = state_rows();
  all.insert(all.end(), states.begin(), states.end());
  return all;
}

std::vector<Defect> cancel_rows() {
  return {
      {.id = "common.cancel-with-another-success",
       .says = "A cancel that is taken is answered 203.",
       .answer =
           [](const Call& call, core::Response& answer) {
             if (succeeds(call, "CancelRun")) answer.status = 203;
           },
       .asks = {"cancel-accepted"}},
      {.id = "common.cancel-never-ends",
       .says = "A run that is cancelled never comes to its end.",
       .behave = [](Behaviour& behaviour) { behaviour.cancel = Behaviour::Cancel::stuck; },
       .asks = {"cancel-ends"}},
      {.id = "common.cancelled-run-resumes",
       .says = "A run that was cancelled works again, and completes.",
       .behave = [](Behaviour& behaviour) { behaviour.cancel = Behaviour::Cancel::resurrect; },
       .asks = {"no-resurrection", "terminal-final"},
       .may_ask = {"cancel-ends", "state-order", "views-agree", "ended-run-stays", "times-in-order",
                   "end-only-when-ended", "cancel-ended"}},
      {.id = "common.takes-late-cancels",
       .says = "The cancel of a run that has ended is answered as if it were taken.",
       .may_trip = {"SBT-45"},
       .answer =
           [](const Call& call, core::Response& answer) {
             const bool stranger = call.status == call.site.dialect().auth.refused;
             if (call.operation != "CancelRun" || call.status < 400 || stranger) return;
             if (!call.site.runs().find(call.run_id)) return;
             answer.status = 299;
             answer.body.clear();
             answer.headers.remove("Content-Type");
           },
       .asks = {"cancel-ended"}},
      {.id = "common.cancels-ended-runs",
       .says = "A cancel turns a run that is complete into a cancelled one.",
       .behave = [](Behaviour& behaviour) { behaviour.cancels_ended_runs = true; },
       .asks = {"ended-run-stays"},
       .may_ask = {"cancel-ended", "terminal-final", "no-resurrection", "state-order", "views-agree"}},
  };
}

}  // namespace assay::mock::common
