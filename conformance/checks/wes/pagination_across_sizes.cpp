// SPDX-License-Identifier: Apache-2.0
// Whether a page size decides which runs a walk shows.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/walks.hpp"
#include "conformance/session/context.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

constexpr std::size_t kWholePages = 20;  // of the walk that the others are held against
constexpr std::size_t kSizedPages = 40;
constexpr std::size_t kMostStrangers = 5;
// A list of more is walked in small pages only: the others would take many requests.
constexpr std::size_t kMostRuns = 200;
constexpr const char* small_sizes[] = {"1", "3", "5"};
constexpr const char* large_sizes[] = {"10", "20", ""};  // none is the service's own

// A run that a page shows and the whole list lacks: it must answer to its id, for it may be newer.
struct Stranger {
  ExchangePtr status;
  Finding ghost;
};

Task<void> ask_for_strangers(CheckContext& t, const Walk& walk, const std::set<std::string>& known,
                             std::vector<Stranger>& strangers) {
  std::size_t asked = 0;
  for (const Page& page : walk.pages) {
    for (std::size_t i = 0; i < page.ids.size(); ++i) {
      const std::string& id = page.ids[i];
      if (id.empty() || known.contains(id) || asked++ >= kMostStrangers) continue;
      const ExchangePtr status = co_await t.get("GetRunStatus", id);
      Finding ghost = finding(
          page.exchange, "ghost-on-a-page",
          fmt::format("a page {} shows a run that the whole list lacks and that answers to no id",
                      walk.page_size.empty() ? "without page_size" : "of page_size=" + walk.page_size),
          "runs that exist", "run " + core::shortened(core::printable(id), 60),
          {fmt::format("/{}/{}", page.member, i)});
      ghost.exchanges.push_back(status->id);
      strangers.push_back({status, std::move(ghost)});
    }
  }
}

// Why a walk cannot be held against another: breaks that have a requirement of their own; "" where nothing
// is.
std::string what_else(const Walk& walk) {
  if (!walk.pages.back().readable) return "a page was not answered: " + walk.cut;
  if (!oversized(walk).empty()) return "the page_size is not followed; PAG-01 tells of that";
  return walk.token_cycle ? "the tokens go in a circle; PAG-26 tells of that" : "";
}

Task<void> sizes_show_the_same(CheckContext& t) {
  const std::vector<RunPtr> runs = co_await t.paging_runs();
  std::vector<std::string> ids = ids_of(runs);
  Walk whole = walk_of("100", kWholePages);
  co_await t.finish_walk(whole);
  t.need(whole.pages.front().readable, whole.cut);
  std::vector<std::string> all = whole.ids();
  std::set<std::string> known(all.begin(), all.end());
  for (const RunPtr& run : t.own_runs()) known.insert(run->id);
  // All is asked before anything is judged: a part of it proves nothing.
  std::vector<Walk> walks;
  std::vector<Stranger> strangers;
  std::vector<std::string> sizes(std::begin(small_sizes), std::end(small_sizes));
  if (whole.ended && all.size() <= kMostRuns)
    sizes.insert(sizes.end(), std::begin(large_sizes), std::end(large_sizes));
  for (const std::string& size : sizes) {
    Walk walk = walk_of(size, kSizedPages);
    co_await t.finish_walk(walk);
    const std::string other = what_else(walk);
    if (!other.empty()) {
      for (const char* id : {"PAG-05", "PAG-06", "PAG-25", "PAG-35"}) t.not_applicable(id, other);
      co_return;
    }
    co_await ask_for_strangers(t, walk, known, strangers);
    walks.push_back(std::move(walk));
  }
  for (Stranger& one : strangers) t.expect(!is_missing(*one.status), "PAG-35", std::move(one.ghost));
  for (const Walk& walk : walks) {
    judge_repeats(t, walk, "PAG-05", true);
    // A walk that was cut says nothing of what it did not come to.
    const bool is_whole = walk.ended && whole.ended;
    if (walk.ended || shows_all(walk, ids)) judge_losses(t, walk, is_whole ? all : ids, "PAG-06");
    judge_empty_pages(t, walk, "PAG-25");
    t.holds("PAG-35", last_of(walk));
  }
}

}  // namespace

const std::vector<Check>& pagination_across_sizes_checks() {
  static const std::vector<Check> table = {
      {.id = "pagination.sizes-show-the-same",
       .title = "walks with different page sizes show the same runs, each of which exists",
       .decides = {"PAG-05", "PAG-06", "PAG-25", "PAG-35"},
       .stage = Stage::paging,
       .run = sizes_show_the_same,
       .exclusive = true},
  };
  return table;
}

}  // namespace assay::conformance
