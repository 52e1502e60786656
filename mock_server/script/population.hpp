// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "mock_server/script/run.hpp"

namespace assay::mock {

// A timeline of several; its chance is its share of all weights.
struct Choice {
  std::uint32_t weight = 1;
  Timeline timeline;
  std::shared_ptr<const RunRequest> request = {};  // of a population: what its runs show as sent
};
// The choice that a draw means. `choices` is not empty.
const Choice& choose(const std::vector<Choice>& choices, std::uint64_t draw);

// Runs that are there when the mock starts: numbers 1 (the oldest) to `runs`. Nothing is kept for each: what
// a run is follows from the seed and its number.
struct Population {
  std::uint64_t runs = 0;
  core::Duration youngest{};
  core::Duration oldest{};
  std::vector<Choice> mix = {};

  // Evenly spread, with a draw within each run's own part of the span: a lower number is never younger.
  core::Duration age(std::uint64_t seed, std::uint64_t serial) const;
  const Choice& part(std::uint64_t seed, std::uint64_t serial) const;
};

}  // namespace assay::mock
