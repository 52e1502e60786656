// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/rules/finding.hpp"
#include "schemas/dialect.hpp"

namespace assay::conformance {

// One page of the list of runs, or of the tasks of a run.
struct Page {
  ExchangePtr exchange;
  std::vector<std::string> ids;  // of runs or tasks, in the order given; "" where an item has none
  enum class Token { text, empty, null, absent, wrong_type } token_kind = Token::absent;
  std::string token;          // for Token::text
  bool readable = false;      // 200, JSON object, with an array of items
  std::string leads_on = {};  // where the token stands: "next_page_token", "links"
  std::string member;         // the member that held the items: "runs", or the look-alike "workflows"
};

// Where pages of a listing keep what they hold.
struct PageReading {
  std::string items = "runs";
  std::string id = "run_id";             // of an item
  std::string next = "next_page_token";  // PageStyle::token: the member with the token
  std::string token_parameter = {};      // PageStyle::links: the token is its value in the link of rel next
};
// `operation` is ListRuns or ListTasks.
PageReading page_reading(const schemas::Dialect& dialect, std::string_view operation);
// Items as items_in() finds them, ids as id_member() reads them. `body` may be null (no JSON).
Page read_page(const ExchangePtr& exchange, const nlohmann::json* body, const PageReading& reading);
// As WES names them: `items` is "runs" or "task_logs".
Page read_page(const ExchangePtr& exchange, const nlohmann::json* body, std::string_view items);

// What leads from a page to the next; "" where nothing does.
std::string next_token(const nlohmann::json& page, const schemas::Dialect& dialect);

// A walk from the first page on. Cut: bounded by us, so that its end is not known.
struct Walk {
  std::string operation = "ListRuns";
  std::string run_id = {};     // for ListTasks
  std::string page_size = {};  // "" leaves it to the server
  std::string user = "main";
  std::size_t most_pages = 200;
  std::vector<Page> pages = {};
  bool ended = false;    // the server said so
  std::string cut = {};  // why we stopped before the end: "200 pages", "a token came back", "status 500"
  bool token_cycle = false;

  std::vector<std::string> ids() const;  // of all pages
};

// Whether to ask for another page after the last; sets ended, cut or token_cycle where not. Bounds:
// most_pages, a token that came before, more than most_empty_pages in a row, a first page with more items
// than asked for.
bool wants_more(Walk& walk);

// Empty pages with a token that may follow each other; a walk that meets more is cut.
constexpr std::size_t most_empty_pages = 3;
// The most pages without items that follow each other.
std::size_t empty_streak(const Walk& walk);

// A run that came twice, with its two pages; nothing where none did.
struct Repeat {
  std::string id;
  std::size_t first_page;
  std::size_t second_page;
};
std::optional<Repeat> first_repeat(const Walk& walk);

// Those of `expected` that the walk did not show, in their order.
std::vector<std::string> missing_from(const Walk& walk, const std::vector<std::string>& expected);

// Pages with more items than page_size (when that is a positive number).
std::vector<const Page*> oversized(const Walk& walk);

// The smallest size of 2 or more that fills pages exactly with `total` items, in `pages` of them at most.
std::size_t exact_page_size(std::size_t total, std::size_t pages);

// The common ids of two walks in a different relative order: the first pair; nothing where the order agrees.
std::optional<std::pair<std::string, std::string>> first_disorder(const std::vector<std::string>& a,
                                                                  const std::vector<std::string>& b);

}  // namespace assay::conformance
