// SPDX-License-Identifier: Apache-2.0
// The list as a document: its members and its items.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/walks.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/rules/run_items.hpp"
#include "conformance/session/context.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using ItemKind = ItemFault::Kind;

struct FaultRow {
  ItemKind kind;
  std::string_view requirement;
  const char* reason;
  bool of_summaries;  // of versions that have RunSummary
};
constexpr FaultRow fault_rows[] = {
    {ItemKind::run_id, "LST-02", "run-id-missing", false},
    {ItemKind::state, "LST-03", "state-unknown", false},
    {ItemKind::state_missing, "LST-04", "state-missing", false},
    {ItemKind::tags_missing, "LST-06", "tags-missing", true},
    {ItemKind::summary_type, "LST-07", "summary-type", true},
    {ItemKind::null_member, "LST-19", "explicit-null", false},
    {ItemKind::repeated, "LST-14", "run-repeated-on-page", false},
};

constexpr std::size_t kSample = 8;

// LST-01 for the first page; ends the check where there are no items to look at.
void judge_list(CheckContext& t, const Page& page) {
  t.judge_status("LST-01", page.exchange, "the list of runs");
  t.need(is_ok(*page.exchange), in_words(*page.exchange));
  const JsonPtr body = t.json(page.exchange);
  const nlohmann::json* runs = member(body.get(), "runs");
  std::string actual = "no member";
  if (!body || !body->is_object()) actual = body ? body->type_name() : "no JSON";
  if (runs) actual = runs->type_name();
  if (page.member == "workflows") actual = "a member workflows, as in WES 0.x";
  t.expect(page.member == "runs", "LST-01",
           finding(page.exchange, "runs-missing",
                   page.member == "workflows"
                       ? "the list is in the member workflows, the name that WES 0.x had for runs"
                       : "the list of runs has no array in its member runs",
                   "an object with an array in runs", actual, {runs ? "/runs" : ""}));
  t.need(page.readable, "the list could not be read");
}

void judge_token(CheckContext& t, const Page& page) {
  const JsonPtr body = t.json(page.exchange);
  const nlohmann::json* token = member(body.get(), "next_page_token");
  t.expect(page.token_kind != Page::Token::wrong_type, "LST-09",
           finding(page.exchange, "token-type", "the next_page_token is no text", "a string",
                   token ? core::printable(core::shortened(token->dump(), 100)) : "", {"/next_page_token"}));
}

void judge_items(CheckContext& t, const Page& page, bool summaries) {
  const JsonPtr body = t.json(page.exchange);
  const std::vector<ItemFault> faults = item_faults((*body)[page.member], t.dialect(), summaries);
  for (const FaultRow& row : fault_rows) {
    std::vector<Finding> findings;
    for (const ItemFault& fault : faults) {
      if (fault.kind != row.kind) continue;
      findings.push_back(finding(page.exchange, row.reason, fault.message, fault.expected, fault.actual,
                                 {"/" + page.member + fault.pointer}));
    }
    if (summaries || !row.of_summaries) t.broken_by(row.requirement, std::move(findings), page.exchange);
  }
}

void judge_kind(CheckContext& t, const Page& page) {
  const JsonPtr body = t.json(page.exchange);
  const nlohmann::json& items = (*body)[page.member];
  const auto summaries = std::count_if(items.begin(), items.end(), is_summary);
  if (static_cast<std::size_t>(summaries) == items.size()) return t.holds("LST-05", page.exchange);
  t.info("LST-05",
         fmt::format("{} of {} items are of the old kind, RunStatus",
                     items.size() - static_cast<std::size_t>(summaries), items.size()),
         page.exchange);
}

Task<void> list_and_items(CheckContext& t) {
  co_await t.any_run();
  Walk walk = walk_of("", 3);
  co_await t.finish_walk(walk);
  judge_list(t, walk.pages.front());
  const bool summaries = t.openapi().has_schema("RunSummary");
  for (const Page& page : walk.pages) {
    if (!page.readable) break;
    judge_token(t, page);
    if (page.ids.empty()) continue;
    judge_items(t, page, summaries);
    if (summaries) judge_kind(t, page);
  }
  t.need(!walk.ids().empty(), "the list shows no run, although there is one");
}

// Whose list is empty is luck: that of a service which nobody has used yet, or of a second user without runs.
Task<void> empty_list(CheckContext& t) {
  for (const char* user : {"main", "other"}) {
    if (user == std::string_view("other") && !t.has_other()) break;
    Call call;
    call.operation = "ListRuns";
    call.user = user;
    const ExchangePtr answer = co_await t.send(call);
    const Page page = read_page(answer, t.json(answer).get(), "runs");
    if (!is_ok(*answer) || !page.ids.empty()) continue;
    if (page.readable) {
      t.holds("LST-17", answer);
      co_return;
    }
    // No array: because there is no run, or always?
    co_await t.any_run();
    const ExchangePtr later = co_await t.list("", "");
    t.need(read_page(later, t.json(later).get(), "runs").readable,
           "the list has no array runs even when there are runs; LST-01 tells of that");
    const JsonPtr body = t.json(answer);
    const nlohmann::json* runs = member(body.get(), "runs");
    t.broken("LST-17", finding(answer, "empty-list-no-array", "a list without runs has no array in runs",
                               "[]", runs ? runs->type_name() : "no member", {runs ? "/runs" : ""}));
    co_return;
  }
  t.not_applicable("LST-17", "no list was empty");
}

Task<void> listed_runs_answer(CheckContext& t) {
  co_await t.any_run();
  Walk walk = walk_of("", 1);
  co_await t.next_page(walk);
  t.need(walk.pages.front().readable, "the list could not be read");
  const std::vector<std::string> ids = sample(walk.ids(), kSample);
  t.need(!ids.empty(), "the list shows no run");
  for (const std::string& id : ids) {
    if (id.empty()) continue;
    const ExchangePtr answer = co_await t.get("GetRunStatus", id);
    if (is_missing(*answer)) {
      // Its owner may have deleted it between the two requests.
      const Listed listed = co_await find_in_list(t, id);
      if (!listed.item && listed.cut.empty()) {
        t.graded("LST-18", Verdict::warn,
                 finding(answer, "listed-run-vanished", "a listed run was gone when its status was asked for",
                         "200", "404, and no longer listed"));
        continue;
      }
    }
    t.judge_status("LST-18", answer, "the status of a listed run");
  }
}

}  // namespace

const std::vector<Check>& listing_items_checks() {
  static const std::vector<Check> table = {
      {.id = "listing.empty-list-is-an-array",
       .title = "a list without runs holds an empty array",
       .decides = {"LST-17"},
       .stage = Stage::reading,
       .run = empty_list},
      {.id = "listing.items-are-whole",
       .title = "the list is an array of runs with id and state",
       .decides = {"LST-01", "LST-02", "LST-03", "LST-04", "LST-05", "LST-06", "LST-07", "LST-09", "LST-14",
                   "LST-19"},
       .stage = Stage::paging,
       .run = list_and_items,
       .smoke = true},
      {.id = "listing.listed-runs-answer",
       .title = "a listed run answers to its id",
       .decides = {"LST-18"},
       .stage = Stage::paging,
       .run = listed_runs_answer},
  };
  return table;
}

}  // namespace assay::conformance
