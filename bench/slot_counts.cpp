// SPDX-License-Identifier: Apache-2.0
#include "bench/slot_counts.hpp"

#include "core/result.hpp"

namespace assay::bench {
namespace {

// ZigZag, then seven bits a byte; the ninth byte holds eight.
void put_number(std::string& out, std::int64_t value) {
  std::uint64_t zigzag = static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
  for (int i = 0; i < 8 && zigzag >= 0x80; ++i) {
    out += static_cast<char>((zigzag & 0x7f) | 0x80);
    zigzag >>= 7;
  }
  out += static_cast<char>(zigzag);
}

// Takes a number from the front of `rest`, which is not empty; one that is cut short ends where the bytes do.
std::int64_t take_count(std::string_view& rest) {
  std::uint64_t zigzag = 0;
  std::size_t i = 0;
  for (bool more = true; more && i < rest.size(); ++i) {
    const auto byte = static_cast<unsigned char>(rest[i]);
    more = i < 8 && byte >= 0x80;
    zigzag |= static_cast<std::uint64_t>(more ? byte & 0x7f : byte) << (7 * i);
  }
  rest.remove_prefix(i);
  return static_cast<std::int64_t>(zigzag >> 1) ^ -static_cast<std::int64_t>(zigzag & 1);
}

}  // namespace

SlotCounts::SlotCounts(const Histogram& histogram) {
  std::int64_t empty = 0;
  std::string payload;
  for (const std::uint64_t n : histogram.counts()) {
    if (n == 0) {
      ++empty;
      continue;
    }
    if (empty > 0) put_number(payload, -std::exchange(empty, 0));
    put_number(payload, static_cast<std::int64_t>(n));
  }
  payload_ = std::string(payload);  // no larger than it needs to be
}

SlotCounts::SlotCounts(std::initializer_list<value_type> counts) {
  Histogram histogram;
  for (const auto& [slot, n] : counts) histogram.record(Histogram::lowest_of(slot), n);
  *this = SlotCounts(histogram);
}

SlotCounts SlotCounts::of_payload(std::string_view payload) {
  Histogram histogram;
  std::size_t slot = 0;
  while (!payload.empty()) {
    const std::int64_t number = take_count(payload);
    const std::size_t steps = number < 0 ? 0 - static_cast<std::size_t>(number) : 1;
    if (steps > Histogram::slots - slot)
      throw core::BadInput({"a histogram has more than " + std::to_string(Histogram::slots) + " slots"});
    if (number > 0) histogram.record(Histogram::lowest_of(slot), static_cast<std::uint64_t>(number));
    slot += steps;
  }
  return SlotCounts(histogram);
}

void SlotCounts::add(const SlotCounts& other) {
  Histogram both;
  add_to(both);
  other.add_to(both);
  *this = SlotCounts(both);
}

void SlotCounts::add_to(Histogram& histogram) const {
  for (const auto& [slot, n] : *this) histogram.record(Histogram::lowest_of(slot), n);
}

SlotCounts::Iterator& SlotCounts::Iterator::operator++() {
  here_ = {};
  while (here_.second == 0 && !rest_.empty()) {
    const std::int64_t number = take_count(rest_);
    if (number > 0) here_ = {next_++, static_cast<std::uint64_t>(number)};
    if (number < 0) next_ += static_cast<std::uint32_t>(-number);
  }
  return *this;
}

}  // namespace assay::bench
