// SPDX-License-Identifier: Apache-2.0
// What answers of the Seven Bridges API bear: totals, selected members, jobs, the rate, codes.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

#include "conformance/checks/dialects/sevenbridges.hpp"
#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/judged.hpp"
#include "conformance/checks/shared/walks.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/rules/rate_headers.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace sevenbridges {
namespace {

constexpr const char* kTotal = "X-Total-Matching-Query";

std::optional<std::uint64_t> total_of(const Page& page) {
  if (!page.exchange->response) return {};
  const auto value = page.exchange->response->headers.get(kTotal);
  if (!value) return {};
  std::uint64_t number = 0;
  const auto [end, fault] = std::from_chars(value->data(), value->data() + value->size(), number);
  if (fault != std::errc() || end != value->data() + value->size()) return {};
  return number;
}

// Answers of the service itself: what a proxy says of bytes that are no request is another matter.
bool is_answer(CheckContext& t, const ExchangePtr& exchange) {
  return exchange->response && t.dialect().has(exchange->operation) && !is_server_error(*exchange);
}

Task<void> total_is_what_the_walk_shows(CheckContext& t) {
  co_await t.paging_runs();
  Walk walk = co_await sized_walk(t);
  co_await t.finish_walk(walk);
  t.need(walk.pages.front().readable, walk.cut);
  for (const Page& page : walk.pages) {
    if (page.readable && !total_of(page)) {
      t.broken(
          "SBT-54",
          finding(page.exchange, "no-total", std::string("a page has no ") + kTotal + " that is a number",
                  "a number", std::string(page.exchange->response->headers.get(kTotal).value_or("missing"))));
    }
  }
  const ExchangePtr last = last_of(walk);
  t.holds("SBT-54", last);
  if (!walk.ended) co_return t.inconclusive("SBT-55", why_cut(walk));
  std::vector<std::uint64_t> totals;
  for (const Page& page : walk.pages) {
    if (const auto total = total_of(page)) totals.push_back(*total);
  }
  if (totals.size() != walk.pages.size())
    co_return t.inconclusive("SBT-55", "there are pages without a total");
  const auto [least, most] = std::ranges::minmax(totals);
  const std::vector<std::string> ids = walk.ids();
  const std::set<std::string> seen(ids.begin(), ids.end());
  if (least != most && seen.size() <= most)
    co_return t.inconclusive("SBT-55", "the list changed during the walk");
  t.expect(seen.size() == most, "SBT-55",
           finding(last, "total-differs",
                   fmt::format("{} is {}, the walk showed {} tasks", kTotal, most, seen.size()),
                   std::to_string(seen.size()), std::to_string(most)));
}

Task<void> fields_select(CheckContext& t) {
  const RunPtr run = co_await t.any_run();
  const std::string state = t.dialect().readings.state;
  Call call;
  call.operation = "GetRunLog";
  call.run_id = run->id;
  call.query = {{"fields", "id," + state}};
  const ExchangePtr answer = co_await t.send(call);
  const JsonPtr body = t.json(answer);
  t.need(is_ok(*answer) && body && body->is_object(), "a task with fields: " + in_words(*answer));
  for (const std::string& wanted : {std::string("id"), state}) {
    t.expect(body->contains(wanted), "SBT-56",
             finding(answer, "not-selected", "the member " + wanted + " was asked for and is not there",
                     wanted, "missing", {"/" + wanted}));
  }
  t.expect(!body->contains("inputs"), "SBT-56",
           finding(answer, "not-left-out", "a member is there that `fields` did not name", "", "inputs",
                   {"/inputs"}));
}

Task<void> details_show_jobs(CheckContext& t) {
  const RunPtr run = co_await t.finished_run();
  const ExchangePtr answer = co_await t.get("GetRunDetails", run->id);
  const JsonPtr body = t.json(answer);
  t.expect(is_ok(*answer) && body && body->is_object(), "SBT-57",
           finding(answer, "no-details", "the execution details: " + in_words(*answer), "200",
                   std::to_string(core::status_of(*answer))));
  if (!is_ok(*answer)) co_return;
  const nlohmann::json* jobs = member(body.get(), "jobs");
  const bool listed = jobs && jobs->is_array() && !jobs->empty();
  t.expect(listed, "SBT-57",
           finding(answer, "no-jobs", "a task that has ended has no jobs", "at least one",
                   jobs ? jobs->dump() : "missing", {"/jobs"}));
  if (!listed) co_return;
  for (const nlohmann::json& job : *jobs) {
    const std::string status = text_member(&job, "status");
    t.expect(!status.empty() && status != "RUNNING", "SBT-57",
             finding(answer, "job-goes-on", "a job of a task that has ended has not", "DONE or FAILED",
                     status.empty() ? "missing" : core::printable(status), {"/jobs/*/status"}));
  }
}

Task<void> rate_is_told(CheckContext& t) {
  std::vector<ExchangePtr> own;
  ExchangePtr evidence;
  for (const ExchangePtr& exchange : judged_answers(t)) {
    if (!is_answer(t, exchange)) continue;
    evidence = exchange;
    if (exchange->user == "main") own.push_back(exchange);
    std::string lacks;
    if (read_rate(*exchange->response, lacks)) continue;
    t.broken("SBT-58",
             finding(exchange, "no-" + lacks, "an answer has no " + lacks + " that is a number", "a number",
                     std::string(exchange->response->headers.get(lacks).value_or("missing"))));
  }
  t.need(evidence != nullptr, "nothing was answered");
  t.holds("SBT-58", evidence);
  t.broken_by("SBT-59", rate_that_does_not_fall(own), evidence);
  co_return;
}

Task<void> errors_have_codes(CheckContext& t) {
  ExchangePtr evidence;
  for (const ExchangePtr& exchange : judged_answers(t)) {
    if (!is_answer(t, exchange) || !is_refusal(*exchange)) continue;
    evidence = exchange;
    const JsonPtr body = t.json(exchange);
    const nlohmann::json* code = member(body.get(), t.dialect().readings.error_code);
    if (code && code->is_number_integer()) continue;
    t.broken("SBT-60", finding(exchange, "no-code", "a refusal has no integer code", "an integer",
                               code ? code->dump() : "missing", {"/" + t.dialect().readings.error_code}));
  }
  if (!evidence) t.not_applicable("SBT-60", "nothing was refused");
  if (evidence) t.holds("SBT-60", evidence);
  co_return;
}

}  // namespace
}  // namespace sevenbridges

const std::vector<Check>& sevenbridges_answers_checks() {
  using namespace sevenbridges;
  static const std::vector<Check> table = {
      {.id = "sevenbridges.total-is-what-the-walk-shows",
       .title = "X-Total-Matching-Query is how many tasks the walk shows",
       .decides = {"SBT-54", "SBT-55"},
       .stage = Stage::paging,
       .run = total_is_what_the_walk_shows,
       .writes = true,
       .exclusive = true},
      {.id = "sevenbridges.fields-select",
       .title = "`fields` selects members",
       .decides = {"SBT-56"},
       .stage = Stage::lifecycle,
       .run = fields_select,
       .writes = true},
      {.id = "sevenbridges.details-show-jobs",
       .title = "The execution details show the jobs of a task",
       .decides = {"SBT-57"},
       .stage = Stage::lifecycle,
       .run = details_show_jobs,
       .writes = true},
      {.id = "sevenbridges.rate-is-told",
       .title = "Every answer tells the rate that is left",
       .decides = {"SBT-58", "SBT-59"},
       .stage = Stage::closing,
       .run = rate_is_told},
      {.id = "sevenbridges.errors-have-codes",
       .title = "Every refusal has an integer code",
       .decides = {"SBT-60"},
       .stage = Stage::closing,
       .run = errors_have_codes},
  };
  return table;
}

}  // namespace assay::conformance
