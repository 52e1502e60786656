// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "conformance/checks/context.hpp"
#include "conformance/checks/groups.hpp"

namespace assay::conformance {
namespace {

std::vector<std::string> ids_of(const std::vector<RunPtr>& runs) {
  std::vector<std::string> ids;
  for (const RunPtr& run : runs) ids.push_back(run->id);
  return ids;
}

// A walk that starts with `page_size` items a page; cut walks can still show what is wrong, but not what is
// right.
Walk walk_of(std::string page_size) {
  Walk walk;
  walk.page_size = std::move(page_size);
  return walk;
}

ExchangePtr last(const Walk& walk) { return walk.pages.back().exchange; }

std::string why_cut(const Walk& walk) { return "the walk was not followed to its end: " + walk.cut; }

void judge_repeats(CheckContext& t, const Walk& walk, std::string_view requirement) {
  if (const auto repeat = first_repeat(walk)) {
    Finding found = finding(walk.pages[repeat->second_page].exchange, "run-repeated",
                            fmt::format("the run {} is on page {} and again on page {}", repeat->id,
                                        repeat->first_page + 1, repeat->second_page + 1),
                            "each run once", "run " + repeat->id + " twice");
    found.exchanges.push_back(walk.pages[repeat->first_page].exchange->id);
    t.broken(requirement, std::move(found));
  } else if (walk.ended) {
    t.holds(requirement, last(walk));
  } else {
    t.inconclusive(requirement, why_cut(walk));
  }
}

void judge_losses(CheckContext& t, const Walk& walk, const std::vector<std::string>& expected,
                  std::string_view requirement) {
  const std::vector<std::string> missing = missing_from(walk, expected);
  if (missing.empty()) {
    t.holds(requirement, last(walk));
  } else if (walk.ended) {
    t.broken(
        requirement,
        finding(last(walk), "run-lost",
                fmt::format("{} of {} runs that existed at the first page were on no page, {} among them",
                            missing.size(), expected.size(), missing.front()),
                "all runs of the first page's moment", fmt::format("{} missing", missing.size())));
  } else {
    t.inconclusive(requirement, why_cut(walk));
  }
}

void judge_end(CheckContext& t, const Walk& walk) {
  if (walk.token_cycle) {
    t.broken("PAG-26",
             finding(last(walk), "token-cycle", "a next_page_token came back that an earlier page had given",
                     "a new token on each page", "a token seen before"));
    t.broken("PAG-03", finding(last(walk), "token-cycle", "following the tokens goes in a circle", "an end",
                               "a token seen before"));
    return;
  }
  t.holds("PAG-26", last(walk));
  if (!walk.ended) return t.inconclusive("PAG-03", why_cut(walk));
  t.holds("PAG-03", last(walk));
  const Page& end = walk.pages.back();
  switch (end.token_kind) {
    case Page::Token::null:
      return t.broken("PAG-04", finding(end.exchange, "end-null", "the last page has a null next_page_token",
                                        "\"\"", "null", {"/next_page_token"}));
    case Page::Token::absent:
      return t.graded("PAG-04", Verdict::warn,
                      finding(end.exchange, "end-absent", "the last page has no next_page_token", "\"\"",
                              "no member", {""}));
    default:
      return t.holds("PAG-04", end.exchange);
  }
}

Task<void> walk_is_whole(CheckContext& t) {
  const std::vector<RunPtr> runs = co_await t.paging_runs();
  Walk walk = walk_of("2");
  co_await t.finish_walk(walk);
  t.need(walk.pages.front().readable, walk.cut);
  judge_end(t, walk);
  judge_repeats(t, walk, "PAG-05");
  judge_losses(t, walk, ids_of(runs), "PAG-06");
}

Task<void> page_size_binds(CheckContext& t) {
  const std::vector<RunPtr> runs = co_await t.paging_runs();
  const std::size_t k = runs.size();
  for (const std::size_t size : {std::size_t{1}, std::size_t{2}, std::size_t{3}, k - 1, k, k + 1}) {
    Walk walk = walk_of(std::to_string(size));
    co_await t.next_page(walk);
    const Page& page = walk.pages.front();
    t.need(page.readable, in_words(*page.exchange) + ", which is no page");
    t.expect(page.ids.size() <= size, "PAG-01",
             finding(page.exchange, "page-too-large",
                     fmt::format("page_size={} was answered with {} runs", size, page.ids.size()),
                     fmt::format("at most {}", size), std::to_string(page.ids.size()), {"/" + page.member}));
  }
}

Task<void> order_is_stable(CheckContext& t) {
  co_await t.paging_runs();
  std::vector<std::vector<std::string>> orders;
  ExchangePtr evidence;
  for (const char* size : {"1", "3", ""}) {
    Walk walk = walk_of(size);
    walk.most_pages = 40;
    co_await t.finish_walk(walk);
    t.need(walk.pages.front().readable, walk.cut);
    orders.push_back(walk.ids());
    evidence = last(walk);
  }
  for (const std::vector<std::string>& order : orders) {
    const auto clash = first_disorder(orders.front(), order);
    t.expect(!clash, "PAG-07",
             finding(evidence, "order-differs",
                     clash ? fmt::format("{} comes before {} with one page size and after it with another",
                                         clash->first, clash->second)
                           : "",
                     "one order for every page size", "two"));
  }
}

Task<void> insert_during_walk(CheckContext& t) {
  const std::vector<RunPtr> old = co_await t.paging_runs();
  Walk walk = walk_of("2");
  const bool more = co_await t.next_page(walk);
  t.need(more, walk.ended ? "there is only one page" : walk.cut);
  std::vector<std::string> added;
  for (int i = 0; i < 3; ++i) {
    const RunPtr run = co_await t.new_run("quick");
    added.push_back(run->id);
  }
  co_await t.finish_walk(walk);
  judge_repeats(t, walk, "PAG-08");
  judge_losses(t, walk, ids_of(old), "PAG-08");
  const std::size_t unseen = missing_from(walk, added).size();
  t.expect(unseen == added.size(), "PAG-09",
           finding(last(walk), "new-run-in-walk",
                   fmt::format("{} runs submitted after the first page appeared on later pages",
                               added.size() - unseen),
                   "the list of the first page's moment", "newer runs"));
}

Task<void> cancel_during_walk(CheckContext& t) {
  const std::vector<RunPtr> old = co_await t.paging_runs();
  const RunPtr slow = co_await t.new_run("slow");
  co_await t.wait_state(slow, "RUNNING", t.waits().start);
  Walk walk = walk_of("2");
  const bool more = co_await t.next_page(walk);
  t.need(more, walk.ended ? "there is only one page" : walk.cut);
  co_await t.cancel(slow->id);
  co_await t.wait_terminal(slow, t.waits().canceled);
  co_await t.finish_walk(walk);
  std::vector<std::string> expected = ids_of(old);
  expected.push_back(slow->id);
  judge_repeats(t, walk, "PAG-10");
  judge_losses(t, walk, expected, "PAG-10");
}

Task<void> no_token_is_first_page(CheckContext& t) {
  co_await t.paging_runs();
  const ExchangePtr a = co_await t.list("3", "");
  const ExchangePtr b = co_await t.list("3", "");
  const Page first = read_page(a, t.json(a).get(), "runs");
  const Page second = read_page(b, t.json(b).get(), "runs");
  t.need(first.readable && second.readable, in_words(*b) + ", which is no page");
  t.expect(first.ids == second.ids, "PAG-11",
           finding(b, "head-differs", "two requests without a page_token began with different runs",
                   "the same first page", "another"));
}

Task<void> empty_token(CheckContext& t) {
  Call call;
  call.operation = "ListRuns";
  call.query = {{"page_size", "2"}, {"page_token", ""}};
  const ExchangePtr answer = co_await t.send(call);
  t.judge_status("PAG-12", answer, "an empty page_token");
}

// The token that leads from page 1 to page 2; ends the check where there is none.
Task<std::string> some_token(CheckContext& t) {
  co_await t.paging_runs();
  Walk walk = walk_of("2");
  const bool more = co_await t.next_page(walk);
  t.need(more, walk.ended ? "the server gave no page_token to try" : walk.cut);
  co_return walk.pages.front().token;
}

Task<void> foreign_tokens_refused(CheckContext& t) {
  const std::string long_token(5'000, 'x');
  for (const std::string& token :
       {std::string("xyz"), std::string("-1"), std::string("999999999"), std::string("e30="), long_token}) {
    const ExchangePtr answer = co_await t.list("2", token);
    t.judge_status("PAG-13", answer, "a page_token that was never issued");
  }
}

Task<void> changed_tokens_refused(CheckContext& t) {
  const std::string token = co_await some_token(t);
  std::string flipped = token;
  flipped[flipped.size() / 2] = flipped[flipped.size() / 2] == 'A' ? 'B' : 'A';
  for (const std::string& changed : {flipped, token.substr(0, token.size() / 2), token + "A"}) {
    const ExchangePtr answer = co_await t.list("2", changed);
    t.judge_status("PAG-14", answer, "a page_token with a change in it");
  }
}

Task<void> token_reuse(CheckContext& t) {
  const std::string token = co_await some_token(t);
  const ExchangePtr first = co_await t.list("2", token);
  t.judge_status("PAG-15", first, "a page_token, percent-encoded");
  const ExchangePtr again = co_await t.list("2", token);
  t.judge_status("PAG-16", again, "a page_token used twice");
  const Page page = read_page(first, t.json(first).get(), "runs");
  const Page second = read_page(again, t.json(again).get(), "runs");
  if (page.readable && second.readable) {
    t.expect(page.ids == second.ids, "PAG-16",
             finding(again, "reuse-differs", "one page_token gave two different pages", "the same runs",
                     "others"));
  }
  const ExchangePtr smaller = co_await t.list("1", token);
  t.judge_status("PAG-17", smaller, "a page_token with a smaller page_size");
  const Page one = read_page(smaller, t.json(smaller).get(), "runs");
  t.expect(
      one.ids.size() <= 1, "PAG-17",
      finding(smaller, "page-too-large", "page_size=1 with a token of page_size=2 gave more than one run",
              "at most 1", std::to_string(one.ids.size())));
  const ExchangePtr bare = co_await t.list("", token);
  t.judge_status("PAG-18", bare, "a page_token without page_size");
}

Task<void> zero_page_size(CheckContext& t) {
  co_await t.paging_runs();
  const ExchangePtr answer = co_await t.list("0", "");
  t.judge_status("PAG-19", answer, "page_size=0");
  const Page page = read_page(answer, t.json(answer).get(), "runs");
  t.expect(
      page.ids.empty(), "PAG-19",
      finding(answer, "page-too-large", fmt::format("page_size=0 was answered with {} runs", page.ids.size()),
              "none", std::to_string(page.ids.size())));
}

struct SizeRow {
  const char* size;
  std::string_view requirement;
  std::string_view what;
};
constexpr SizeRow odd_sizes[] = {
    {"-1", "PAG-20", "a negative page_size"},
    {"-9223372036854775808", "PAG-20", "a negative page_size"},
    {"abc", "PAG-21", "a page_size that is no number"},
    {"1.5", "PAG-21", "a page_size with a fraction"},
    {"1e3", "PAG-21", "a page_size with an exponent"},
    {"0x10", "PAG-21", "a page_size in hexadecimal"},
    {" ", "PAG-21", "a page_size of a space"},
    {"2147483648", "PAG-22", "a page_size above 2^31"},
    {"9223372036854775807", "PAG-22", "the largest page_size there is"},
    {"9223372036854775808", "PAG-23", "a page_size beyond int64"},
};

Task<void> odd_page_sizes(CheckContext& t) {
  for (const SizeRow& row : odd_sizes) {
    const ExchangePtr answer = co_await t.list(row.size, "");
    t.judge_status(row.requirement, answer, row.what);
  }
}

}  // namespace

const std::vector<Check>& pagination_checks() {
  static const std::vector<Check> table = {
      {.id = "pagination.walk-is-whole",
       .title = "a walk by twos ends, and shows each run once",
       .decides = {"PAG-03", "PAG-04", "PAG-05", "PAG-06", "PAG-26"},
       .stage = Stage::paging,
       .run = walk_is_whole,
       .writes = true,
       .exclusive = true},
      {.id = "pagination.page-size-binds",
       .title = "no page is larger than page_size",
       .decides = {"PAG-01"},
       .stage = Stage::paging,
       .run = page_size_binds,
       .writes = true},
      {.id = "pagination.order-is-stable",
       .title = "the order of runs does not depend on the page size",
       .decides = {"PAG-07"},
       .stage = Stage::paging,
       .run = order_is_stable,
       .writes = true,
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
       .writes = true,
       .exclusive = true},
      {.id = "pagination.empty-token",
       .title = "an empty page_token is survived",
       .decides = {"PAG-12"},
       .stage = Stage::paging,
       .run = empty_token},
      {.id = "pagination.foreign-tokens-are-refused",
       .title = "tokens that were never issued are refused",
       .decides = {"PAG-13"},
       .stage = Stage::paging,
       .run = foreign_tokens_refused},
      {.id = "pagination.changed-tokens-are-refused",
       .title = "tokens with a change in them are refused",
       .decides = {"PAG-14"},
       .stage = Stage::paging,
       .run = changed_tokens_refused,
       .writes = true},
      {.id = "pagination.tokens-can-be-used-again",
       .title = "a token works encoded, twice, and with another size",
       .decides = {"PAG-15", "PAG-16", "PAG-17", "PAG-18"},
       .stage = Stage::paging,
       .run = token_reuse,
       .writes = true,
       .exclusive = true},
      {.id = "pagination.zero-page-size",
       .title = "page_size=0 returns no run",
       .decides = {"PAG-19"},
       .stage = Stage::paging,
       .run = zero_page_size,
       .writes = true},
      {.id = "pagination.odd-page-sizes",
       .title = "page sizes that are no sensible number are refused",
       .decides = {"PAG-20", "PAG-21", "PAG-22", "PAG-23"},
       .stage = Stage::paging,
       .run = odd_page_sizes},
  };
  return table;
}

}  // namespace assay::conformance
