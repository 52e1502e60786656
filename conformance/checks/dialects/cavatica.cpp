// SPDX-License-Identifier: Apache-2.0
// What CAVATICA documents beside WES: a project for each run, ids that are UUIDs, errors of two shapes.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/judged.hpp"
#include "conformance/rules/error_body.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/session/context.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

Task<void> project_is_required(CheckContext& t) {
  const Form accepted = t.form("quick");
  const FormPart* params = accepted.find("workflow_params");
  t.need(params != nullptr, "the quick workload has no workflow_params to take the project out of");
  auto object = nlohmann::json::parse(params->value, nullptr, false);
  t.need(
      object.is_object() && object.contains("project"),
      "the quick workload names no project; the target file says it: workflow_params: {project: owner/name}");
  object.erase("project");
  const Form changed = accepted.with("workflow_params", object.dump());
  const ExchangePtr answer = co_await t.submit(changed);
  t.judge_status("CAV-03", answer, "workflow_params without a project");
}

// 8-4-4-4-12 hexadecimal digits.
bool is_uuid(std::string_view id) {
  constexpr std::string_view form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return std::equal(id.begin(), id.end(), form.begin(), form.end(), [](char c, char f) {
    const bool is_hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    return f == 'x' ? is_hex : c == f;
  });
}

Task<void> ids_are_uuids(CheckContext& t) {
  const RunPtr run = co_await t.finished_run();
  t.expect(is_uuid(run->id), "CAV-05",
           finding(run->submission, "no-uuid", "the id of a run is no UUID", "8-4-4-4-12 hexadecimal digits",
                   core::printable(run->id), {"/run_id"}));
}

bool is_text(const nlohmann::json* value) { return value && value->is_string(); }

bool is_number(const nlohmann::json* value, int status) {
  return value && value->is_number_integer() && value->get<std::int64_t>() == status;
}

bool has_either_shape(const nlohmann::json& body, int status) {
  const bool wes = is_text(member(&body, "msg")) && is_number(member(&body, "status_code"), status);
  const nlohmann::json* code = member(&body, "code");
  const bool platform = is_text(member(&body, "message")) && is_number(member(&body, "status"), status) &&
                        code && code->is_number_integer();
  return wes || platform;
}

Task<void> errors_have_either_shape(CheckContext& t) {
  const ExchangePtr refused = co_await t.get("GetRunStatus", t.unique("wes-assay-no-such-run"));
  t.need(is_error(*refused), "no request was refused");
  for (const ExchangePtr& exchange : judged_answers(t)) {
    if (!is_operation_error(*exchange)) continue;
    const JsonPtr body = t.json(exchange);
    if (!body || !body->is_object()) continue;  // ERR-01 says so
    t.expect(has_either_shape(*body, core::status_of(*exchange)), "cavatica-error-shape",
             finding(exchange, "other-shape", "an error has neither of the two shapes",
                     "msg and status_code, or status, code and message", core::shortened(body->dump(), 120)));
  }
}

}  // namespace

const std::vector<Check>& cavatica_checks() {
  static const std::vector<Check> table = {
      {.id = "submission.project-is-required",
       .title = "a submission without a project in workflow_params is refused",
       .decides = {"CAV-03"},
       .stage = Stage::refusals,
       .run = project_is_required,
       .writes = true},
      {.id = "submission.ids-are-uuids",
       .title = "the id of a run is a UUID",
       .decides = {"CAV-05"},
       .stage = Stage::lifecycle,
       .run = ids_are_uuids,
       .writes = true},
      {.id = "errors.have-either-shape",
       .title = "an error has the members of WES, or those of the other operations of the platform",
       .decides = {"cavatica-error-shape"},
       .stage = Stage::closing,
       .run = errors_have_either_shape},
  };
  return table;
}

}  // namespace assay::conformance
