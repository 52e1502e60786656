// SPDX-License-Identifier: Apache-2.0
#include "conformance/checks/wes/submission/submission_parts.hpp"

#include <algorithm>

#include "conformance/rules/announced.hpp"
#include "conformance/rules/members.hpp"

namespace assay::conformance {
namespace {

using core::TransportFault;

}  // namespace

void share_as_quick_run(const CheckContext& t, const ExchangePtr& answer, const Form& form) {
  const RunPtr run = t.run_of(answer);
  if (!run) return;
  run->workload = "quick";
  run->form = form;
}

Task<RunPtr> accepted_run(CheckContext& t) {
  RunPtr run = t.quick_run_at_hand();
  if (run) co_return run;
  StopCheck why;
  try {
    run = co_await t.finished_run();
  } catch (const StopCheck& stop) {
    why = stop;
  }
  // A run that did not complete was accepted nevertheless.
  if (!run) run = t.quick_run_at_hand();
  if (!run) throw why;
  co_return run;
}

core::Request request_with(const Form& form, std::span<const Facet> facets) {
  Form changed = form;
  for (const Facet& facet : facets) {
    if (facet.form) changed = facet.form(changed);
  }
  core::Request request;
  set_multipart(request, changed);
  for (const Facet& facet : facets) {
    if (facet.wire) facet.wire(request);
  }
  return request;
}

Task<ExchangePtr> submit_anyway(CheckContext& t, core::Request request) {
  const std::string body = request.body;
  ExchangePtr answer;
  StopCheck why;
  try {
    answer = co_await t.submit_request(std::move(request));
  } catch (const StopCheck& stop) {
    why = stop;
  }
  if (answer) co_return answer;
  const auto unanswered = [&](const ExchangePtr& sent) {
    return sent->operation == "RunWorkflow" && sent->request.body == body &&
           (sent->fault == TransportFault::timeout || sent->fault == TransportFault::closed ||
            sent->fault == TransportFault::framing);
  };
  const auto& all = t.exchanges();
  const auto at = std::find_if(all.rbegin(), all.rend(), unanswered);
  if (at == all.rend()) throw why;
  co_return *at;
}

Task<bool> is_lost_again(CheckContext& t, core::Request request) {
  if (t.others_were_lost()) co_return false;
  co_await t.list("1", "");
  const ExchangePtr again = co_await submit_anyway(t, std::move(request));
  co_return !again->response && !t.others_were_lost();
}

bool is_accepted(const ExchangePtr& answer) { return is_success(*answer); }

bool same_success(const ExchangePtr& answer, const ExchangePtr& control) {
  return is_accepted(answer) && have_same_status(*answer, *control);
}

void judge_answer(CheckContext& t, const Facet& facet, const ExchangePtr& answer) {
  if (!answer->response || answer->fault != TransportFault::none) {
    return t.inconclusive(facet.requirement, std::string(facet.what) + ": " + in_words(*answer), answer);
  }
  t.judge_status(facet.requirement, answer, facet.what);
}

void judge_like(CheckContext& t, const Facet& facet, const ExchangePtr& answer, const ExchangePtr& control) {
  if (same_success(answer, control)) return t.holds(facet.requirement, answer);
  if (!facet.is_only_noted) return judge_answer(t, facet, answer);
  t.graded(facet.requirement, Verdict::info,
           finding(answer, "refused-and-noted", std::string(facet.what) + ": " + in_words(*answer)));
}

Task<void> judge_variants(CheckContext& t, std::span<const Facet> facets) {
  const RunPtr control = co_await accepted_run(t);
  core::Request all = request_with(control->form, facets);
  const ExchangePtr together = co_await submit_anyway(t, std::move(all));
  if (same_success(together, control->submission)) {
    for (const Facet& facet : facets) t.holds(facet.requirement, together);
    co_return;
  }
  for (const Facet& facet : facets) {
    core::Request one = request_with(control->form, std::span(&facet, 1));
    const ExchangePtr answer = co_await submit_anyway(t, std::move(one));
    judge_like(t, facet, answer, control->submission);
  }
}

Task<void> judge_refusals(CheckContext& t, std::span<const Facet> facets) {
  const RunPtr control = co_await accepted_run(t);
  for (const Facet& facet : facets) {
    core::Request request = request_with(control->form, std::span(&facet, 1));
    const ExchangePtr answer = co_await submit_anyway(t, std::move(request));
    judge_answer(t, facet, answer);
  }
}

Task<std::string> end_of_run(CheckContext& t, ExchangePtr answer) {
  const RunPtr run = t.run_of(answer);
  if (!run) co_return std::string();
  const bool ended = co_await t.wait_terminal(run, t.waits().finish);
  co_return ended ? run->last_state : std::string();
}

Form typed_parts(const Form& form) {
  static constexpr std::string_view json[] = {"workflow_params", "tags", "workflow_engine_parameters"};
  Form typed = form;
  for (FormPart& part : typed.parts) {
    if (part.filename) continue;
    const bool is_json = std::find(std::begin(json), std::end(json), part.name) != std::end(json);
    part.content_type = is_json ? "application/json" : "text/plain; charset=utf-8";
  }
  return typed;
}

Form minimal_form(const Form& form) {
  return form.without("tags")
      .without("workflow_engine")
      .without("workflow_engine_version")
      .without("workflow_engine_parameters");
}

std::string file_ending(const Form& form) {
  const FormPart* url = form.find("workflow_url");
  const std::string path = url ? url->value.substr(0, url->value.find_first_of("?#")) : std::string();
  const std::size_t dot = path.find('.', path.rfind('/') + 1);
  return dot == std::string::npos ? std::string() : path.substr(dot);
}

bool has_attached_workflow(const Form& form) {
  const FormPart* url = form.find("workflow_url");
  return url && std::any_of(form.parts.begin(), form.parts.end(), [&](const FormPart& part) {
           return part.filename && *part.filename == url->value.substr(0, url->value.find('#'));
         });
}

std::string made_up_url(CheckContext& t, const Form& form) {
  const JsonPtr info = t.service_info();
  for (const char* scheme : {"https", "http"}) {
    if (announces_protocol(info.get(), scheme))
      return scheme + ("://example.com/wes-assay/echo" + file_ending(form));
  }
  return {};
}

}  // namespace assay::conformance
