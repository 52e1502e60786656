// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/rules/finding.hpp"
#include "schemas/page.hpp"

namespace assay::conformance {

using schemas::next_token;
using schemas::Page;
using schemas::page_reading;
using schemas::PageReading;
using schemas::read_page;

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
