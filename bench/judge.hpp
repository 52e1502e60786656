// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/response_head.hpp"
#include "schemas/dialect.hpp"

namespace assay::bench {

// What became of one request. Only `right` is throughput.
enum class Outcome : std::uint8_t {
  right,
  throttled,      // 429, or 503 with Retry-After
  status,         // another status than the operation's success
  content_type,   // not application/json
  body,           // no JSON object with a run id and a state
  other_run,      // of a run that was not asked for
  illegal_state,  // a word that the dialect does not have
  left_terminal,  // another state after a terminal one of the same run, seen on any connection before this
                  // was asked
  framing,        // no HTTP/1.x, or a length that contradicts itself
  closed,         // the connection ended before the answer did
  timeout,        // no whole answer in time; what comes later is not read
  connect,        // no connection
};
constexpr std::size_t outcomes = 12;
std::string_view name(Outcome outcome);  // "left_terminal"

bool needs_no_escapes(std::string_view text);  // in JSON; false also for bytes outside ASCII

// A run that is polled. Workers share it; what it remembers of answers is one atomic word.
struct PolledRun {
  explicit PolledRun(std::string its_id, std::uint64_t its_number = 0)
      : id(std::move(its_id)), number(its_number), plain(needs_no_escapes(id)) {}
  std::string id;
  std::uint64_t number;      // of the population: 0, 1, 2...
  bool plain;                // the id stands in JSON as it is
  std::string request = {};  // its bytes, ready to be sent
  // 0, or when a terminal state was first read (ns since the start of the load, shifted by 5) and which (+
  // 1).
  std::atomic<std::uint64_t> terminal{0};
  bool ended() const { return terminal.load(std::memory_order_relaxed) != 0; }
  std::int64_t ended_at() const {
    return static_cast<std::int64_t>(terminal.load(std::memory_order_relaxed) >> 5);
  }
};

// Says of one answer whether it is right. Shared by all workers; constant but for PolledRun::terminal.
class Judge {
 public:
  explicit Judge(const schemas::Dialect& dialect);

  // `sent` and `received` in ns since the start of the load. `state`, where given, becomes the index of the
  // word.
  Outcome operator()(PolledRun& run, const ResponseHead& head, std::string_view body, std::int64_t sent,
                     std::int64_t received, int* state = nullptr) const;

  // Of an answer to any operation whose success is `success`, before its body is looked at.
  static Outcome of_head(const ResponseHead& head, int success);
  int word_of(std::string_view text) const;  // -1 where there is none
  const std::vector<std::string>& words() const { return words_; }
  bool is_terminal(int word) const { return (terminal_ >> word & 1u) != 0; }

 private:
  // Of `{"run_id":"8c1...","state":"RUNNING"}`, byte by byte: what scan_status would find. -1 for any other
  // body.
  int usual_state(std::string_view body, const PolledRun& run) const;
  std::vector<std::string> words_;
  schemas::Readings names_;
  std::string before_id_;     // {"run_id":"
  std::string before_state_;  // ","state":"
  std::uint32_t terminal_ = 0;
  int success_ = 200;
};

// The run id and the state of a status body. The quick scan takes an object of these two members without
// escapes; any other body goes through the JSON parser, with the guard of core/json_guard.hpp. False where
// either is missing.
struct StatusBody {
  std::string_view run_id;
  std::string_view state;
};
bool scan_status(std::string_view body, const schemas::Readings& names, StatusBody& status);
bool parse_status(std::string_view body, const schemas::Readings& names, std::string& run_id,
                  std::string& state);

}  // namespace assay::bench
