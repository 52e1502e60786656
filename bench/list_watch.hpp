// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/load.hpp"
#include "bench/tally.hpp"
#include "bench/worker.hpp"

namespace assay::bench {

// Of a walk of the list: pages at most, and the runs asked for on each.
constexpr int most_pages = 10'000;
constexpr const char* page_size = "100";

// Stands for the id of a run in samples of the list.
inline constexpr const char* list_as_run = "GET /runs";

// What one page of GET /runs says of runs that are watched.
struct ListPage {
  struct Item {
    std::string id;
    int word = 0;  // index into Judge::words()
  };
  std::vector<Item> items;
  std::string next;  // the token of the next page; "" at the end
};
// False where the body is no page of this dialect; `outcome` says why.
bool read_page(std::string_view body, const schemas::Dialect& dialect, const Judge& judge, ListPage& page,
               Outcome& outcome);

// Watches the runs by walking GET /runs, a walk for each wait of the polling policy, over one connection, as
// one client does. A walk ends at the last page, or where each run that has not ended was seen. Blocks until
// all have ended, or the load has.
struct ListWatch {
  Tally tally;  // a request is a page
  std::uint64_t walks = 0;
  std::vector<std::int64_t>
      ended;  // ns since the start, by number of the run; 0 where it was not seen to end
};
ListWatch watch_list(Load& load, const Target& target);

}  // namespace assay::bench
