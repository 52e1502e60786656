// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace assay::bench {

// Intended send times of an open load: every k-th request of all threads is due at k / rate, whatever the
// answers do, so that a stalled server cannot hide by slowing its own load down (coordinated omission).
// Thread i of n has k = i, i + n, i + 2n, ... Pure: no clock.
class Schedule {
 public:
  Schedule(double rate, int thread, int threads)
      : gap_(1e9 / rate),
        next_(static_cast<std::uint64_t>(thread)),
        step_(static_cast<std::uint64_t>(threads)) {}
  std::int64_t due() const {
    return static_cast<std::int64_t>(static_cast<double>(next_) * gap_);
  }  // ns since the start
  void advance() { next_ += step_; }

 private:
  double gap_;  // ns
  std::uint64_t next_;
  std::uint64_t step_;
};

}  // namespace assay::bench
