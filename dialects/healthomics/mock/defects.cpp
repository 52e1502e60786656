// SPDX-License-Identifier: Apache-2.0
// Of what only HealthOmics has.

#include <nlohmann/json.hpp>

#include "mock_server/defects/common.hpp"

namespace assay::mock {

using nlohmann::json;

const std::vector<Defect>& healthomics_defects() {
  static const std::vector<Defect> table = {
      {.id = "cancellation.deletes-a-run-that-works",
       .says = "DeleteRun takes away a run that has not ended.",
       .trips = {"HOR-38"},
       .behave = [](Behaviour& behaviour) { behaviour.deletes_active_runs = true; },
       .dialect = "healthomics"},
      {.id = "cancellation.refuses-every-delete",
       .says = "DeleteRun of a run that has ended is answered 409.",
       .trips = {"HOR-39"},
       .may_trip = {"HOR-40"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (!common::succeeds(call, "DeleteRun")) return;
             answer.status = 409;
             answer.body = json{{"message", "not now"}}.dump();
             answer.headers.set("Content-Type", "application/json");
             answer.headers.set("x-amzn-ErrorType", "ConflictException");
           },
       .dialect = "healthomics"},
      {.id = "cancellation.keeps-a-deleted-run",
       .says = "DeleteRun is answered 202, and the run stays.",
       .trips = {"HOR-40"},
       .behave = [](Behaviour& behaviour) { behaviour.keeps_deleted_runs = true; },
       .dialect = "healthomics"},
      {.id = "submission.forgets-request-ids",
       .says = "The same requestId starts a second run.",
       .trips = {"HOR-41"},
       .behave = [](Behaviour& behaviour) { behaviour.forgets_request_ids = true; },
       .dialect = "healthomics"},
      {.id = "submission.forgets-what-is-started-again",
       .says = "A run that was started again does not tell of which run.",
       .trips = {"HOR-42"},
       .may_trip = {"HOR-04"},
       .body =
           [](const Call& call, json& body) {
             if (common::shows_run(call)) body.erase("runId");
           },
       .dialect = "healthomics"},
      {.id = "run_log.refuses-the-export",
       .says = "GetRun with export=DEFINITION is answered 400.",
       .trips = {"HOR-43"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (!query_of(call, "export")) return;
             answer.status = 400;
             answer.body = json{{"message", "export is not known"}}.dump();
             answer.headers.set("x-amzn-ErrorType", "ValidationException");
           },
       .dialect = "healthomics"},
      {.id = "consistency.changes-the-uuid",
       .says = "GetRun tells another uuid than StartRun.",
       .trips = {"HOR-44"},
       .body =
           [](const Call& call, json& body) {
             if (common::shows_run(call)) body["uuid"] = "00000000-0000-4000-8000-000000000000";
           },
       .dialect = "healthomics"},
      {.id = "errors.have-one-type",
       .says = "Every refusal is a ValidationException, whatever its status.",
       .trips = {"HOR-45"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.status >= 400) answer.headers.set("x-amzn-ErrorType", "ValidationException");
           },
       .dialect = "healthomics"},
  };
  return table;
}

}  // namespace assay::mock
