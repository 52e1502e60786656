// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "core/clock.hpp"

namespace assay::mock {

// A request that a mock answered. Headers are not kept, so credentials are not.
struct JournalEntry {
  std::uint64_t number = 0;  // 1, 2, 3...
  core::Time at{};
  std::string user;  // "" where nobody is known
  std::string method;
  std::string target;     // "/ga4gh/wes/v1/runs?page_size=2"
  std::string operation;  // "ListRuns"; "" where no operation matched
  std::string run_id;     // that the path names
  std::string sent;       // the body of the request, at most journal_body bytes of it
  int status = 0;
  std::string answer;  // the body, at most journal_body bytes of it
  std::vector<std::string> faults = {};  // ids of those that acted
};
constexpr std::size_t journal_body = 4096;

// One line of text without its end: "2026-01-31T12:00:00.000250Z GET /ga4gh/wes/v1/runs -> 200 {...}".
// Faults that acted stand before the status: "-> [fault-1] 200 {...}".
std::string journal_line(const JournalEntry& entry);

// The last so many entries; none where the capacity is 0. Not thread-safe; the site's lock is held.
class Journal {
 public:
  explicit Journal(std::size_t capacity) : capacity_(capacity) {}
  bool on() const { return capacity_ > 0; }
  void add(JournalEntry entry);  // numbers it
  std::vector<JournalEntry> entries() const { return {entries_.begin(), entries_.end()}; }

 private:
  std::size_t capacity_;
  std::uint64_t last_ = 0;
  std::deque<JournalEntry> entries_ = {};
};

}  // namespace assay::mock
