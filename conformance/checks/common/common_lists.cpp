// SPDX-License-Identifier: Apache-2.0
// The list of runs, page by page.
#include <fmt/format.h>

#include "conformance/checks/common/common.hpp"
#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/walks.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace common {
namespace {

// The dialects of this room end a walk with nothing that leads on; a token that is empty or null does it too,
// less clearly.
void judge_end(CheckContext& t, const Walk& walk) {
  const Page& end = walk.pages.back();
  const std::string place = "/" + end.leads_on;
  if (walk.token_cycle) {
    return t.broken("walk-ends", finding(end.exchange, "token-cycle", "the walk goes in a circle", "an end",
                                         "a token seen before", {place}));
  }
  if (judge_refusal(t, walk, "walk-ends")) return;
  if (end.token_kind == Page::Token::wrong_type) {
    return t.broken("walk-ends",
                    finding(end.exchange, "token-unreadable", "what leads to the next page cannot be read",
                            "", walk.cut, {place}));
  }
  if (!walk.ended) return t.inconclusive("walk-ends", why_cut(walk));
  const bool clear = end.token_kind == Page::Token::absent;
  if (clear) return t.holds("walk-ends", end.exchange);
  t.graded("walk-ends", Verdict::warn,
           finding(end.exchange, "end-unclear", "the last page still has a member for the token of the next",
                   "no " + end.leads_on, end.token_kind == Page::Token::null ? "null" : "\"\"", {place}));
}

Task<void> walk_is_whole(CheckContext& t) {
  const WholeWalk whole = co_await walk_all_runs(t);
  judge_sizes(t, whole.walk, "page-size");
  judge_end(t, whole.walk);
  judge_losses(t, whole.walk, whole.expected, "walk-is-whole");
  judge_repeats(t, whole.walk, "no-run-twice");
}

Task<void> page_sizes_bind(CheckContext& t) {
  co_await t.paging_runs();
  std::vector<std::string> sizes = {"1"};
  if (t.dialect().largest_page_size > 0) sizes.push_back(std::to_string(t.dialect().largest_page_size));
  for (const std::string& size : sizes) {
    Walk walk = walk_of(size, 2);
    co_await t.next_page(walk);
    const Page& first = walk.pages.front();
    t.expect(first.readable, "page-size",
             finding(first.exchange, "page-size-refused",
                     fmt::format("a page with {}={}: {}", t.dialect().page_size_parameter, size,
                                 in_words(*first.exchange)),
                     "a page", std::to_string(core::status_of(*first.exchange))));
    if (first.readable) judge_sizes(t, walk, "page-size");
  }
}

Task<void> pages_are_stable(CheckContext& t) {
  const std::vector<RunPtr> old = co_await t.paging_runs();
  const std::vector<std::string> ids = ids_of(old);
  Walk walk = co_await sized_walk(t);
  const bool more = co_await t.next_page(walk);
  t.need(more, walk.ended ? "there is only one page" : walk.cut);
  co_await t.new_run("quick");
  co_await t.new_run("quick");
  co_await t.finish_walk(walk);
  if (judge_refusal(t, walk, "stable-pages")) co_return;
  judge_repeats(t, walk, "stable-pages");
  judge_losses(t, walk, ids, "stable-pages");
}

Task<void> bad_pages_are_refused(CheckContext& t) {
  const ExchangePtr token = co_await t.list("", "no-such-token");
  t.judge_status("bad-token", token, "a token that was never issued");
  std::vector<std::string> sizes = {"0", "-1", "many"};
  if (t.dialect().largest_page_size > 0) sizes.push_back(std::to_string(t.dialect().largest_page_size + 1));
  for (const std::string& size : sizes) {
    const ExchangePtr answer = co_await t.list(size, "");
    t.judge_status("bad-page-size", answer, "a page with " + t.dialect().page_size_parameter + "=" + size);
  }
}

}  // namespace
}  // namespace common

const std::vector<Check>& common_lists_checks() {
  using namespace common;
  static const std::vector<Check> table = {
      {.id = "common.walk-is-whole",
       .title = "a walk by pages ends, and shows each run once",
       .decides = {"page-size", "no-run-twice", "walk-is-whole", "walk-ends"},
       .stage = Stage::paging,
       .run = walk_is_whole,
       .writes = true,
       .exclusive = true},
      {.id = "common.pages-are-stable",
       .title = "a run submitted during a walk disturbs no older one",
       .decides = {"stable-pages"},
       .stage = Stage::paging,
       .run = pages_are_stable,
       .after = {"common.walk-is-whole"},
       .writes = true,
       .exclusive = true},
      {.id = "common.page-sizes-bind",
       .title = "the smallest and the largest page size are taken and kept",
       .decides = {"page-size"},
       .stage = Stage::paging,
       .run = page_sizes_bind,
       .writes = true},
      {.id = "common.bad-pages-are-refused",
       .title = "tokens that were never issued and page sizes out of range are refused",
       .decides = {"bad-token", "bad-page-size"},
       .stage = Stage::refusals,
       .run = bad_pages_are_refused},
  };
  return table;
}

}  // namespace assay::conformance
