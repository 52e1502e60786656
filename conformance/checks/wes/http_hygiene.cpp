// SPDX-License-Identifier: Apache-2.0
// What HTTP itself asks of a server. Here: what is judged over all answers of the run.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/judged.hpp"
#include "conformance/checks/wes/http_hygiene_paths.hpp"
#include "conformance/rules/framing.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/rules/reading.hpp"
#include "conformance/session/context.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

Task<void> answers_are_framed(CheckContext& t) {
  t.need(!t.exchanges().empty(), "nothing was asked");
  const ExchangePtr evidence = t.exchanges().back();
  t.broken_by("HTTP-09", framing_lies(t.exchanges()), evidence);
  for (Finding& untidy : untidy_heads(judged_answers(t)))
    t.graded("HTTP-09", Verdict::warn, std::move(untidy));
  co_return;
}

// Answers outside the document may come from a gateway's parser, and a 5xx owes no Date.
Task<void> answers_are_dated(CheckContext& t) {
  const ExchangePtr info = t.service_info_exchange();
  if (info && info->response && !info->response->headers.has("Date")) {
    t.broken("HTTP-13", finding(info, "date-missing", "an answer has no Date", "Date", "none"));
  }
  for (const ExchangePtr& exchange : judged_answers(t)) {
    if (exchange->operation.empty() || !exchange->response || is_server_error(*exchange)) continue;
    t.expect(exchange->response->headers.has("Date"), "HTTP-13",
             finding(exchange, "date-missing", "an answer has no Date", "Date", "none"));
  }
  co_return;
}

Task<void> reading_changes_nothing(CheckContext& t) {
  const RunPtr run = co_await t.any_run();
  const ExchangePtr before = co_await t.get("GetRunLog", run->id);
  co_await t.get("GetRunStatus", run->id);
  if (t.dialect().has("ListTasks")) co_await t.list_tasks(run->id, "", "");
  const ExchangePtr list = co_await t.list("", "");
  const ExchangePtr after = co_await t.get("GetRunLog", run->id);
  t.need(is_ok(*before) && is_ok(*after), in_words(is_ok(*before) ? *after : *before));
  const JsonPtr first = t.json(before);
  const JsonPtr second = t.json(after);
  const std::string state = text_member(first.get(), "state");
  const std::string changed = changed_fact(first.get(), second.get());
  if (t.dialect().is_terminal(state)) {
    Finding differs =
        finding(after, "reading-changes-a-run", "a run that had ended changed while it was only read",
                "the same log", changed + " differs", {"/" + changed});
    differs.exchanges.push_back(before->id);
    t.expect(changed.empty(), "HTTP-18", std::move(differs));
  }
  std::set<std::string> own;
  for (const RunPtr& each : t.own_runs()) own.insert(each->id);
  const auto json_of = [&t](const ExchangePtr& exchange) { return t.json(exchange).get(); };
  for (const MadeByReading& made : made_by_reading(t.exchanges(), own, json_of)) {
    Finding ghost = finding(made.listed, "reading-makes-a-run", "asking for a run that did not exist made it",
                            "no such run", "run " + core::shortened(core::printable(made.id), 60));
    ghost.exchanges.push_back(made.asked->id);
    t.broken("HTTP-18", std::move(ghost));
  }
  t.holds("HTTP-18", list);
}

// A status that carried an ETag and that a later answer has overtaken.
ExchangePtr overtaken_status(CheckContext& t) {
  std::map<std::string, std::string> last;
  ExchangePtr found;
  const auto& exchanges = t.exchanges();
  for (auto at = exchanges.rbegin(); at != exchanges.rend(); ++at) {
    const ExchangePtr& exchange = *at;
    if (exchange->operation != "GetRunStatus" || !is_ok(*exchange)) continue;
    const std::string state = text_member(t.json(exchange).get(), "state");
    const std::string& final_state = last.emplace(run_id_of(*exchange), state).first->second;
    const bool overtaken = t.dialect().is_terminal(final_state) && state != final_state;
    if (overtaken && exchange->response->headers.has("ETag")) found = exchange;
  }
  return found;
}

bool any_validator(CheckContext& t) {
  return std::any_of(t.exchanges().begin(), t.exchanges().end(), [](const ExchangePtr& exchange) {
    return exchange->operation == "GetRunStatus" && is_ok(*exchange) &&
           exchange->response->headers.has("ETag");
  });
}

Task<void> validators_follow_the_state(CheckContext& t) {
  if (!any_validator(t)) {
    t.not_applicable("HTTP-20", "no status carries an ETag");
    co_return;
  }
  const ExchangePtr old = overtaken_status(t);
  t.need(old != nullptr, "no status with an ETag was seen to change");
  Call call;
  call.operation = "GetRunStatus";
  call.run_id = run_id_of(*old);
  call.headers.add("If-None-Match", std::string(*old->response->headers.get("ETag")));
  const ExchangePtr answer = co_await t.send(call);
  if (!is_unchanged(*answer)) {
    t.judge_status("HTTP-20", answer, "a status with the ETag of an earlier state");
    co_return;
  }
  Finding stale =
      finding(answer, "stale-304", "304 says that a state is the same which has changed since", "200", "304");
  stale.exchanges.push_back(old->id);
  t.broken("HTTP-20", std::move(stale));
}

}  // namespace

const std::vector<Check>& http_hygiene_checks() {
  static const std::vector<Check> table = {
      {.id = "http_hygiene.framing",
       .title = "the framing of every answer says where its body ends",
       .decides = {"HTTP-09"},
       .stage = Stage::closing,
       .run = answers_are_framed,
       .smoke = true},
      {.id = "http_hygiene.date",
       .title = "every answer has a Date",
       .decides = {"HTTP-13"},
       .stage = Stage::closing,
       .run = answers_are_dated},
      {.id = "http_hygiene.reading-changes-nothing",
       .title = "GET neither changes a run nor makes one",
       .decides = {"HTTP-18"},
       .stage = Stage::closing,
       .run = reading_changes_nothing},
      {.id = "http_hygiene.validators",
       .title = "a 304 is never the answer to a changed state",
       .decides = {"HTTP-20"},
       .stage = Stage::closing,
       .run = validators_follow_the_state},
  };
  return table;
}

}  // namespace assay::conformance
