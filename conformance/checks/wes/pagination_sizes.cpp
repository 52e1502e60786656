// SPDX-License-Identifier: Apache-2.0
// What page_size does to one page.
#include <fmt/format.h>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/walks.hpp"
#include "conformance/session/context.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

constexpr std::size_t kMostByDefault = 1000;

struct SizeRow {
  const char* size;
  std::string_view requirement;
  std::string_view what;
};
// The huge ones last: their answers may be longer than the client takes.
constexpr SizeRow odd_sizes[] = {
    {"-1", "PAG-20", "a negative page_size"},
    {"-9223372036854775808", "PAG-20", "a negative page_size"},
    {"abc", "PAG-21", "a page_size that is no number"},
    {"1.5", "PAG-21", "a page_size with a fraction"},
    {"1e3", "PAG-21", "a page_size with an exponent"},
    {"0x10", "PAG-21", "a page_size in hexadecimal"},
    {" ", "PAG-21", "a page_size of a space"},
    {"\xd9\xa1", "PAG-21", "a page_size in Arabic digits"},
    {"9223372036854775808", "PAG-23", "a page_size beyond int64"},
    {"2147483648", "PAG-22", "a page_size above 2^31"},
    {"9223372036854775807", "PAG-22", "the largest page_size there is"},
};

Task<void> page_size_binds(CheckContext& t) {
  const std::vector<RunPtr> runs = co_await t.paging_runs();
  const std::size_t k = runs.size();
  t.need(k > 1, "the list shows one run only");
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

Task<void> default_page_size(CheckContext& t) {
  co_await t.any_run();
  Walk walk = walk_of("");
  co_await t.next_page(walk);
  const Page& page = walk.pages.front();
  t.need(page.readable, in_words(*page.exchange) + ", which is no page");
  const std::size_t size = page.ids.size();
  const int promised = t.dialect().default_page_size;
  const std::size_t most = promised > 0 ? static_cast<std::size_t>(promised) : kMostByDefault;
  t.info("PAG-02",
         walk.ended ? fmt::format("the list has one page without a page_size; it holds {} runs", size)
                    : fmt::format("a page without a page_size holds {} runs", size),
         page.exchange);
  t.expect(
      size <= most, "PAG-02",
      finding(page.exchange, "no-default-size", fmt::format("a page without a page_size has {} runs", size),
              fmt::format("at most {}", most), std::to_string(size), {"/" + page.member}));
}

Task<void> zero_page_size(CheckContext& t) {
  co_await t.paging_runs();
  const ExchangePtr answer = co_await t.list("0", "");
  const Page page = read_page(answer, t.json(answer).get(), "runs");
  t.need(page.readable || !is_ok(*answer), in_words(*answer) + ", which is no page");
  if (page.readable && page.ids.empty() && page.token_kind == Page::Token::text) {
    t.graded("PAG-19", Verdict::warn,
             finding(answer, "empty-page-leads-on",
                     "page_size=0 is answered with an empty page that has a token: a client that follows it "
                     "never comes to an end",
                     "400, or an empty page without a token",
                     core::printable(core::shortened(page.token, 60)), {"/next_page_token"}));
  } else if (page.ids.empty()) {
    t.judge_status("PAG-19", answer, "page_size=0");
  } else {
    t.broken("PAG-19", finding(answer, "page-too-large",
                               fmt::format("page_size=0 was answered with {} runs", page.ids.size()), "none",
                               std::to_string(page.ids.size()), {"/" + page.member}));
  }
}

Task<void> odd_page_sizes(CheckContext& t) {
  for (const SizeRow& row : odd_sizes) {
    const ExchangePtr answer = co_await t.list(row.size, "");
    if (is_server_error(*answer)) co_await need_sound_list(t, answer);
    t.judge_status(row.requirement, answer, row.what);
  }
}

Task<void> page_size_twice(CheckContext& t) {
  Call call;
  call.operation = "ListRuns";
  call.query = {{t.dialect().page_size_parameter, "1"}, {t.dialect().page_size_parameter, "2"}};
  const ExchangePtr answer = co_await t.send(call);
  if (is_server_error(*answer)) co_await need_sound_list(t, answer);
  t.judge_status("PAG-24", answer, "page_size=1&page_size=2");
}

}  // namespace

const std::vector<Check>& pagination_sizes_checks() {
  static const std::vector<Check> table = {
      {.id = "pagination.page-size-binds",
       .title = "no page is larger than page_size",
       .decides = {"PAG-01"},
       .stage = Stage::paging,
       .run = page_size_binds},
      {.id = "pagination.default-page-size",
       .title = "a page without page_size has a default size",
       .decides = {"PAG-02"},
       .stage = Stage::paging,
       .run = default_page_size},
      {.id = "pagination.zero-page-size",
       .title = "page_size=0 returns no run",
       .decides = {"PAG-19"},
       .stage = Stage::paging,
       .run = zero_page_size},
      {.id = "pagination.odd-page-sizes",
       .title = "page sizes that are no sensible number are refused",
       .decides = {"PAG-20", "PAG-21", "PAG-22", "PAG-23"},
       .stage = Stage::paging,
       .run = odd_page_sizes},
      {.id = "pagination.page-size-twice",
       .title = "a page_size that comes twice is survived",
       .decides = {"PAG-24"},
       .stage = Stage::paging,
       .run = page_size_twice},
  };
  return table;
}

}  // namespace assay::conformance
