// SPDX-License-Identifier: Apache-2.0
// What answers hold, judged over all of them by the document and the readings of the dialect.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/checks/common/common.hpp"
#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/histories.hpp"
#include "conformance/checks/shared/judged.hpp"
#include "conformance/rules/content.hpp"
#include "conformance/rules/framing.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/rules/request_echo.hpp"
#include "conformance/rules/response_schema.hpp"
#include "conformance/rules/timestamp.hpp"
#include "core/json_guard.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace common {
namespace {

using nlohmann::json;

bool is_answer(CheckContext& t, const core::Exchange& exchange) {
  return t.dialect().operation(exchange.operation) && exchange.response &&
         exchange.fault == core::TransportFault::none && exchange.request.method != "HEAD";
}

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
  for (const ExchangePtr& answer : judged_answers(t)) {
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
  for (const ExchangePtr& answer : judged_answers(t)) {
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
  for (const ExchangePtr& page : standing_pages(t))
    t.broken("content-type",
             finding(page, "only-pages", "every 200 of " + page->operation + " is a page of HTML",
                     "application/json", "a page of HTML"));
  t.need(evidence != nullptr, "no answer had a body");
  co_return;
}

Task<void> answers_are_framed(CheckContext& t) {
  t.need(!t.exchanges().empty(), "nothing was asked");
  const ExchangePtr evidence = t.exchanges().back();
  t.broken_by("framing", framing_lies(t.exchanges()), evidence);
  co_return;
}

}  // namespace
}  // namespace common

const std::vector<Check>& common_answers_checks() {
  using namespace common;
  static const std::vector<Check> table = {
      {.id = "common.detail-echoes-the-request",
       .title = "the detail of a run shows what was asked for",
       .decides = {"detail-echo"},
       .stage = Stage::lifecycle,
       .run = detail_echoes_the_request,
       .writes = true},
      {.id = "common.answers-match-the-schema",
       .title = "every answer holds what the document says of it",
       .decides = {"answer-schema"},
       .stage = Stage::closing,
       .run = answers_match_the_schema,
       .smoke = true},
      {.id = "common.answers-are-labelled",
       .title = "every body is JSON and says so",
       .decides = {"content-type"},
       .stage = Stage::closing,
       .run = answers_are_labelled,
       .smoke = true},
      {.id = "common.answers-are-framed",
       .title = "every answer ends where it says",
       .decides = {"framing"},
       .stage = Stage::closing,
       .run = answers_are_framed},
  };
  return table;
}

}  // namespace assay::conformance
