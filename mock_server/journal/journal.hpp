// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/headers.hpp"
#include "mock_server/journal/why.hpp"

namespace assay::mock {

// A request that a mock answered.
struct JournalEntry {
  std::uint64_t number = 0;  // 1, 2, 3...
  core::Time at{};
  std::string user;  // "" where nobody is known
  std::string method;
  std::string target;          // "/ga4gh/wes/v1/runs?page_size=2"
  core::Headers headers = {};  // Accept, Content-Type, Host and User-Agent: no others, so no credentials
  std::string operation;       // "ListRuns"; "" where no operation matched
  std::string run_id;          // that the path names
  std::string sent;            // the body of the request, at most journal_body bytes of it
  std::size_t sent_bytes = 0;  // of the whole
  int status = 0;
  core::Headers answer_headers = {};  // but those of the connection: Date, Content-Length
  std::string answer;                 // the body, at most journal_body bytes of it
  std::size_t answer_bytes = 0;
  std::vector<std::string> faults = {};  // ids of those that acted
  Why why = {};
};
constexpr std::size_t journal_body = 4096;

// Which exchanges are meant. All that is given must hold; an empty filter means every exchange.
struct JournalFilter {
  std::string operation = {};  // "CancelRun"
  std::string method = {};     // "POST"
  std::string target = {};     // with * and ?: "*/runs/*/cancel"
  std::string run_id = {};     // that the path names
  std::string user = {};
  std::string sent = {};    // the body of the request, with * and ?: "*workflow_type=CWL*"
  int status = 0;           // 404
  std::uint64_t after = 0;  // only numbers above it
};
bool matches(const JournalFilter& filter, const JournalEntry& entry);

// The numbers of exchanges that stand in the journal in this order, others between them or not: one for each
// filter. Fewer where the order does not hold: the first filter that has none is then the next.
std::vector<std::uint64_t> in_order(const std::vector<JournalEntry>& entries,
                                    const std::vector<JournalFilter>& order);

// One line of text without its end: "2026-01-31T12:00:00.000250Z GET /ga4gh/wes/v1/runs -> 200 {...}".
// Faults that acted stand before the status: "-> [fault-1] 200 {...}".
std::string journal_line(const JournalEntry& entry);
// "2026-01-31T12:00:00.000250Z".
std::string exact_time(core::Time time);

// Called with each exchange, one at a time, while the answer waits.
using JournalLog = std::function<void(const JournalEntry&)>;

// The last so many entries; none where the capacity is 0. Not thread-safe; the site's lock is held.
class Journal {
 public:
  explicit Journal(std::size_t capacity, JournalLog log = {}) : capacity_(capacity), log_(std::move(log)) {}
  bool on() const { return capacity_ > 0 || log_; }
  void add(JournalEntry entry);                 // numbers it
  std::uint64_t last() const { return last_; }  // the last number; 0 before the first
  std::vector<JournalEntry> entries(const JournalFilter& filter) const;
  std::size_t count(const JournalFilter& filter) const;
  void clear() { entries_.clear(); }  // numbers go on

 private:
  std::size_t capacity_;
  JournalLog log_;
  std::uint64_t last_ = 0;
  std::deque<JournalEntry> entries_ = {};
};

}  // namespace assay::mock
