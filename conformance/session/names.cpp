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

std::set<std::string> names_of(std::uint64_t seed, int repetitions, const std::string& asker) {
  std::set<std::string> names;
  for (int repetition = 1; repetition <= repetitions; ++repetition) {
    std::mt19937_64 random =
        names_from(seed, repetition == 1 ? asker : asker + "#" + std::to_string(repetition));
    for (int i = 0; i < kMostNames; ++i) names.insert(name_of(random()));
  }
  return names;
}

bool may_have_named(std::uint64_t seed, int repetitions, std::string_view tag) {
  const std::size_t dash = tag.rfind('-');
  return dash != std::string_view::npos && names_of(seed, repetitions, std::string(tag.substr(0, dash)))
                                               .contains(std::string(tag.substr(dash + 1)));
}

}  // namespace assay::conformance
