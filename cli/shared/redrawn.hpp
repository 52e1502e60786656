// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace assay::cli {

constexpr std::chrono::seconds at_least_every{30};  // off a terminal, a line
constexpr std::size_t least_for_a_bar = 60;         // columns

// "61 s", "4 min 10 s"; "[######..................] "
std::string time_text(std::int64_t seconds);
std::string bar(double share);

// A few lines of stderr, on a terminal, that are written again and again in the same place.
class Redrawn {
 public:
  void show(const std::vector<std::string>& lines);
  void clear();

 private:
  std::size_t shown_ = 0;
};

}  // namespace assay::cli
