// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"

namespace assay::mock {

using nlohmann::json;

namespace {

// How often the run of this call was read before.
int reads(const Call& call, std::string_view defect) {
  std::string& count = call.site.notes(defect)[call.run_id];
  const int before = count.empty() ? 0 : std::stoi(count);
  count = std::to_string(before + 1);
  return before;
}

bool unknown_status(const Call& call) { return call.operation == "GetRunStatus" && call.status == 404; }

}  // namespace

const std::vector<Defect>& status_defects() {
  static const std::vector<Defect> rows{
      {.id = "status.unknown-run-is-running",
       .says = "The status of an unknown run is RUNNING.",
       .trips = {"STA-04"},
       .may_trip = {"HTTP-06"},
       .body =
           [](const Call& call, json& body) {
             if (unknown_status(call)) body = {{"run_id", call.run_id}, {"state", "RUNNING"}};
           },
       .answer =
           [](const Call& call, core::Response& answer) {
             if (unknown_status(call)) answer.status = 200;
           }},
      {.id = "status.unknown-run-is-unknown",
       .says = "The status of an unknown run is answered 200 with the state UNKNOWN.",
       .trips = {"STA-04"},
       .may_trip = {"STM-06", "HTTP-06"},
       .body =
           [](const Call& call, json& body) {
             if (unknown_status(call)) body = {{"run_id", call.run_id}, {"state", "UNKNOWN"}};
           },
       .answer =
           [](const Call& call, core::Response& answer) {
             if (unknown_status(call)) answer.status = 200;
           }},
      {.id = "status.reading-makes-a-run",
       .says = "Asking for an unknown run makes a run of that id.",
       .trips = {"STA-05"},
       .may_trip = {"RUN-05", "STA-04", "RUN-17", "TSK-07", "TSK-10", "TSK-12", "HTTP-06", "HTTP-18"},
       .behave = [](Behaviour& behaviour) { behaviour.unknown_run_is_created = true; }},
      {.id = "status.speaks-of-another-run",
       .says = "The status carries the id of no run in its run_id.",
       .trips = {"STA-02"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunStatus")) body["run_id"] = "another-run";
           }},
      {.id = "status.no-run-id",
       .says = "The status has no run_id.",
       .trips = {"STA-01"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunStatus")) body.erase("run_id");
           }},
      {.id = "status.no-state",
       .says = "Every fourth status has no state.",
       .trips = {"STA-03"},
       .may_trip = {"CAN-03", "STA-09", "CAN-07", "CAN-08", "CAN-17", "CAN-18", "LST-16"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunStatus") && call.site.counter("status.no-state") % 4 == 3)
               body.erase("state");
           }},
      {.id = "status.answers-202",
       .says = "The status of a run is answered 202.",
       .trips = {"STA-01", "STA-08", "STA-11"},
       .may_trip = {"HTTP-01", "LST-18", "CON-08", "SUB-03", "ERR-07", "CT-01", "CAN-05", "HTTP-05"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "GetRunStatus")) answer.status = 202;
           }},
      {.id = "status.is-cacheable",
       .says = "The status may be kept by caches for a minute.",
       .trips = {"STA-10"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "GetRunStatus")) answer.headers.add("Cache-Control", "public, max-age=60");
           }},
      {.id = "status.takes-its-time",
       .says = "A status is answered after 200 milliseconds, a log at once.",
       .trips = {"STA-07"},
       .behave =
           [](Behaviour& behaviour) {
             behaviour.answers_after["GetRunStatus"] = std::chrono::milliseconds(200);
           }},
      {.id = "status.comes-late",
       .says = "The status of a run is 404 for the first 50 milliseconds.",
       .trips = {"SUB-03"},
       .may_trip = {"CAN-09", "STA-08", "CAN-11", "CAN-18", "CON-08", "PAG-10", "RUN-01"},
       .behave = [](Behaviour& behaviour) { behaviour.visible_after = std::chrono::milliseconds(50); }},
      {.id = "status.fails-while-running",
       .says = "Every fifth status of a run that is RUNNING is answered 500.",
       .trips = {"ERR-11"},
       .may_trip = {"STA-08", "CAN-02", "CAN-11", "CON-03", "ERR-10", "SUB-03", "STA-01"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "GetRunStatus") && answer.body.find("RUNNING") != std::string::npos &&
                 call.site.counter("status.fails-while-running") % 5 == 4) {
               answer.status = 500;
               answer.body = R"({"msg":"state is being written","status_code":500})";
             }
           }},
      {.id = "status.replicas-disagree",
       .says = "Every third status of a run that is COMPLETE still says RUNNING, as a stale replica would.",
       .trips = {"STA-09", "STM-02"},
       .may_trip = {"HTTP-01", "CON-01", "CON-02", "CON-03", "CAN-07", "LST-16", "SUB-03"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunStatus") && body["state"] == "COMPLETE" &&
                 call.site.counter("status.replicas-disagree") % 3 == 2) {
               body["state"] = "RUNNING";
             }
           }},
      {.id = "status.gone-after-the-end",
       .says = "The status of a run that is COMPLETE is 404 from the second read on.",
       .trips = {"STA-11"},
       .may_trip = {"LST-16", "HTTP-01", "HTTP-05", "STA-08", "LST-12", "LST-18", "CON-02", "CON-08",
                    "STA-01", "STA-03", "CAN-07", "STM-02", "SUB-03"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "GetRunStatus") && answer.body.find("COMPLETE") != std::string::npos &&
                 reads(call, "status.gone-after-the-end") > 0) {
               answer.status = 404;
               answer.body = R"({"msg":"the run has been archived","status_code":404})";
             }
           }},
  };
  return rows;
}

}  // namespace assay::mock
