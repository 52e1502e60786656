// SPDX-License-Identifier: Apache-2.0
// What answers hold, judged over all of them by the document and the readings of the dialect.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/checks/common/common.hpp"
#include "conformance/checks/shared/histories.hpp"
#include "conformance/rules/content.hpp"
#include "conformance/rules/framing.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/rules/request_echo.hpp"
#include "conformance/rules/response_schema.hpp"
#include "conformance/rules/timestamp.hpp"
#include "core/json_guard.hpp"
#include "core/text.hpp"

namespace assay::conformance::common {
namespace {

using nlohmann::json;

bool is_answer(CheckContext& t, const core::Exchange& exchange) {
  return t.dialect().operation(exchange.operation) && exchange.response &&
         exchange.fault == core::TransportFault::none && exchange.request.method != "HEAD";
}

bool can_be_read(TimeForm form) {
  return form == TimeForm::exact || form == TimeForm::fraction || form == TimeForm::offset;
}

// The time of that name; nothing where there is none that can be read.
std::optional<core::Time> judge_time(CheckContext& t, const ExchangePtr& answer, const json& object,
                                     const std::string& name) {
  const json* value = name.empty() ? nullptr : member(&object, name);
  const auto time = value ? read_time(*value) : std::nullopt;
  if (!time) return std::nullopt;
  t.expect(can_be_read(time->form), "time-form",
           finding(answer, "time-" + std::string(assay::conformance::name(time->form)),
                   "a time is not written as RFC 3339 asks", "2026-01-31T12:00:00Z",
                   core::shortened(
                       core::printable(value->dump(-1, ' ', false, json::error_handler_t::replace)), 60),
                   {"/" + name}));
  return time->zoned ? time->instant : std::nullopt;
}

// A run or a task, as an answer shows it.
void judge_times(CheckContext& t, const ExchangePtr& answer, const json& object, const std::string& state) {
  const schemas::Readings& names = t.dialect().readings;
  std::optional<core::Time> last;
  std::string last_name;
  for (const std::string& name : {names.created, names.started, names.ended}) {
    const auto time = judge_time(t, answer, object, name);
    if (!time) continue;
    t.expect(!last || *last <= *time, "times-in-order",
             finding(answer, "time-before-" + last_name, name + " lies before " + last_name,
                     last_name + ", then " + name, "the other way round", {"/" + name}));
    last = time;
    last_name = name;
  }
  const json* end = names.ended.empty() ? nullptr : member(&object, names.ended);
  if (!t.dialect().state(state)) return;
  const bool has_end = end && !end->is_null();
  t.expect(!has_end || t.dialect().is_terminal(state), "end-only-when-ended",
           finding(answer, "end-of-what-goes-on",
                   "what is " + core::printable(state) + " already has " + names.ended, "no " + names.ended,
                   names.ended, {"/" + names.ended}));
}

// Each item of a page, or the one object of other answers.
void judge_all_times(CheckContext& t, const ExchangePtr& answer, const json& body) {
  const schemas::Readings& names = t.dialect().readings;
  const bool tasks = answer->operation == "ListTasks" || answer->operation == "GetTask";
  const std::string& state = tasks ? names.task_state : names.state;
  const std::string& list = answer->operation == "ListTasks"  ? names.tasks
                            : answer->operation == "ListRuns" ? names.runs
                                                              : std::string();
  if (list.empty()) return judge_times(t, answer, body, text_member(&body, state));
  const json* items = member(&body, list);
  if (!items || !items->is_array()) return;
  for (const json& item : *items) judge_times(t, answer, item, text_member(&item, state));
}

}  // namespace

Task<void> detail_echoes_the_request(CheckContext& t) {
  const RunPtr run = co_await t.finished_run();
  const auto sent = core::parse_json(run->submission->request.body);
  if (!sent) {
    t.not_applicable("detail-echo", "the submission was no JSON object");
    co_return;
  }
  const ExchangePtr detail = co_await t.get("GetRunLog", run->id);
  const JsonPtr body = t.json(detail);
  t.need(is_success(t, detail) && body, in_words(*detail) + ", so that nothing can be compared");
  const std::vector<Echoed> members = echoed_members(*sent, *body);
  t.expect(!members.empty(), "detail-echo",
           finding(detail, "nothing-echoed", "the detail of a run shows nothing of what was asked for",
                   "the members of the request", "none of them", {""}));
  for (const Echoed& each : members) {
    t.expect(each.same, "detail-echo",
             finding(detail, "echo-differs " + each.name,
                     "the " + each.name + " of a run is not what was asked for", each.sent, each.shown,
                     {"/" + each.name}));
  }
}

Task<void> answers_match_the_schema(CheckContext& t) {
  ExchangePtr evidence;
  for (const ExchangePtr& answer : t.exchanges()) {
    if (!is_answer(t, *answer)) continue;
    const JsonPtr body = t.json(answer);
    if (!body) continue;
    evidence = answer;
    const std::string& called = t.dialect().operation(answer->operation)->called;
    const auto violations = t.openapi().check(called, core::status_of(*answer), "application/json", *body);
    for (Finding& each : schema_findings(answer, violations, {"*"}))
      t.broken("answer-schema", std::move(each));
  }
  t.need(evidence != nullptr, "no answer held JSON");
  t.holds("answer-schema", evidence);
  co_return;
}

Task<void> answers_are_labelled(CheckContext& t) {
  ExchangePtr evidence;
  for (const ExchangePtr& answer : t.exchanges()) {
    if (!is_answer(t, *answer) || answer->response->body.empty()) continue;
    evidence = answer;
    const std::string_view type = answer->response->headers.get("Content-Type").value_or("");
    t.expect(core::media_type(type) == "application/json", "content-type",
             finding(answer, "media-type", "an answer is not labelled application/json", "application/json",
                     type.empty() ? "no Content-Type" : core::shortened(core::printable(type), 120)));
    if (answer->response->cut) continue;
    const JsonText text = read_json_text(answer->response->body);
    t.expect(text.malformed.empty() && !text.invalid_utf8, "content-type",
             finding(answer, "malformed", "the body of an answer is not JSON", "JSON",
                     core::shortened(core::printable(answer->response->body), 120)));
  }
  t.need(evidence != nullptr, "no answer had a body");
  co_return;
}

Task<void> answers_are_framed(CheckContext& t) {
  t.need(!t.exchanges().empty(), "nothing was asked");
  const ExchangePtr evidence = t.exchanges().back();
  t.broken_by("framing", framing_lies(t.exchanges()), evidence);
  co_return;
}

Task<void> times_make_sense(CheckContext& t) {
  for (const ExchangePtr& answer : t.exchanges()) {
    if (!is_answer(t, *answer) || !is_success(t, answer)) continue;
    const JsonPtr body = t.json(answer);
    if (body && body->is_object()) judge_all_times(t, answer, *body);
  }
  co_return;
}

}  // namespace assay::conformance::common
