// SPDX-License-Identifier: Apache-2.0
// What is not there, what no id can be, and who may not ask.
#include <nlohmann/json.hpp>

#include "conformance/checks/common/common.hpp"
#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/judged.hpp"
#include "conformance/checks/shared/requests.hpp"
#include "conformance/checks/wes/served.hpp"
#include "conformance/rules/error_body.hpp"
#include "conformance/rules/error_reading.hpp"
#include "conformance/rules/task_list.hpp"

namespace assay::conformance {
namespace common {
namespace {

// No run of any dialect has it: neither a number nor a UUID.
constexpr const char* kMalformed = "not-an-id";

Task<void> unknown_run_is_refused(CheckContext& t) {
  const std::string id = co_await t.unknown_run_id();
  for (const std::string& operation :
       operations_of(t, {"GetRunStatus", "GetRunLog", "CancelRun", "ListTasks"})) {
    const ExchangePtr answer = co_await ask(t, operation, id, "main");
    // Where no run was seen, the id is made up, and may have a form that none can have.
    t.need(!id.starts_with("no-such-run") || !is_bad_request(*answer),
           in_words(*answer) + ", and no run was seen whose id shows how one looks", answer);
    t.judge_status("unknown-run", answer, operation + " of a run that does not exist");
  }
}

Task<void> malformed_id_is_refused(CheckContext& t) {
  for (const std::string& operation :
       operations_of(t, {"GetRunStatus", "GetRunLog", "CancelRun", "ListTasks"})) {
    const ExchangePtr answer = co_await ask(t, operation, kMalformed, "main");
    if (is_denied(*answer)) {
      t.inconclusive("malformed-id", in_words(*answer) + ", whatever the id", answer);
      continue;
    }
    t.judge_status("malformed-id", answer, operation + " of an id that no run can have");
  }
}

Task<void> no_credentials_are_refused(CheckContext& t) {
  const RunPtr run = co_await t.any_run();
  const std::vector<std::string> operations =
      operations_of(t, {"ListRuns", "GetRunStatus", "GetRunLog", "CancelRun", "ListTasks"});
  for (const std::string& operation : operations) {
    const ExchangePtr answer = co_await ask(t, operation, run->id, "none");
    t.judge_status("no-credentials", answer, operation + " without credentials");
  }
  core::Request request = t.submission("quick");
  request.method = t.dialect().operation("RunWorkflow")->method;
  if (request.target == "/") request.target = t.dialect().operation("RunWorkflow")->path;
  const ExchangePtr answer = co_await t.send_request(std::move(request), "RunWorkflow", "none");
  t.judge_status("no-credentials", answer, "a submission without credentials");
}

Task<void> wrong_credentials_are_refused(CheckContext& t) {
  const RunPtr run = co_await t.any_run();
  for (const std::string& operation : operations_of(t, {"ListRuns", "GetRunLog"})) {
    const ExchangePtr answer = co_await ask(t, operation, run->id, "bad");
    t.judge_status("wrong-credentials", answer, operation + " with wrong credentials");
  }
}

Task<void> common_reads_are_served(CheckContext& t) {
  judge_reads_served(t, "reads-served");
  co_return;
}

Task<void> errors_have_their_shape(CheckContext& t) {
  ExchangePtr evidence;
  for (const ExchangePtr& exchange : judged_answers(t)) {
    if (!is_operation_error(*exchange)) continue;
    evidence = exchange;
    const JsonPtr body = t.json(exchange);
    for (Finding& each : misshapen_error(exchange, body.get(), t.dialect()))
      t.broken("error-shape", std::move(each));
  }
  if (!evidence) t.not_applicable("error-shape", "nothing was refused");
  if (evidence) t.holds("error-shape", evidence);
  co_return;
}

}  // namespace
}  // namespace common

const std::vector<Check>& common_refusals_checks() {
  using namespace common;
  static const std::vector<Check> table = {
      {.id = "common.no-credentials-are-refused",
       .title = "every operation is refused to a caller without credentials",
       .decides = {"no-credentials"},
       .stage = Stage::refusals,
       .run = no_credentials_are_refused,
       .writes = true,
       .needs_auth = true},
      {.id = "common.wrong-credentials-are-refused",
       .title = "wrong credentials are refused",
       .decides = {"wrong-credentials"},
       .stage = Stage::refusals,
       .run = wrong_credentials_are_refused,
       .needs_auth = true,
       .smoke = true},
      {.id = "common.unknown-run-is-refused",
       .title = "a run that does not exist is said not to, by every operation",
       .decides = {"unknown-run"},
       .stage = Stage::unknown_runs,
       .run = unknown_run_is_refused,
       .writes = true},
      {.id = "common.malformed-id-is-refused",
       .title = "an id that no run can have is refused",
       .decides = {"malformed-id"},
       .stage = Stage::unknown_runs,
       .run = malformed_id_is_refused,
       .writes = true},
      {.id = "common.errors-have-their-shape",
       .title = "every refusal says what was wrong, in the form of the dialect",
       .decides = {"error-shape"},
       .stage = Stage::closing,
       .run = errors_have_their_shape},
      {.id = "common.reads-are-served",
       .title = "a read without a mistake, of a run that exists, is never answered with a server error",
       .decides = {"reads-served"},
       .stage = Stage::closing,
       .run = common_reads_are_served,
       .smoke = true},
  };
  return table;
}

}  // namespace assay::conformance
