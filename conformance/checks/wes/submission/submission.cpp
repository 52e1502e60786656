// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/wes/submission/submission_parts.hpp"
#include "conformance/rules/announced.hpp"
#include "conformance/rules/members.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

constexpr core::Duration kPause = std::chrono::milliseconds(500);

bool is_unreserved(const std::string& id) {
  return std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_' || c == '~';
  });
}

// A path keeps an encoded character, but not each thing on the way does; a path of dots names another place.
bool is_lost_on_the_way(const std::string& id) {
  const bool has_bad = std::any_of(id.begin(), id.end(), [](unsigned char c) {
    return c == '/' || c == '\\' || c == '%' || c < 0x20 || c == 0x7f;
  });
  return has_bad || id == "." || id == "..";
}

void judge_first_state(CheckContext& t, const ExchangePtr& status) {
  const std::string state = text_member(t.json(status).get(), "state");
  if (state.empty()) return t.inconclusive("SUB-50", "the first status shows no state");
  t.expect(t.dialect().state(state) != nullptr, "SUB-50",
           finding(status, "state-unknown", "the first state of a new run is none of WES " + t.version(),
                   "a State", core::printable(state), {"/state"}));
}

// The first answer that is not 404, or the last 404 of the configured wait.
Task<ExchangePtr> read_new_run(CheckContext& t, std::string operation, std::string id) {
  const core::Time until = t.now() + t.waits().visible;
  bool late = false;
  for (;;) {
    Call call;
    call.operation = operation;
    call.run_id = id;
    call.at_once = true;
    const ExchangePtr answer = co_await t.send(call);
    if (is_missing(*answer) && t.now() < until) {
      late = true;
      co_await t.sleep(kPause);
      continue;
    }
    if (is_ok(*answer) && late) {
      t.graded("SUB-03", Verdict::warn,
               finding(answer, "found-late", operation + " knew the new run only after some time", "at once",
                       "later"));
    } else {
      t.judge_status("SUB-03", answer, operation + " of a new run");
    }
    co_return answer;
  }
}

// What it was about the form that the server refused.
Task<void> explain_refusal(CheckContext& t, Form form, ExchangePtr refused) {
  ExchangePtr last = refused;
  if (!is_denied(*refused)) {
    const Form with_types = typed_parts(form);
    const ExchangePtr typed = co_await t.submit(with_types);
    const std::string url = made_up_url(t, form);
    if (is_accepted(typed)) {
      last = typed;
      t.judge_status("SUB-37", refused, "a form whose text parts have no content type");
    } else if (has_attached_workflow(form) && !url.empty()) {
      const Form with_url = form.without("workflow_attachment").with("workflow_url", url);
      const ExchangePtr bare = co_await t.submit(with_url);
      if (is_accepted(bare)) {
        last = bare;
        t.judge_status("SUB-27", refused, "a form with its workflow as attachment");
      }
    }
  }
  const JsonPtr info = t.service_info();
  const FormPart* type = form.find("workflow_type");
  const FormPart* version = form.find("workflow_type_version");
  if (type && version && is_refusal(*refused) && !announces_type(info.get(), type->value, version->value)) {
    t.stop(
        fmt::format("the quick workload is {} {}, which service-info does not announce: {}; a target file "
                    "with a workload of an announced type would decide it",
                    core::printable(type->value), core::printable(version->value), in_words(*refused)));
  }
  t.judge_status("SUB-01", last, "the quick workload");
  t.stop("the quick workload was refused as it is: " + in_words(*refused));
}

Task<void> run_is_accepted(CheckContext& t) {
  const Form form = t.form("quick");
  const ExchangePtr answer = co_await t.submit(form);
  if (!is_accepted(answer)) co_return co_await explain_refusal(t, form, answer);
  share_as_quick_run(t, answer, form);
  t.judge_status("SUB-01", answer, "the quick workload");
  if (t.target().json_content_type) {
    t.not_applicable("SUB-37", "the target file asks for content types on the parts that hold JSON");
  } else {
    t.holds("SUB-37", answer);
  }
  if (has_attached_workflow(form)) {
    t.holds("SUB-27", answer);
  } else {
    t.not_applicable("SUB-27", "the quick workload of the target file has no attached workflow");
  }
  const JsonPtr body = t.json(answer);
  t.expect(!text_member(body.get(), "run_id").empty(), "SUB-02",
           finding(answer, "run-id-missing", "the answer to a submission holds no run_id of type string",
                   "a run_id", "none", {"/run_id"}));
  const std::string id = id_member(body.get(), "run_id");
  t.need(!id.empty(), "there is no run_id to ask for");
  if (is_lost_on_the_way(id)) {
    t.broken(
        "SUB-05",
        finding(answer, "run-id-reserved",
                "the run_id has what gateways decode, refuse or take away in a path, also where a client "
                "encodes it",
                "no slash, backslash, percent sign or control character, and no dots alone",
                core::printable(id), {"/run_id"}));
  } else if (is_unreserved(id)) {
    t.holds("SUB-05", answer);
  } else {
    t.info("SUB-05", "a run_id needs percent-encoding in a path: " + core::shortened(core::printable(id), 80),
           answer);
  }
  const ExchangePtr first = co_await read_new_run(t, "GetRunStatus", id);
  if (is_ok(*first)) judge_first_state(t, first);
  co_await read_new_run(t, "GetRunLog", id);
}

}  // namespace

const std::vector<Check>& submission_checks() {
  static const std::vector<Check> table = {
      {.id = "submission.run-is-accepted",
       .title = "a form with its workflow attached makes a run that answers to its id at once",
       .decides = {"SUB-01", "SUB-02", "SUB-03", "SUB-05", "SUB-27", "SUB-37", "SUB-50"},
       .stage = Stage::lifecycle,
       .run = run_is_accepted,
       .writes = true,
       .exclusive = true,  // the others read its run
       .smoke = true},
  };
  return table;
}

}  // namespace assay::conformance
