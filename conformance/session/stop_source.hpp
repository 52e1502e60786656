// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <functional>
#include <string>

#include "core/clock.hpp"

namespace assay::conformance {

// Called on the run's executor, by a signal handler or a test: the run stops asking, cancels its own runs
// within a bound, and ends incomplete with `why`.
class StopSource {
 public:
  void request(std::string why);
  bool requested() const { return !why_.empty(); }
  const std::string& why() const { return why_; }
  core::Time at() const { return at_; }
  void on_stop(std::function<void()> call) { on_stop_ = std::move(call); }
  // How many runs of the suite will have to be cancelled; 0 before the run tells how to count them.
  std::size_t open_runs() const { return count_ ? count_() : 0; }
  void count_runs_by(std::function<std::size_t()> count) { count_ = std::move(count); }
  void tell_time_by(const core::Clock& clock) { clock_ = &clock; }

 private:
  const core::Clock* clock_ = nullptr;
  core::Time at_{};  // of the request
  std::string why_;
  std::function<void()> on_stop_;
  std::function<std::size_t()> count_;
};

}  // namespace assay::conformance
