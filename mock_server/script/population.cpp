// SPDX-License-Identifier: Apache-2.0
#include "mock_server/script/population.hpp"

#include <numeric>

#include "mock_server/base/draws.hpp"

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
  constexpr auto ages = digest("ages");
  const auto within = static_cast<double>(draw(seed ^ ages, serial) >> 11) * 0x1p-53;
  const auto share = (static_cast<double>(runs - serial) + within) / static_cast<double>(runs);
  const auto span = share * static_cast<double>((oldest - youngest).count());
  return youngest +
         core::Duration(static_cast<core::Duration::rep>(span + 0.5));  // never negative: no std::llround
}

const Choice& Population::part(std::uint64_t seed, std::uint64_t serial) const {
  if (mix.size() == 1) return mix.front();
  constexpr auto parts = digest("mix");
  return choose(mix, draw(seed ^ parts, serial));
}

}  // namespace assay::mock
