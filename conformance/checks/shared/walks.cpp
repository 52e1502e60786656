// SPDX-License-Identifier: Apache-2.0
#include "conformance/checks/shared/walks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text.hpp"

namespace assay::conformance {
namespace {

constexpr std::size_t kWantedPages = 12;
constexpr std::size_t kProbe = 100;  // no service is known that refuses so large a page
constexpr std::size_t kProbePages = 20;

std::size_t probe_size(CheckContext& t) {
  const int largest = t.dialect().largest_page_size;
  return largest > 0 ? std::min(kProbe, static_cast<std::size_t>(largest)) : kProbe;
}

}  // namespace

Walk walk_of(std::string page_size, std::size_t most_pages) {
  Walk walk;
  walk.page_size = std::move(page_size);
  walk.most_pages = most_pages;
  return walk;
}

ExchangePtr last_of(const Walk& walk) { return walk.pages.back().exchange; }

std::string why_cut(const Walk& walk) { return "the walk was not followed to its end: " + walk.cut; }

bool shows_all(const Walk& walk, const std::vector<std::string>& ids) {
  return missing_from(walk, ids).empty();
}

std::vector<std::string> ids_of(const std::vector<RunPtr>& runs) {
  std::vector<std::string> ids;
  for (const RunPtr& run : runs) ids.push_back(run->id);
  return ids;
}

Task<Walk> sized_walk(CheckContext& t) {
  Walk probe = walk_of(std::to_string(probe_size(t)));
  co_await t.next_page(probe);
  std::size_t size = 2;
  if (probe.ended) {
    size = std::max(size, (probe.pages.front().ids.size() + kWantedPages - 1) / kWantedPages);
  } else if (probe.pages.front().readable) {
    size = probe_size(t) / 2;
  }
  co_return walk_of(std::to_string(size));
}

Task<void> walk_until_seen(CheckContext& t, Walk& walk, const std::vector<std::string>& ids) {
  for (bool more = true; more;) {
    more = co_await t.next_page(walk);
    if (shows_all(walk, ids)) break;
  }
}

Task<Listed> find_in_list(CheckContext& t, std::string run_id) {
  Walk walk = walk_of(std::to_string(probe_size(t)), kProbePages);
  for (bool more = true; more;) {
    more = co_await t.next_page(walk);
    const Page& page = walk.pages.back();
    const auto at = std::find(page.ids.begin(), page.ids.end(), run_id);
    if (at == page.ids.end()) continue;
    const auto index = static_cast<std::size_t>(at - page.ids.begin());
    const JsonPtr body = t.json(page.exchange);
    Listed listed{page.exchange, std::make_shared<const nlohmann::json>((*body)[page.member][index]),
                  fmt::format("/{}/{}", page.member, index), ""};
    co_return listed;
  }
  Listed nowhere{last_of(walk), nullptr, "", walk.ended ? "" : walk.cut};
  co_return nowhere;
}

Task<void> need_sound_list(CheckContext& t, ExchangePtr answer) {
  if (is_success(*answer)) co_return;
  const ExchangePtr plain = co_await t.list("1", "");
  t.need(is_success(*plain), in_words(*plain) + ", also to the usual request");
}

Task<std::string> some_token(CheckContext& t) {
  co_await t.paging_runs();
  Walk walk = walk_of("2");
  const bool more = co_await t.next_page(walk);
  t.need(more, walk.ended ? "the server gave no page_token to try" : walk.cut);
  co_return walk.pages.front().token;
}

Task<WholeWalk> walk_all_runs(CheckContext& t) {
  const std::vector<RunPtr> runs = co_await t.paging_runs();
  WholeWalk whole;
  whole.expected = ids_of(runs);
  whole.walk = co_await sized_walk(t);
  co_await t.finish_walk(whole.walk);
  t.need(whole.walk.pages.front().readable, whole.walk.cut);
  co_return whole;
}

void judge_sizes(CheckContext& t, const Walk& walk, std::string_view requirement) {
  for (const Page* page : oversized(walk)) {
    t.broken(requirement,
             finding(page->exchange, "page-too-large",
                     fmt::format("a page of a walk with {}={} has {} runs", t.dialect().page_size_parameter,
                                 walk.page_size, page->ids.size()),
                     "at most " + walk.page_size, std::to_string(page->ids.size()), {"/" + page->member}));
  }
  t.holds(requirement, last_of(walk));
}

void judge_last_token(CheckContext& t, const Page& end, std::string_view requirement,
                      const ListWords& words) {
  const std::string page(words.last_page);
  if (end.token_kind == Page::Token::null) {
    t.broken(requirement, finding(end.exchange, "end-null", page + " has a null next_page_token", "\"\"",
                                  "null", {"/next_page_token"}));
  } else if (end.token_kind == Page::Token::absent) {
    t.graded(
        requirement, Verdict::info,
        finding(end.exchange, "end-absent", page + " has no next_page_token", "\"\"", "no member", {""}));
  } else {
    t.holds(requirement, end.exchange);
  }
}

void judge_empty_pages(CheckContext& t, const Walk& walk, std::string_view requirement,
                       const ListWords& words) {
  const std::size_t streak = empty_streak(walk);
  const std::string place = walk.run_id.empty() ? "/runs" : "/task_logs";
  t.expect(streak <= most_empty_pages, requirement,
           finding(last_of(walk), "empty-pages",
                   fmt::format("{} {} in a row are empty and have a token", streak, words.pages),
                   fmt::format("at most {}", most_empty_pages), std::to_string(streak), {place}));
}

void judge_repeats(CheckContext& t, const Walk& walk, std::string_view requirement, bool enough,
                   const ListWords& words) {
  if (const auto repeat = first_repeat(walk)) {
    const std::string item = fmt::format("{} {}", words.item, core::printable(repeat->id));
    Finding found = finding(walk.pages[repeat->second_page].exchange, fmt::format("{}-repeated", words.item),
                            fmt::format("the {} is on page {} and again on page {}", item,
                                        repeat->first_page + 1, repeat->second_page + 1),
                            fmt::format("each {} once", words.item), item + " twice", words.pointers);
    found.exchanges.push_back(walk.pages[repeat->first_page].exchange->id);
    t.broken(requirement, std::move(found));
  } else if (walk.ended || enough) {
    t.holds(requirement, last_of(walk));
  } else {
    t.inconclusive(requirement, why_cut(walk));
  }
}

void judge_losses(CheckContext& t, const Walk& walk, const std::vector<std::string>& expected,
                  std::string_view requirement) {
  const std::vector<std::string> missing = missing_from(walk, expected);
  if (missing.empty()) {
    t.holds(requirement, last_of(walk));
  } else if (walk.ended) {
    t.broken(
        requirement,
        finding(last_of(walk), "run-lost",
                fmt::format("{} of {} runs that existed at the first page were on no page, {} among them",
                            missing.size(), expected.size(), core::printable(missing.front())),
                "all runs of the first page's moment", fmt::format("{} missing", missing.size())));
  } else {
    t.inconclusive(requirement, why_cut(walk));
  }
}

bool judge_refusal(CheckContext& t, const Walk& walk, std::string_view requirement) {
  if (walk.pages.size() < 2 || walk.pages.back().readable) return false;
  const ExchangePtr answer = last_of(walk);
  Finding refused = finding(answer, "own-token-refused",
                            fmt::format("the token of page {} did not lead to a page: {}",
                                        walk.pages.size() - 1, in_words(*answer)),
                            "200 with an array of runs", std::to_string(core::status_of(*answer)));
  refused.exchanges.push_back(walk.pages[walk.pages.size() - 2].exchange->id);
  t.broken(requirement, std::move(refused));
  return true;
}

}  // namespace assay::conformance
