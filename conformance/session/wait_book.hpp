// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "core/clock.hpp"

namespace assay::conformance {

// What a check waits for, in words, for who looks on.
struct NowWaiting {
  std::string what;  // "the end of run 3f2a"
  core::Time since{};
  core::Time until{};      // of the epoch: nobody knows
  std::string maker = {};  // who makes what it waits for; its wait says more
};

// Nothing depends on it but the live view.
class WaitBook {
 public:
  // The outermost wait of a check; null where it does not wait.
  const NowWaiting* of(std::string_view check) const;

 private:
  friend class Waiting;
  std::multimap<std::string, NowWaiting, std::less<>> waits_;
};

// In the book as long as it lives.
class Waiting {
 public:
  Waiting(std::shared_ptr<WaitBook> book, std::string_view check, NowWaiting wait);
  ~Waiting() { book_->waits_.erase(at_); }
  Waiting(const Waiting&) = delete;
  void until(core::Time time) { at_->second.until = time; }

 private:
  std::shared_ptr<WaitBook> book_;
  std::multimap<std::string, NowWaiting, std::less<>>::iterator at_;
};

}  // namespace assay::conformance
