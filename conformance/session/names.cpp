// SPDX-License-Identifier: Apache-2.0
#include "conformance/session/names.hpp"

#include <vector>

namespace assay::conformance {
namespace {

constexpr int kMostNames = 1000;  // of one asker; the busiest draws some dozens

}  // namespace

std::mt19937_64 names_from(std::uint64_t seed, std::string_view asker) {
  std::vector<std::uint32_t> words{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)};
  for (const char c : asker) words.push_back(static_cast<unsigned char>(c));
  std::seed_seq sequence(words.begin(), words.end());
  return std::mt19937_64(sequence);
}

std::string name_of(std::uint64_t drawn) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string name;
  for (int i = 0; i < 12; ++i, drawn >>= 4) name += digits[drawn & 15];
  return name;
}

bool may_have_named(std::uint64_t seed, int repetitions, std::string_view tag) {
  const std::size_t dash = tag.rfind('-');
  if (dash == std::string_view::npos || tag.size() - dash != 13) return false;
  for (int repetition = 1; repetition <= repetitions; ++repetition) {
    std::string asker(tag.substr(0, dash));
    if (repetition > 1) asker += "#" + std::to_string(repetition);
    std::mt19937_64 random = names_from(seed, asker);
    for (int i = 0; i < kMostNames; ++i) {
      if (name_of(random()) == tag.substr(dash + 1)) return true;
    }
  }
  return false;
}

}  // namespace assay::conformance
