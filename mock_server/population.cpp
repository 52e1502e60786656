// SPDX-License-Identifier: Apache-2.0
#include "mock_server/population.hpp"

#include <cmath>
#include <numeric>

#include "mock_server/draws.hpp"

namespace assay::mock {

const Choice& choose(const std::vector<Choice>& choices, std::uint64_t draw) {
  const auto total = std::accumulate(choices.begin(), choices.end(), std::uint64_t{0},
                                     [](std::uint64_t sum, const Choice& one) { return sum + one.weight; });
  auto lot = draw % total;
  const auto* chosen = choices.data();
  while (lot >= chosen->weight) lot -= chosen++->weight;
  return *chosen;
}

core::Duration Population::age(std::uint64_t seed, std::uint64_t serial) const {
  const auto within = static_cast<double>(draw(seed ^ digest("ages"), serial) >> 11) * 0x1p-53;
  const auto share = (static_cast<double>(runs - serial) + within) / static_cast<double>(runs);
  return youngest + core::Duration(std::llround(share * static_cast<double>((oldest - youngest).count())));
}

const Choice& Population::part(std::uint64_t seed, std::uint64_t serial) const {
  return choose(mix, draw(seed ^ digest("mix"), serial));
}

}  // namespace assay::mock
