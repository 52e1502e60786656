// SPDX-License-Identifier: Apache-2.0
#include "conformance/checks/tasks/tasks_paging.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/token_use.hpp"
#include "conformance/checks/shared/walks.hpp"
#include "conformance/rules/members.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

constexpr std::string_view paging_rows[] = {"TPG-01", "TPG-03", "TPG-04", "TPG-05",
                                            "TPG-06", "TPG-25", "TPG-26"};

void judge_end_of_tasks(CheckContext& t, const Walk& walk) {
  const Page& end = walk.pages.back();
  if (walk.token_cycle) {
    const Finding cycle =
        finding(end.exchange, "token-cycle", "a next_page_token came back that an earlier page had given",
                "a new token on each page, and an end", "a token seen before", {"/next_page_token"});
    t.broken("TPG-26", cycle);
    t.broken("TPG-03", cycle);
    return;
  }
  t.holds("TPG-26", end.exchange);
  if (!walk.ended) return t.inconclusive("TPG-03", why_cut(walk));
  t.holds("TPG-03", end.exchange);
  judge_last_token(t, end, "TPG-04", task_words);
}

}  // namespace

void judge_task_repeats(CheckContext& t, const Walk& walk, std::string_view requirement) {
  judge_repeats(t, walk, requirement, false, task_words);
}

void judge_task_losses(CheckContext& t, const Walk& walk, const Page& whole, std::string_view requirement) {
  const std::vector<std::string> missing = missing_from(walk, whole.ids);
  if (!missing.empty() && !walk.ended) {
    t.inconclusive(requirement, why_cut(walk));
    return;
  }
  Finding lost = finding(
      last_of(walk), "task-lost",
      fmt::format("{} of {} tasks that one page showed were on no page of a walk that began later",
                  missing.size(), whole.ids.size()),
      fmt::format("{} tasks", whole.ids.size()), fmt::format("{} missing", missing.size()), {"/task_logs"});
  lost.exchanges.push_back(whole.exchange->id);
  t.expect(missing.empty(), requirement, std::move(lost));
}

Task<Page> whole_task_page(CheckContext& t, std::string run_id) {
  const ExchangePtr answer = co_await t.list_tasks(run_id, "", "");
  t.need(is_ok(*answer), in_words(*answer) + ", which is no page of tasks");
  const Page page = read_page(answer, t.json(answer).get(), "task_logs");
  co_return page;
}

bool has_task_pages(CheckContext& t, const Page& whole, const std::vector<std::string_view>& requirements,
                    std::size_t least) {
  if (whole.ids.size() >= least) return true;
  for (const std::string_view requirement : requirements) {
    t.not_applicable(requirement,
                     fmt::format("the run shows {} task(s), too few to page over; a target file can give a "
                                 "workload named tasks that has several",
                                 whole.ids.size()));
  }
  return false;
}

Walk task_walk(std::string run_id, std::string page_size) {
  Walk walk;
  walk.operation = "ListTasks";
  walk.run_id = std::move(run_id);
  walk.page_size = std::move(page_size);
  return walk;
}

namespace {

Task<void> task_walk_is_whole(CheckContext& t) {
  const RunPtr run = co_await t.tasks_run();
  const Page whole = co_await whole_task_page(t, run->id);
  if (!has_task_pages(t, whole, {std::begin(paging_rows) + 1, std::end(paging_rows)})) co_return;
  Walk walk = task_walk(run->id, whole.ids.size() > 2 ? "2" : "1");
  co_await t.finish_walk(walk);
  t.need(walk.pages.front().readable, walk.cut);
  judge_end_of_tasks(t, walk);
  judge_task_repeats(t, walk, "TPG-05");
  judge_task_losses(t, walk, whole, "TPG-06");
  judge_empty_pages(t, walk, "TPG-25", task_words);
}

Task<void> task_page_size_binds(CheckContext& t) {
  const RunPtr run = co_await t.tasks_run();
  const Page whole = co_await whole_task_page(t, run->id);
  if (!has_task_pages(t, whole, {"TPG-01"})) co_return;
  const std::size_t k = whole.ids.size();
  for (const std::size_t size : {std::size_t{1}, k - 1, k, k + 1}) {
    Walk walk = task_walk(run->id, std::to_string(size));
    co_await t.next_page(walk);
    const Page& page = walk.pages.front();
    t.need(page.readable, in_words(*page.exchange) + ", which is no page");
    t.expect(page.ids.size() <= size, "TPG-01",
             finding(page.exchange, "page-too-large",
                     fmt::format("page_size={} was answered with {} tasks", size, page.ids.size()),
                     fmt::format("at most {}", size), std::to_string(page.ids.size()), {"/task_logs"}));
  }
}

struct ParameterRow {
  const char* name;
  const char* value;
  std::string_view requirement;
  std::string_view what;
};
constexpr ParameterRow parameter_rows[] = {
    {"page_token", "", "TPG-12", "an empty page_token"},
    {"page_token", "xyz", "TPG-13", "a page_token that was never issued"},
    {"page_token", "999999999", "TPG-13", "a page_token that was never issued"},
    {"page_size", "0", "TPG-19", "a page_size of 0"},
    {"page_size", "-1", "TPG-20", "a negative page_size"},
    {"page_size", "abc", "TPG-21", "a page_size that is no number"},
    {"page_size", "1.5", "TPG-21", "a page_size with a fraction"},
    {"page_size", "2147483648", "TPG-22", "a page_size above 2^31"},
    {"page_size", "9223372036854775808", "TPG-23", "a page_size of 2^63"},
};

Task<void> odd_task_parameters(CheckContext& t) {
  const RunPtr run = co_await t.tasks_run();
  const ExchangePtr control = co_await t.get("ListTasks", run->id);
  t.need(is_ok(*control), in_words(*control) + ", also without odd parameters");
  for (const ParameterRow& row : parameter_rows) {
    const bool size = std::string_view(row.name) == "page_size";
    Call call;
    call.operation = "ListTasks";
    call.run_id = run->id;
    call.query.emplace_back(size ? t.dialect().page_size_parameter : t.dialect().page_token_parameter,
                            row.value);
    const ExchangePtr answer = co_await t.send(call);
    if (row.requirement == "TPG-13") {
      judge_foreign_token(t, row.requirement, answer, row.what);
    } else {
      t.judge_status(row.requirement, answer, row.what);
    }
    const Page page = read_page(answer, t.json(answer).get(), "task_logs");
    if (row.requirement != "TPG-19" || !page.readable) continue;
    if (page.ids.empty() && page.token_kind == Page::Token::text) {
      t.graded(
          "TPG-19", Verdict::warn,
          finding(answer, "empty-page-leads-on",
                  "page_size=0 is answered with an empty page that has a token: a client that follows it "
                  "never comes to an end",
                  "400, or an empty page without a token", core::printable(core::shortened(page.token, 60)),
                  {"/next_page_token"}));
    }
    t.expect(page.ids.empty(), "TPG-19",
             finding(answer, "page-too-large",
                     fmt::format("page_size=0 was answered with {} tasks", page.ids.size()), "no task",
                     std::to_string(page.ids.size()), {"/task_logs"}));
  }
  Call twice;
  twice.operation = "ListTasks";
  twice.run_id = run->id;
  twice.query = {{t.dialect().page_size_parameter, "1"}, {t.dialect().page_size_parameter, "2"}};
  const ExchangePtr answer = co_await t.send(twice);
  t.judge_status("TPG-24", answer, "page_size=1&page_size=2");
}

}  // namespace

const std::vector<Check>& tasks_paging_checks() {
  static const std::vector<Check> table = {
      {.id = "tasks.walk-is-whole",
       .title = "a walk over the tasks ends, and shows each once",
       .decides = {"TPG-03", "TPG-04", "TPG-05", "TPG-06", "TPG-25", "TPG-26"},
       .stage = Stage::paging,
       .run = task_walk_is_whole,
       .operations = {"ListTasks"},
       .writes = true},
      {.id = "tasks.page-size-binds",
       .title = "no page of tasks is larger than page_size",
       .decides = {"TPG-01"},
       .stage = Stage::paging,
       .run = task_page_size_binds,
       .operations = {"ListTasks"},
       .writes = true},
      {.id = "tasks.odd-page-parameters",
       .title = "odd page sizes and tokens are refused by the task list",
       .decides = {"TPG-12", "TPG-13", "TPG-19", "TPG-20", "TPG-21", "TPG-22", "TPG-23", "TPG-24"},
       .stage = Stage::refusals,
       .run = odd_task_parameters,
       .operations = {"ListTasks"},
       .writes = true},
  };
  return table;
}

}  // namespace assay::conformance
