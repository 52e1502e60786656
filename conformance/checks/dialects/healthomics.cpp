// SPDX-License-Identifier: Apache-2.0
// What HealthOmics has and WES has not: runs that are deleted, requests that stand for one run, runs that are
// started again, types of errors, ids that last and ids that do not.
#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/judged.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/checks/common/common.hpp"
#include "conformance/rules/error_body.hpp"
#include "conformance/rules/members.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

Task<ExchangePtr> ask(CheckContext& t, std::string operation, std::string run_id) {
  Call call;
  call.operation = std::move(operation);
  call.run_id = std::move(run_id);
  co_return co_await t.send(call);
}

// Members are those of the answer to a submission.
std::string told(CheckContext& t, const ExchangePtr& answer, std::string_view name) {
  const JsonPtr body = t.json(answer);
  return text_member(body.get(), name);
}

Task<RunPtr> own_finished_run(CheckContext& t) {
  const RunPtr run = co_await t.new_run("quick");
  const bool ended = co_await t.wait_terminal(run, t.waits().finish);
  t.need_seen(ended, run);
  co_return run;
}

Task<void> active_run_is_kept(CheckContext& t) {
  // One of its own: a service that takes it away must not take what others look at.
  const RunPtr run = co_await t.new_run("slow");
  const ExchangePtr answer = co_await ask(t, "DeleteRun", run->id);
  t.judge_status("omics-delete-active", answer, "DeleteRun of a run that was just started");
}

bool lists(CheckContext& t, const ExchangePtr& page, const std::string& id) {
  const JsonPtr body = t.json(page);
  const nlohmann::json* items = member(body.get(), t.dialect().readings.runs);
  return items && items->is_array() &&
         std::any_of(items->begin(), items->end(), [&](const nlohmann::json& item) {
           return text_member(&item, t.dialect().readings.run_id) == id;
         });
}

Task<void> ended_run_is_deleted(CheckContext& t) {
  const RunPtr run = co_await own_finished_run(t);
  const ExchangePtr answer = co_await ask(t, "DeleteRun", run->id);
  t.judge_status("omics-delete-ended", answer,
                 "DeleteRun of a run that is " + core::printable(run->last_state));
  if (!is_success(*answer)) co_return;
  const ExchangePtr after = co_await t.get("GetRunStatus", run->id);
  t.need(!is_server_error(*after), in_words(*after) + ", so it is not known whether the run is gone", after);
  const bool gone = is_missing(*after) || common::state_of(t, after) == "DELETED";
  t.expect(gone, "omics-deleted-gone",
           finding(after, "still-there", "a run that was deleted is still shown",
                   "404, or the status DELETED", in_words(*after)));
  const ExchangePtr page = co_await t.list("100", "");
  t.need(is_success(*page), in_words(*page) + ", so it is not known whether the run is listed", page);
  t.expect(!lists(t, page, run->id), "omics-deleted-gone",
           finding(page, "still-listed", "a run that was deleted is still listed"));
}

Task<void> request_starts_one_run(CheckContext& t) {
  const core::Request request = t.submission("quick");
  const ExchangePtr first = co_await t.submit_request(request);
  t.need(common::is_success(t, first), "the submission was refused");
  const ExchangePtr second = co_await t.submit_request(request);
  t.need(common::is_success(t, second), in_words(*second) + ", so it is not known what it started", second);
  const std::string id = told(t, first, "id");
  const std::string again = told(t, second, "id");
  t.expect(
      id == again, "omics-one-run",
      finding(second, "second-run", "the same requestId started a second run", id, core::printable(again)));
}

Task<void> run_is_started_again(CheckContext& t) {
  const RunPtr run = co_await t.finished_run();
  core::Request request = t.submission("quick");
  auto body = nlohmann::json::parse(request.body, nullptr, false);
  t.need(body.is_object(), "the quick workload is no JSON object");
  body.erase("workflowId");
  body["runId"] = run->id;
  request.body = body.dump();
  const ExchangePtr made = co_await t.submit_request(request);
  const std::string id = told(t, made, "id");
  t.need(common::is_success(t, made) && !id.empty(), "StartRun with a runId was refused");
  const ExchangePtr copy = co_await t.get("GetRunLog", id);
  t.need(is_success(*copy), in_words(*copy) + ", so the run is not known", copy);
  const std::string origin = told(t, copy, "runId");
  t.expect(origin == run->id, "omics-started-again",
           finding(copy, "no-origin", "a run that was started again does not tell of which run", run->id,
                   core::printable(origin), {"/runId"}));
}

Task<void> definition_is_exported(CheckContext& t) {
  const RunPtr run = co_await t.finished_run();
  Call call;
  call.operation = "GetRunLog";
  call.run_id = run->id;
  call.query.emplace_back("export", "DEFINITION");
  const ExchangePtr answer = co_await t.send(call);
  t.judge_status("omics-export", answer, "GetRun with export=DEFINITION");
}

Task<void> uuids_last(CheckContext& t) {
  const RunPtr one = co_await t.finished_run();
  const RunPtr other = co_await t.new_run("quick");
  const std::string first = told(t, one->submission, "uuid");
  const std::string second = told(t, other->submission, "uuid");
  t.need(!first.empty() && !second.empty(), "StartRun tells no uuid");
  t.expect(first != second, "omics-uuid",
           finding(other->submission, "same-uuid", "two runs have one uuid", "another than " + first, second,
                   {"/uuid"}));
  const ExchangePtr later = co_await t.get("GetRunLog", one->id);
  t.need(is_success(*later), in_words(*later) + ", so the uuid is not known", later);
  const std::string lasting = told(t, later, "uuid");
  t.expect(lasting == first, "omics-uuid",
           finding(later, "uuid-changed", "the uuid of a run changed", first, core::printable(lasting),
                   {"/uuid"}));
}

constexpr struct {
  int status;
  std::string_view type;
} error_types[] = {{400, "ValidationException"},       {402, "ServiceQuotaExceededException"},
                   {404, "ResourceNotFoundException"}, {408, "RequestTimeoutException"},
                   {409, "ConflictException"},         {429, "ThrottlingException"},
                   {500, "InternalServerException"}};

// 403 is left out: no page says how a bad signature is called.
Task<void> errors_say_their_type(CheckContext& t) {
  const ExchangePtr unknown = co_await t.get("GetRunStatus", "1");
  t.need(is_error(*unknown), "no request was refused");
  for (const ExchangePtr& exchange : judged_answers(t)) {
    const auto* row = std::ranges::find_if(
        error_types, [&](const auto& each) { return answers_with(*exchange, each.status); });
    if (row == std::end(error_types) || !is_operation_error(*exchange)) continue;
    const auto value = exchange->response->headers.get(t.dialect().readings.error_header);
    if (!value) continue;  // error-shape says so
    const auto type = value->substr(0, value->find(':'));
    t.expect(type == row->type, "omics-error-types",
             finding(exchange, "other-type",
                     "the type of an error does not fit its status " + std::to_string(row->status),
                     std::string(row->type), core::printable(type)));
  }
}

}  // namespace

const std::vector<Check>& healthomics_checks() {
  static const std::vector<Check> table = {
      {.id = "cancellation.active-run-is-kept",
       .title = "a run that has not ended cannot be deleted",
       .decides = {"omics-delete-active"},
       .stage = Stage::lifecycle,
       .run = active_run_is_kept,
       .operations = {"DeleteRun"},
       .writes = true},
      {.id = "cancellation.ended-run-is-deleted",
       .title = "a run that has ended can be deleted, and is gone",
       .decides = {"omics-delete-ended", "omics-deleted-gone"},
       .stage = Stage::refusals,
       .run = ended_run_is_deleted,
       .operations = {"DeleteRun"},
       .writes = true},
      {.id = "submission.request-starts-one-run",
       .title = "a submission that is sent again starts no second run",
       .decides = {"omics-one-run"},
       .stage = Stage::lifecycle,
       .run = request_starts_one_run,
       .writes = true},
      {.id = "submission.run-is-started-again",
       .title = "a run can be started again, and tells of which",
       .decides = {"omics-started-again"},
       .stage = Stage::lifecycle,
       .run = run_is_started_again,
       .writes = true},
      {.id = "run_log.definition-is-exported",
       .title = "the definition can be asked for",
       .decides = {"omics-export"},
       .stage = Stage::lifecycle,
       .run = definition_is_exported,
       .writes = true},
      {.id = "consistency.uuids-last",
       .title = "each run has a uuid of its own, which stays",
       .decides = {"omics-uuid"},
       .stage = Stage::lifecycle,
       .run = uuids_last,
       .writes = true},
      {.id = "errors.say-their-type",
       .title = "the type of an error is the one that its status stands for",
       .decides = {"omics-error-types"},
       .stage = Stage::closing,
       .run = errors_say_their_type},
  };
  return table;
}

}  // namespace assay::conformance
