// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "bench/connection.hpp"
#include "bench/tally.hpp"

namespace assay::bench {

struct Load;

// What one worker keeps of what it sees. Requests that were due in the warm-up are judged (a terminal state
// is remembered) and not counted.
class Recorder {
 public:
  // `is_shown`: what it sees belongs to the figures of the live view.
  explicit Recorder(Load& load, bool is_shown = true);

  void opened() { ++tally_.connections; }
  void sent(std::size_t bytes) { tally_.bytes_out += bytes; }
  void received(std::size_t bytes) { tally_.bytes_in += bytes; }
  void looked_at(std::int64_t due, std::int64_t at);  // open model: a send time and when the loop came to it
  void answered(const Flight& flight, const ResponseHead& head, std::string_view body, std::int64_t at);
  // An answer that was judged elsewhere; `says` of it, for a person. The bytes of the head stand right before
  // the body.
  void settled(const Flight& flight, Outcome outcome, const ResponseHead& head, std::string_view body,
               std::string says, std::int64_t at);
  void ended(const Flight& flight, Outcome outcome, std::int64_t at, const std::string& why);
  void trouble(Outcome outcome, const std::string& why, std::int64_t at);  // of no request
  void spun(std::int64_t from, std::int64_t to);  // looked for events without sleeping, in vain
  void tick(std::int64_t at);                     // now and then, also without answers
  Tally finish(std::int64_t at, std::uint64_t unsent);

 private:
  struct Usage {
    double user_s = 0, system_s = 0, waited_s = 0;
    std::int64_t at = 0;
  };
  static Usage usage(std::int64_t at);
  bool measured(std::int64_t intended) const { return intended >= from_ && intended < to_; }
  void throttled(const ResponseHead& head, std::int64_t at);
  void note_age(const Flight& flight, const ResponseHead& head, std::int64_t at);
  void count(const Flight& flight, Outcome outcome, std::int64_t at);
  bool wants_sample(Outcome outcome) const;
  void sample(Sample sample, std::int64_t at);
  void to_second(std::int64_t at);
  void close_second(const Usage& until);
  std::string in_words(const Flight& flight, const ResponseHead& head, std::string_view body,
                       Outcome outcome) const;

  Load& load_;
  bool is_shown_;
  std::int64_t from_, to_;  // the measured time
  Tally tally_;
  std::vector<std::uint64_t> states_;  // right answers by word of Judge::words()
  Histogram second_latency_;
  Outcomes second_ = {};
  std::int64_t second_end_;
  std::uint64_t told_done_ = 0, told_wrong_ = 0, done_ = 0, wrong_ = 0;
  std::int64_t trouble_since_ = -1, last_right_ = 0;
  Usage begin_;
  Usage second_begin_;
  Usage end_;
  bool begun_ = false, ended_ = false;
};

}  // namespace assay::bench
