// SPDX-License-Identifier: Apache-2.0
#include "mock_server/runs.hpp"

#include <fmt/format.h>

namespace assay::mock {

Run& RunStore::add(Run run) {
  run.serial = runs_.size() + 1;
  if (run.id.empty()) run.id = uuid_like(seed_, run.serial);
  auto& kept = runs_.emplace_back(std::move(run));
  serials_[kept.id] = kept.serial;
  return kept;
}

Run* RunStore::find(std::string_view id) {
  const auto found = serials_.find(id);
  return found == serials_.end() ? nullptr : &by_serial(found->second);
}

// SplitMix64's output function over a counter.
std::uint64_t draw(std::uint64_t seed, std::uint64_t index) {
  std::uint64_t z = seed * 0xD1342543DE82EF95u + index * 0x9E3779B97F4A7C15u + 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

// FNV-1a.
std::uint64_t digest(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  return hash;
}

std::string uuid_like(std::uint64_t seed, std::uint64_t index) {
  const auto a = draw(seed, 2 * index);
  const auto b = draw(seed, 2 * index + 1);
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", a >> 32, (a >> 16) & 0xFFFF, a & 0xFFF,
                     ((b >> 48) & 0x3FFF) | 0x8000, b & 0xFFFFFFFFFFFF);
}

std::string task_id(const Run& run, std::size_t index) {
  return fmt::format("{:012x}-{}", draw(digest(run.id), run.serial) & 0xFFFFFFFFFFFF, index + 1);
}

}  // namespace assay::mock
