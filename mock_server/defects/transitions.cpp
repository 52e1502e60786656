// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"
#include "mock_server/runs/runs.hpp"
#include "mock_server/script/timeline.hpp"
namespace assay::mock {

using nlohmann::json;

namespace {

// A script that ends COMPLETE ends in another state.
void end_as(Timeline& timeline, const char* state, schemas::Phase phase) {
  auto& last = timeline.steps.back();
  if (last.phase != schemas::Phase::complete) return;
  last.state = state;
  last.phase = phase;
  last.terminal = phase != schemas::Phase::unknown;
}

}  // namespace

const std::vector<Defect>& transitions_defects() {
  static const std::vector<Defect> rows{
      {.id = "transitions.complete-turns-into-error",
       .says = "Three seconds after COMPLETE a run becomes SYSTEM_ERROR.",
       .trips = {"STM-02"},
       .may_trip = {"STA-09", "STM-08", "CON-01", "CON-02", "CON-03", "RUN-19", "CAN-07", "TIM-06"},
       .behave =
           [](Behaviour& behaviour) {
             behaviour.edit_timelines.push_back([](Timeline& timeline) {
               const auto last = timeline.steps.back();
               if (last.phase != schemas::Phase::complete) return;
               timeline.steps.push_back({.at = last.at + std::chrono::seconds(3),
                                         .state = "SYSTEM_ERROR",
                                         .phase = schemas::Phase::system_error,
                                         .terminal = true});
             });
           }},
      {.id = "transitions.leaves-a-terminal-state",
       .says =
           "The second status of a run that is COMPLETE says RUNNING, and so does each 10,000th after it.",
       .trips = {"STM-02"},
       .may_trip = {"STA-09", "CON-01", "CON-02", "CON-03", "CAN-07", "LST-16", "SUB-03"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunStatus") && body["state"] == "COMPLETE" &&
                 call.site.counter("transitions.leaves-a-terminal-state " + call.run_id) % 10'000 == 1) {
               body["state"] = "RUNNING";
             }
           }},
      {.id = "transitions.state-of-its-own",
       .says = "A run that is QUEUED says WAITING, which is no state of WES.",
       .trips = {"STM-01"},
       .may_trip = {"SUB-50", "LST-03", "RUN-03", "STA-03", "SI-19"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) return;
             each_run(body, [](json& run) {
               if (run.value("state", "") == "QUEUED") run["state"] = "WAITING";
             });
           }},
      {.id = "transitions.runs-before-it-queues",
       .says = "A run is RUNNING, then QUEUED, then goes on as scripted.",
       .trips = {"STM-03"},
       .may_trip = {"TIM-07", "TIM-04", "CON-01", "CON-03", "CAN-11", "TIM-06"},
       .behave =
           [](Behaviour& behaviour) {
             behaviour.edit_timelines.push_back([](Timeline& timeline) {
               timeline.steps.front().state = "RUNNING";
               timeline.steps.front().phase = schemas::Phase::running;
               if (timeline.steps.size() < 2) return;
               timeline.steps[1].state = "QUEUED";
               timeline.steps[1].phase = schemas::Phase::queued;
             });
           }},
      {.id = "transitions.initializes-before-it-queues",
       .says = "A run is INITIALIZING, then QUEUED, then RUNNING.",
       .trips = {"STM-03"},
       .behave =
           [](Behaviour& behaviour) {
             behaviour.edit_timelines.push_back([](Timeline& timeline) {
               auto& steps = timeline.steps;
               if (steps.size() < 3 || steps[0].phase != schemas::Phase::queued ||
                   steps[1].phase != schemas::Phase::initializing)
                 return;
               std::swap(steps[0].state, steps[1].state);
               std::swap(steps[0].phase, steps[1].phase);
             });
           }},
      {.id = "transitions.runs-after-canceling",
       .says = "Every second status of a run that is CANCELING says RUNNING.",
       .trips = {"STM-04"},
       .may_trip = {"CAN-02", "CAN-11", "CON-10", "CAN-18"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunStatus") && body["state"] == "CANCELING" &&
                 call.site.counter("transitions.runs-after-canceling") % 2 == 1) {
               body["state"] = "RUNNING";
             }
           }},
      {.id = "transitions.cancels-by-itself",
       .says = "A run that should end COMPLETE ends CANCELED, and nobody cancelled it.",
       .trips = {"STM-05", "STM-08"},
       .behave =
           [](Behaviour& behaviour) {
             behaviour.edit_timelines.push_back(
                 [](Timeline& timeline) { end_as(timeline, "CANCELED", schemas::Phase::canceled); });
           }},
      {.id = "transitions.ends-unknown",
       .says = "A run that should end COMPLETE stays UNKNOWN.",
       .trips = {"STM-06"},
       .may_trip = {"STM-08"},
       .behave =
           [](Behaviour& behaviour) {
             behaviour.edit_timelines.push_back(
                 [](Timeline& timeline) { end_as(timeline, "UNKNOWN", schemas::Phase::unknown); });
           }},
      {.id = "transitions.good-run-fails",
       .says = "A workflow without a fault ends SYSTEM_ERROR.",
       .trips = {"STM-08"},
       .behave =
           [](Behaviour& behaviour) {
             behaviour.edit_timelines.push_back(
                 [](Timeline& timeline) { end_as(timeline, "SYSTEM_ERROR", schemas::Phase::system_error); });
           }},
      {.id = "transitions.failing-tool-is-a-system-error",
       .says = "A run whose tool exits with an error ends SYSTEM_ERROR.",
       .trips = {"STM-09"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) return;
             each_run(body, [](json& run) {
               if (run.value("state", "") == "EXECUTOR_ERROR") run["state"] = "SYSTEM_ERROR";
             });
           }},
      {.id = "transitions.failing-tool-completes",
       .says = "A run whose tool exits with an error ends COMPLETE.",
       .trips = {"STM-09"},
       .may_trip = {"RUN-08", "STM-10", "SUB-20", "SUB-32", "SUB-35", "SUB-34", "TSK-18"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) return;
             each_run(body, [](json& run) {
               if (run.value("state", "") == "EXECUTOR_ERROR") run["state"] = "COMPLETE";
             });
           }},
      {.id = "transitions.failing-tool-completes-by-turns",
       .says = "Every other run whose tool exits with an error ends COMPLETE.",
       .trips = {"STM-09"},
       .may_trip = {"RUN-08"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) return;
             each_run(body, [&call](json& run) {
               const auto known = call.site.runs().find(run.value("run_id", ""));
               const bool failing =
                   known && known->request->url.value_or("").find("fail") != std::string::npos;
               if (!failing || run.value("state", "") != "EXECUTOR_ERROR") return;
               auto& turns = call.site.notes("transitions.failing-tool-completes-by-turns");
               const char* turn = turns.size() % 2 == 0 ? "wrong" : "right";
               if (turns.emplace(known->id, turn).first->second == "wrong") run["state"] = "COMPLETE";
             });
           }},
      {.id = "transitions.unreadable-workflow-is-a-server-error",
       .says = "A submission whose workflow cannot be read is answered 500.",
       .trips = {"STM-10", "ERR-06"},
       .may_trip = {"ERR-10"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.operation == "RunWorkflow" &&
                 call.request.body.find("this is no workflow") != std::string::npos) {
               answer.status = 500;
               answer.body = R"({"msg":"unexpected token","status_code":500})";
             }
           }},
  };
  return rows;
}

}  // namespace assay::mock
