// SPDX-License-Identifier: Apache-2.0
// Walks from the first page to the last, in quiet and while runs come and end.
#include <fmt/format.h>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/walks.hpp"
#include "conformance/session/context.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

void judge_tokens(CheckContext& t, const Walk& walk) {
  if (!walk.token_cycle) return t.holds("PAG-26", last_of(walk));
  t.broken("PAG-26",
           finding(last_of(walk), "token-cycle", "a next_page_token came back that an earlier page had given",
                   "a new token on each page", "a token seen before", {"/next_page_token"}));
  t.broken("PAG-03", finding(last_of(walk), "token-cycle", "following the tokens goes in a circle", "an end",
                             "a token seen before", {"/next_page_token"}));
}

void judge_end(CheckContext& t, const Walk& walk) {
  if (walk.token_cycle || judge_refusal(t, walk, "PAG-03")) return;
  if (!walk.ended) return t.inconclusive("PAG-03", why_cut(walk));
  t.holds("PAG-03", last_of(walk));
  judge_last_token(t, walk.pages.back(), "PAG-04");
}

// A walk that began well; ends the check where there is nothing to walk on to.
void need_more(CheckContext& t, const Walk& walk, bool more) {
  t.need(more, walk.ended ? "there is only one page" : walk.cut);
}

Task<void> walk_is_whole(CheckContext& t) {
  const WholeWalk whole = co_await walk_all_runs(t);
  const Walk& walk = whole.walk;
  judge_sizes(t, walk, "PAG-01");
  judge_tokens(t, walk);
  judge_end(t, walk);
  judge_losses(t, walk, whole.expected, "PAG-06");
  judge_empty_pages(t, walk, "PAG-25");
  judge_repeats(t, walk, "PAG-05");
}

Task<void> full_last_page(CheckContext& t) {
  const std::vector<RunPtr> runs = co_await t.paging_runs();
  const std::vector<std::string> ids = ids_of(runs);
  Walk count = walk_of("100", 20);
  co_await t.finish_walk(count);
  t.need(count.ended, "the length of the list is not known: " + why_cut(count));
  const std::size_t total = count.ids().size();
  t.need(total >= 2, "the list is too short");
  const std::size_t size = exact_page_size(total, 8);
  Walk walk = walk_of(std::to_string(size));
  co_await t.finish_walk(walk);
  const Page& first = walk.pages.front();
  t.need(first.readable && first.ids.size() == size, "a page_size that divides the list was not followed");
  if (walk.token_cycle) {
    t.broken("PAG-27",
             finding(last_of(walk), "token-cycle", "the token of a full last page leads back into the list",
                     "an end", "a token seen before", {"/next_page_token"}));
  } else if (!judge_refusal(t, walk, "PAG-27")) {
    t.need(!walk.ended || walk.ids().size() >= total || !missing_from(walk, ids).empty(),
           "runs vanished from the list between two walks");
    judge_repeats(t, walk, "PAG-27");
    judge_losses(t, walk, ids, "PAG-27");
  }
}

Task<void> order_is_stable(CheckContext& t) {
  co_await t.paging_runs();
  Walk plain = walk_of("", 4);
  co_await t.finish_walk(plain);
  t.need(plain.pages.front().readable, plain.cut);
  for (const char* size : {"7", "3"}) {
    Walk walk = walk_of(size, 4);
    co_await t.finish_walk(walk);
    t.need(walk.pages.front().readable, walk.cut);
    const auto clash = first_disorder(plain.ids(), walk.ids());
    Finding found =
        finding(last_of(walk), "order-differs",
                clash ? fmt::format("{} comes before {} without a page_size, and after it with page_size={}",
                                    core::printable(clash->first), core::printable(clash->second), size)
                      : "",
                "one order for every page size", "two", {"/runs"});
    found.exchanges.push_back(plain.pages.front().exchange->id);
    t.expect(!clash, "PAG-07", std::move(found));
  }
}

Task<void> two_walks_at_once(CheckContext& t) {
  const std::vector<RunPtr> runs = co_await t.paging_runs();
  const std::vector<std::string> ids = ids_of(runs);
  Walk walks[] = {walk_of("2", 60), walk_of("3", 60)};
  bool more[] = {true, true};
  while (more[0] || more[1]) {
    for (std::size_t i : {0U, 1U}) {
      if (more[i]) more[i] = co_await t.next_page(walks[i]);
      if (shows_all(walks[i], ids)) more[i] = false;
    }
  }
  for (const Walk& walk : walks) {
    need_more(t, walk, walk.pages.size() > 1);
    if (judge_refusal(t, walk, "PAG-28")) continue;
    judge_repeats(t, walk, "PAG-28", shows_all(walk, ids));
    judge_losses(t, walk, ids, "PAG-28");
  }
}

Task<void> insert_during_walk(CheckContext& t) {
  const std::vector<RunPtr> old = co_await t.paging_runs();
  const std::vector<std::string> ids = ids_of(old);
  Walk walk = co_await sized_walk(t);
  const bool more = co_await t.next_page(walk);
  need_more(t, walk, more);
  std::vector<std::string> added;
  for (int i = 0; i < 2; ++i) {
    const RunPtr run = co_await t.new_run("quick");
    added.push_back(run->id);
  }
  co_await t.finish_walk(walk);
  judge_repeats(t, walk, "PAG-08", shows_all(walk, ids));
  judge_losses(t, walk, ids, "PAG-08");
  const std::size_t unseen = missing_from(walk, added).size();
  t.need(walk.ended || unseen < added.size(), why_cut(walk));
  t.expect(unseen == added.size(), "PAG-09",
           finding(last_of(walk), "new-run-in-walk",
                   fmt::format("{} runs submitted after the first page appeared on later pages",
                               added.size() - unseen),
                   "the list of the first page's moment", "newer runs"));
}

// Two newer runs stand before the one that is cancelled: in most orders it is then on a later page. One of
// them completes during the walk.
Task<void> cancel_during_walk(CheckContext& t) {
  const std::vector<RunPtr> old = co_await t.paging_runs();
  std::vector<std::string> ids = ids_of(old);
  const RunPtr slow = co_await t.new_run("slow");
  ids.push_back(slow->id);
  co_await t.wait_phase(slow, schemas::Phase::running, t.waits().start);
  const RunPtr newer = co_await t.new_run("quick");
  co_await t.wait_terminal(newer, t.waits().finish);
  ids.push_back(newer->id);
  const RunPtr newest = co_await t.new_run("quick");
  ids.push_back(newest->id);
  Walk walk = walk_of("2");
  const bool more = co_await t.next_page(walk);
  need_more(t, walk, more);
  co_await t.cancel(slow->id);
  co_await t.wait_terminal(slow, t.waits().canceled);
  co_await t.wait_terminal(newest, t.waits().finish);
  t.need(slow->last_state != "RUNNING", "the cancelled run did not change its state");
  co_await walk_until_seen(t, walk, ids);
  judge_repeats(t, walk, "PAG-10", shows_all(walk, ids));
  judge_losses(t, walk, ids, "PAG-10");
}

// Page 2 is read between two looks at page 1, so that a place that the service keeps for us would show. Runs
// of others may come in between: only a head that differs three times counts.
Task<void> no_token_is_first_page(CheckContext& t) {
  co_await t.paging_runs();
  Page again;
  for (int attempt = 0; attempt < 3; ++attempt) {
    Walk walk = walk_of("3", 2);
    co_await t.finish_walk(walk);
    const Page& first = walk.pages.front();
    const ExchangePtr answer = co_await t.list("3", "");
    again = read_page(answer, t.json(answer).get(), "runs");
    t.need(first.readable && again.readable, in_words(*answer) + ", which is no page");
    if (first.ids == again.ids) {
      t.holds("PAG-11", answer);
      co_return;
    }
  }
  t.broken("PAG-11", finding(again.exchange, "head-differs",
                             "two requests without a page_token began with different runs, three times over",
                             "the same first page", "another", {"/" + again.member}));
}

}  // namespace

const std::vector<Check>& pagination_walks_checks() {
  static const std::vector<Check> table = {
      {.id = "pagination.walk-is-whole",
       .title = "a walk by pages ends, and shows each run once",
       .decides = {"PAG-01", "PAG-03", "PAG-04", "PAG-05", "PAG-06", "PAG-25", "PAG-26"},
       .stage = Stage::paging,
       .run = walk_is_whole,
       .exclusive = true},
      {.id = "pagination.full-last-page-ends",
       .title = "a list that fills its pages exactly ends in order",
       .decides = {"PAG-27"},
       .stage = Stage::paging,
       .run = full_last_page,
       .exclusive = true},
      {.id = "pagination.order-is-stable",
       .title = "the order of runs does not depend on the page size",
       .decides = {"PAG-07"},
       .stage = Stage::paging,
       .run = order_is_stable,
       .exclusive = true},
      {.id = "pagination.two-walks-at-once",
       .title = "two walks at once do not disturb each other",
       .decides = {"PAG-28"},
       .stage = Stage::paging,
       .run = two_walks_at_once,
       .after = {"pagination.walk-is-whole"},
       .exclusive = true},
      {.id = "pagination.survives-inserts",
       .title = "a run submitted during a walk disturbs no older one",
       .decides = {"PAG-08", "PAG-09"},
       .stage = Stage::paging,
       .run = insert_during_walk,
       .after = {"pagination.walk-is-whole"},
       .writes = true,
       .exclusive = true},
      {.id = "pagination.survives-cancels",
       .title = "a run cancelled during a walk is neither lost nor repeated",
       .decides = {"PAG-10"},
       .stage = Stage::paging,
       .run = cancel_during_walk,
       .after = {"pagination.walk-is-whole"},
       .writes = true,
       .exclusive = true},
      {.id = "pagination.no-token-is-first-page",
       .title = "without a token the list begins at its head",
       .decides = {"PAG-11"},
       .stage = Stage::paging,
       .run = no_token_is_first_page,
       .exclusive = true},
  };
  return table;
}

}  // namespace assay::conformance
