// SPDX-License-Identifier: Apache-2.0
#include "bench/recorder.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>

#include "bench/sample_exchange.hpp"
#include "bench/worker.hpp"
#include "core/text.hpp"

namespace assay::bench {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t shortest_outage = 200'000'000;
constexpr std::int64_t default_pause = 1;  // seconds, of a 429 without Retry-After
constexpr std::size_t most_quoted = 120;

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

// Nanoseconds that this thread was runnable but did not run: the second number of the kernel's schedstat.
double waited_for_cpu() {
  double waited = 0;
  if (std::FILE* file = std::fopen("/proc/thread-self/schedstat", "r")) {
    unsigned long long ran = 0, waits = 0;
    if (std::fscanf(file, "%llu %llu", &ran, &waits) == 2) waited = static_cast<double>(waits) / 1e9;
    std::fclose(file);
  }
  return waited;
}

}  // namespace

Recorder::Recorder(Load& load, bool is_shown)
    : load_(load),
      is_shown_(is_shown && load.watched),
      from_(load.measured_from()),
      to_(load.measured_to()),
      second_end_(load.measured_from() + second_ns) {
  states_.resize(load.judge.words().size());
}

Recorder::Usage Recorder::usage(std::int64_t at) {
  rusage used = {};
  getrusage(RUSAGE_THREAD, &used);
  return {seconds_of(used.ru_utime), seconds_of(used.ru_stime), waited_for_cpu(), at};
}

void Recorder::looked_at(std::int64_t due, std::int64_t at) {
  if (measured(due)) tally_.lag.record(at - due);
}

std::string Recorder::in_words(const Flight& flight, const ResponseHead& head, std::string_view body,
                               Outcome outcome) const {
  const std::string text = core::printable(core::shortened(body, most_quoted));
  switch (outcome) {
    case Outcome::content_type:
      return "the answer is not application/json: " + text;
    case Outcome::body:
      return "no JSON object with run_id and state: " + text;
    case Outcome::other_run:
      return "asked for " + core::printable(flight.run->id) + ", came " + text;
    case Outcome::illegal_state:
      return "no state of this version: " + text;
    case Outcome::left_terminal: {
      const auto known = flight.run->terminal.load(std::memory_order_relaxed);
      const std::string& word = load_.judge.words()[(known & 31u) - 1];
      char before[32];
      std::snprintf(before, sizeof before, "%.3f",
                    static_cast<double>(flight.sent - static_cast<std::int64_t>(known >> 5)) / 1e9);
      return word + " was read " + std::string(before) + " s before this was asked, then came " + text;
    }
    default:
      return "status " + std::to_string(head.status) + ": " + text;
  }
}

void Recorder::answered(const Flight& flight, const ResponseHead& head, std::string_view body,
                        std::int64_t at) {
  Outcome outcome = Outcome::right;
  int state = -1;
  if (load_.options.judge) {
    outcome = load_.judge(*flight.run, head, body, flight.sent, at, &state);
  } else if (head.status != 200) {
    outcome = Outcome::status;
  }
  if (state >= 0 && outcome == Outcome::right && measured(flight.intended)) {
    ++states_[static_cast<std::size_t>(state)];
    note_age(flight, head, at);
  }
  settled(flight, outcome, head, body, outcome == Outcome::right ? "" : in_words(flight, head, body, outcome),
          at);
}

void Recorder::settled(const Flight& flight, Outcome outcome, const ResponseHead& head, std::string_view body,
                       std::string says, std::int64_t at) {
  if (outcome == Outcome::throttled) throttled(head, at);
  if (outcome != Outcome::right && wants_sample(outcome)) {
    const std::string_view bytes(body.data() - head.size, head.size);
    sample({outcome, 0, flight.run->id, std::move(says), answered_exchange(flight, bytes, body, at)}, at);
  }
  count(flight, outcome, at);
}

void Recorder::throttled(const ResponseHead& head, std::int64_t at) {
  const std::int64_t until = at + (head.retry_after >= 0 ? head.retry_after : default_pause) * second_ns;
  std::int64_t known = load_.paused_until.load(std::memory_order_relaxed);
  while (known < until && !load_.paused_until.compare_exchange_weak(known, until)) {
  }
  if (known < until) tally_.paused_s += static_cast<double>(until - std::max(known, at)) / 1e9;
}

// The server looked at some time between the send and the answer, so the state had been left for at most what
// it says and the whole of that time.
void Recorder::note_age(const Flight& flight, const ResponseHead& head, std::int64_t at) {
  if (head.left_us == ResponseHead::unknown) return;
  constexpr std::int64_t most_us = Histogram::highest / 1000;
  const std::int64_t left = std::clamp(head.left_us, -most_us, most_us) * 1000 + (at - flight.sent);
  tally_.stale.record(left);
  tally_.stale_answers += left > 0;
}

void Recorder::ended(const Flight& flight, Outcome outcome, std::int64_t at, const std::string& why) {
  if (wants_sample(outcome))
    sample({outcome, 0, flight.run->id, why, lost_exchange(flight, outcome, why, at)}, at);
  count(flight, outcome, at);
}

void Recorder::trouble(Outcome outcome, const std::string& why, std::int64_t at) {
  if (wants_sample(outcome)) sample({outcome, 0, "", why}, at);
  if (trouble_since_ < 0) trouble_since_ = at;
}

void Recorder::count(const Flight& flight, Outcome outcome, std::int64_t at) {
  ++done_;
  wrong_ += outcome != Outcome::right;
  if (outcome == Outcome::right) {
    if (trouble_since_ >= 0 && at - trouble_since_ > shortest_outage && last_right_ <= trouble_since_) {
      const auto relative = [&](std::int64_t time) { return static_cast<double>(time - from_) / 1e9; };
      tally_.outages.push_back({relative(trouble_since_), relative(at)});
    }
    trouble_since_ = -1;
    last_right_ = at;
  } else if (outcome >= Outcome::framing && trouble_since_ < 0) {
    trouble_since_ = at;
  }
  to_second(at);
  if (!measured(flight.intended)) return;
  ++tally_.outcomes[static_cast<std::size_t>(outcome)];
  ++second_[static_cast<std::size_t>(outcome)];
  if (load_.options.raw)
    tally_.raw.push_back({flight.intended - from_, flight.sent - from_, at - from_, outcome});
  if (outcome != Outcome::right) return;
  tally_.latency.record(at - flight.intended);
  tally_.service.record(at - flight.sent);
  second_latency_.record(at - flight.intended);
}

bool Recorder::wants_sample(Outcome outcome) const {
  const auto same = std::count_if(tally_.samples.begin(), tally_.samples.end(),
                                  [&](const Sample& s) { return s.outcome == outcome; });
  return static_cast<std::size_t>(same) < most_samples;
}

void Recorder::sample(Sample sample, std::int64_t at) {
  sample.at_s = static_cast<double>(at - from_) / 1e9;
  tally_.samples.push_back(std::move(sample));
}

void Recorder::to_second(std::int64_t at) {
  if (at >= from_ && !begun_) {
    begin_ = second_begin_ = usage(at);
    begun_ = true;
  }
  if (at >= to_ && !ended_) {
    end_ = usage(at);
    ended_ = true;
  }
  while (at >= second_end_ && second_end_ < to_) close_second(usage(at));
}

void Recorder::close_second(const Usage& until) {
  Second second;
  second.outcomes = second_;
  second.latency = SlotCounts(second_latency_);
  second.cpu_s = until.user_s + until.system_s - second_begin_.user_s - second_begin_.system_s;
  second_begin_ = until;
  if (is_shown_) {
    const std::lock_guard lock(load_.passed_guard);
    load_.passed.push_back({tally_.seconds.size(), second});
  }
  tally_.seconds.push_back(std::move(second));
  second_ = {};
  second_latency_.clear();
  second_end_ += second_ns;
}

void Recorder::spun(std::int64_t from, std::int64_t to) {
  if (measured(from)) tally_.spun_s += static_cast<double>(to - from) / 1e9;
}

void Recorder::tick(std::int64_t at) {
  to_second(at);
  load_.done.fetch_add(done_ - told_done_, std::memory_order_relaxed);
  load_.wrong.fetch_add(wrong_ - told_wrong_, std::memory_order_relaxed);
  told_done_ = done_;
  told_wrong_ = wrong_;
}

Tally Recorder::finish(std::int64_t at, std::uint64_t unsent) {
  tick(at);
  if (!ended_) end_ = usage(at);
  close_second(end_);
  tally_.unsent = unsent;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    if (states_[i] > 0) tally_.states.emplace_back(load_.judge.words()[i], states_[i]);
  }
  if (trouble_since_ >= 0)
    tally_.outages.push_back(
        {static_cast<double>(trouble_since_ - from_) / 1e9, static_cast<double>(at - from_) / 1e9});
  tally_.cpu_user_s = end_.user_s - begin_.user_s;
  tally_.cpu_system_s = end_.system_s - begin_.system_s;
  tally_.waited_for_cpu_s = end_.waited_s - begin_.waited_s;
  const double wall = static_cast<double>(end_.at - begin_.at) / 1e9;
  // Who lost the CPU while it spun did not use it: what may have been lost so counts as work, lest it hide
  // some.
  const double idle = std::max(tally_.spun_s - tally_.waited_for_cpu_s, 0.0);
  const double worked = std::max(tally_.cpu_user_s + tally_.cpu_system_s - idle, 0.0);
  tally_.busiest = wall > 0 ? worked / wall : 0;
  return std::move(tally_);
}

}  // namespace assay::bench
