// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <cstddef>

namespace assay::mock {

namespace limits {

// All bodies that are not whole yet, but for the first bytes of each; above: 503.
inline constexpr std::size_t unfinished_bytes = 64 * 1024 * 1024;
inline constexpr std::size_t first_body_bytes = 16 * 1024;
// To one pipeline; then the answers are sent, and others have a turn.
inline constexpr std::size_t answers = 32;
inline constexpr std::size_t answer_bytes = 64 * 1024;

}  // namespace limits

// What the bodies of requests that are not whole yet may take together, on all connections of one listener.
class BodyRoom {
 public:
  explicit BodyRoom(std::size_t bytes) : left_(bytes) {}
  bool take(std::size_t bytes) {
    std::size_t left = left_.load(std::memory_order_relaxed);
    while (left >= bytes) {
      if (left_.compare_exchange_weak(left, left - bytes, std::memory_order_relaxed)) return true;
    }
    return false;
  }
  void give_back(std::size_t bytes) { left_.fetch_add(bytes, std::memory_order_relaxed); }

 private:
  std::atomic<std::size_t> left_;
};

}  // namespace assay::mock
