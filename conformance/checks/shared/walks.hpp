// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/session/context.hpp"

// What checks that walk the list of runs share. Walks are bounded: a service may hold thousands of runs.
namespace assay::conformance {

Walk walk_of(std::string page_size, std::size_t most_pages = 80);
ExchangePtr last_of(const Walk& walk);  // of a walk that has begun
std::string why_cut(const Walk& walk);
bool shows_all(const Walk& walk, const std::vector<std::string>& ids);
std::vector<std::string> ids_of(const std::vector<RunPtr>& runs);

// A walk that has not begun, with a page size that makes about a dozen pages of the list. Asks for one page.
Task<Walk> sized_walk(CheckContext& t);
// Walks on until all of `ids` were seen, or to the end: short where the newest runs come first.
Task<void> walk_until_seen(CheckContext& t, Walk& walk, const std::vector<std::string>& ids);

// A run as the list shows it.
struct Listed {
  ExchangePtr exchange;  // the page with the run, else the last that was read
  JsonPtr item;          // null where no page that was read holds the run
  std::string pointer;   // "/runs/3"
  std::string cut;       // why there may be pages that were not read; "" where the whole list was read
};
Task<Listed> find_in_list(CheckContext& t, std::string run_id);

// Ends the check where `answer`, to an unusual request for the list, is no success and the usual request is
// answered with none either: what is unusual is not to blame.
Task<void> need_sound_list(CheckContext& t, ExchangePtr answer);

// The token that leads from page 1 to page 2 with two runs to a page; ends the check where there is none.
Task<std::string> some_token(CheckContext& t);

// A walk over all runs, once there are some to page over; ends the check where the first page is none.
struct WholeWalk {
  Walk walk;
  std::vector<std::string> expected;  // ids that existed at the first page
};
Task<WholeWalk> walk_all_runs(CheckContext& t);

// How a finding names what a list shows.
struct ListWords {
  std::string_view item = "run";
  std::string_view last_page = "the last page";
  std::string_view pages = "pages";
  std::vector<std::string> pointers = {};  // of a repeat
};
inline const ListWords task_words{"task", "the last page of tasks", "pages of tasks", {"/task_logs"}};

// No page has more items than page_size.
void judge_sizes(CheckContext& t, const Walk& walk, std::string_view requirement);
// Of a walk that has ended: WES ends it with a token that is empty.
void judge_last_token(CheckContext& t, const Page& end, std::string_view requirement,
                      const ListWords& words = {});
// At most most_empty_pages in a row are empty.
void judge_empty_pages(CheckContext& t, const Walk& walk, std::string_view requirement,
                       const ListWords& words = {});
// Judge a walk that has ended, or (repeats: where `enough`; losses: always) has shown what was expected; else
// inconclusive.
void judge_repeats(CheckContext& t, const Walk& walk, std::string_view requirement, bool enough = false,
                   const ListWords& words = {});
void judge_losses(CheckContext& t, const Walk& walk, const std::vector<std::string>& expected,
                  std::string_view requirement);
// Broken, and true, where the service refused a token that it had just given.
bool judge_refusal(CheckContext& t, const Walk& walk, std::string_view requirement);

}  // namespace assay::conformance
