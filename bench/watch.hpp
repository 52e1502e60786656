// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/tally.hpp"

namespace assay::bench {

// What it cost to watch the runs in one way, and when the ends of runs were noticed.
struct Watch {
  std::uint64_t requests = 0, wrong = 0;
  std::uint64_t bytes_in = 0, bytes_out = 0;
  std::uint64_t walks = 0;  // of the list
  Histogram noticed;        // ns from the start of the load until a terminal state was read, for each run
};

// Watching the same runs at the same time by a status call for each, and by walking the list.
struct Watches {
  Watch status, list;
  // Of runs whose end both noticed: by how long the one was later than the other.
  Histogram list_later, status_later;
};
void add(Watches& into, const Watches& other);

// `status` and `list`: when each run was seen to end, ns since the start, in the same order; 0 where it was
// not.
void compare_ends(Watches& watches, const std::vector<std::int64_t>& status,
                  const std::vector<std::int64_t>& list);

// For tables: strategy, requests, wrong, bytes read and sent, ends noticed, and when: median and last.
constexpr std::array<std::string_view, 8> watch_heads = {"strategy",  "requests", "wrong",     "bytes in",
                                                         "bytes out", "ends",     "median at", "last at"};
std::array<std::string, 8> cells_of(std::string_view strategy, const Watch& watch);
std::string in_words(
    const Watches& watches);  // "of 40 ends that both noticed the list was later 31 times, by ..."

}  // namespace assay::bench
