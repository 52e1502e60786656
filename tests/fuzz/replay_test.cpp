// SPDX-License-Identifier: Apache-2.0
// Every seed of every harness, its beginnings, and itself with single bits changed: what a fuzzer tries
// first.
#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "core/files.hpp"
#include "tests/fuzz/harness.hpp"
#include "tests/support/paths.hpp"

namespace assay::tests {
namespace {

constexpr int most_variants = 60;

std::vector<std::string> seeds_of(std::string_view harness) {
  std::vector<std::string> seeds;
  const std::string folder = source_path("tests/fuzz/seeds/" + std::string(harness));
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    seeds.push_back(core::read_file(entry.path().string()).value());
  return seeds;
}

TEST(Fuzz, EverySeedAndItsNeighboursKeepWhatMustHold) {
  std::mt19937 random(1);
  int runs = 0;
  for (const fuzz::Harness& harness : fuzz::harnesses()) {
    SCOPED_TRACE(harness.name);
    const std::vector<std::string> seeds = seeds_of(harness.name);
    EXPECT_GE(seeds.size(), 2u);
    for (const std::string& seed : seeds) {
      EXPECT_NO_THROW(harness.run(seed));
      for (int i = 0; i < most_variants && !seed.empty(); ++i, ++runs) {
        const std::size_t at = random() % seed.size();
        EXPECT_NO_THROW(harness.run(std::string_view(seed).substr(0, at))) << at;
        std::string flipped = seed;
        flipped[at] = static_cast<char>(flipped[at] ^ (1 << random() % 8));
        EXPECT_NO_THROW(harness.run(flipped)) << at;
      }
    }
  }
  EXPECT_GT(runs, 500);
}

}  // namespace
}  // namespace assay::tests
