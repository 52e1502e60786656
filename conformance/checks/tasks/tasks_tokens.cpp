// SPDX-License-Identifier: Apache-2.0
// Tokens and ends of the task list: what pagination_tokens.cpp and pagination_walks.cpp ask of the list of
// runs.
#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/token_use.hpp"
#include "conformance/checks/shared/walks.hpp"
#include "conformance/checks/tasks/tasks_paging.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

constexpr std::size_t kTwoPages = 3;  // tasks that make more than one page of two

Task<void> task_tokens_work_again(CheckContext& t) {
  const RunPtr run = co_await t.tasks_run();
  const Page whole = co_await whole_task_page(t, run->id);
  if (!has_task_pages(t, whole, {"TPG-15", "TPG-16", "TPG-17", "TPG-18"}, kTwoPages)) co_return;
  const Paged tasks{"task_logs", run->id};
  const ReuseRows rows{"TPG-15", "TPG-16", "TPG-17", "TPG-18"};
  co_await judge_reuse(t, tasks, rows);
}

Task<void> task_tokens_are_own(CheckContext& t) {
  const RunPtr run = co_await t.tasks_run();
  const std::string foreign = co_await some_token(t);
  const Paged list{"task_logs", run->id};
  const bool is_own = co_await may_be_own(t, list, "2", foreign);
  if (is_own) {
    t.not_applicable("TPG-34", "the list of tasks gives such tokens too: " + core::printable(foreign));
  } else {
    const ExchangePtr answer = co_await t.list_tasks(run->id, "2", foreign);
    judge_foreign_token(t, "TPG-34", answer, "a page_token of the run list");
  }
  const Page whole = co_await whole_task_page(t, run->id);
  if (!has_task_pages(t, whole, {"TPG-14"}, kTwoPages)) co_return;
  co_await judge_changed_tokens(t, list, "TPG-14");
}

// Page 2 is read between two looks at page 1, so that a place that the service keeps for us would show.
Task<void> task_walk_begins_at_the_head(CheckContext& t) {
  const RunPtr run = co_await t.tasks_run();
  const Page whole = co_await whole_task_page(t, run->id);
  if (!has_task_pages(t, whole, {"TPG-11"}, kTwoPages)) co_return;
  Walk walk = task_walk(run->id, "2");
  walk.most_pages = 2;
  co_await t.finish_walk(walk);
  const ExchangePtr answer = co_await t.list_tasks(run->id, "2", "");
  const Page again = read_page(answer, t.json(answer).get(), "task_logs");
  t.need(walk.pages.front().readable && again.readable, in_words(*answer) + ", which is no page");
  Finding differs =
      finding(answer, "head-differs", "two requests without a page_token began with different tasks",
              "the same first page", "another", {"/task_logs"});
  differs.exchanges.push_back(walk.pages.front().exchange->id);
  t.expect(walk.pages.front().ids == again.ids, "TPG-11", std::move(differs));
}

Task<void> task_full_last_page(CheckContext& t) {
  const RunPtr run = co_await t.tasks_run();
  const Page whole = co_await whole_task_page(t, run->id);
  if (!has_task_pages(t, whole, {"TPG-27"})) co_return;
  const std::size_t size = exact_page_size(whole.ids.size(), 8);
  Walk walk = task_walk(run->id, std::to_string(size));
  co_await t.finish_walk(walk);
  const Page& first = walk.pages.front();
  t.need(first.readable && first.ids.size() == size, "a page_size that divides the list was not followed");
  if (walk.token_cycle) {
    t.broken("TPG-27",
             finding(last_of(walk), "token-cycle", "the token of a full last page leads back into the list",
                     "an end", "a token seen before", {"/next_page_token"}));
  } else if (!judge_refusal(t, walk, "TPG-27")) {
    judge_task_repeats(t, walk, "TPG-27");
    judge_task_losses(t, walk, whole, "TPG-27");
  }
}

}  // namespace

const std::vector<Check>& tasks_tokens_checks() {
  static const std::vector<Check> table = {
      {.id = "tasks.full-last-page-ends",
       .title = "a task list that fills its pages exactly ends in order",
       .decides = {"TPG-27"},
       .stage = Stage::paging,
       .run = task_full_last_page,
       .operations = {"ListTasks"},
       .writes = true},
      {.id = "tasks.no-token-is-first-page",
       .title = "without a token the task list begins at its head",
       .decides = {"TPG-11"},
       .stage = Stage::paging,
       .run = task_walk_begins_at_the_head,
       .operations = {"ListTasks"},
       .writes = true},
      {.id = "tasks.tokens-can-be-used-again",
       .title = "a token of tasks works encoded, twice, and with another size",
       .decides = {"TPG-15", "TPG-16", "TPG-17", "TPG-18"},
       .stage = Stage::paging,
       .run = task_tokens_work_again,
       .operations = {"ListTasks"},
       .writes = true},
      {.id = "tasks.other-tokens-are-refused",
       .title = "tokens with a change in them, or of the list of runs, are refused by the task list",
       .decides = {"TPG-14", "TPG-34"},
       .stage = Stage::refusals,
       .run = task_tokens_are_own,
       .operations = {"ListTasks"},
       .writes = true},
  };
  return table;
}

}  // namespace assay::conformance
