// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "bench/histogram.hpp"

namespace assay::bench {

// The slots of a Histogram that are not empty, in ascending order, with their counts. For keeping many: held
// as the payload of HdrHistogram's V2 (LEB128 of ZigZag, a negative number for so many empty slots), a second
// of 140,000 answers takes about 4 KiB, where a Histogram takes 264.
class SlotCounts {
 public:
  using value_type = std::pair<std::uint32_t, std::uint64_t>;  // slot, count

  SlotCounts() = default;
  SlotCounts(std::initializer_list<value_type> counts);  // in any order; a slot twice is its sum
  explicit SlotCounts(const Histogram& histogram);
  static SlotCounts of_payload(std::string_view payload);  // throws core::BadInput where it is none

  void add(const SlotCounts& other);
  void add_to(Histogram& histogram) const;
  bool empty() const { return payload_.empty(); }
  std::string_view payload() const { return payload_; }
  bool operator==(const SlotCounts&) const = default;

  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = SlotCounts::value_type;
    using difference_type = std::ptrdiff_t;
    using pointer = const value_type*;
    using reference = const value_type&;

    Iterator() = default;  // the end
    explicit Iterator(std::string_view payload) : rest_(payload) { ++*this; }
    reference operator*() const { return here_; }
    Iterator& operator++();
    bool operator==(const Iterator& other) const { return here_ == other.here_; }

   private:
    std::string_view rest_;
    std::uint32_t next_ = 0;  // the slot that rest_ goes on with
    value_type here_ = {};    // a count of 0 at the end
  };
  Iterator begin() const { return Iterator(payload_); }
  Iterator end() const { return {}; }

 private:
  std::string payload_;
};

}  // namespace assay::bench
