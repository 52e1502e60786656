// SPDX-License-Identifier: Apache-2.0
#include "bench/validity.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bench/figures.hpp"

namespace assay::bench {
namespace {

constexpr double busy_limit = 0.98;
constexpr double waited_limit = 0.1;  // of the threads' time
constexpr double most_skew = 0.1;     // of the measured time
constexpr double most_unsent = 0.001;
constexpr std::int64_t lag_floor = 1'000'000;  // ns
constexpr std::size_t most_outages = 5;        // that are named
constexpr const char* remedy = "give the injector a core of its own, add --threads, or use --spin";

// A merged load: shards that are not there, parts that did not load the target at the same time.
void judge_parts(const Result& result, std::vector<std::string>& why) {
  if (result.parts.empty()) return;
  std::vector<std::string> missing;
  const int count = result.parts[0].shard.count;
  for (int index = 1; index <= count && count > 1; ++index) {
    const bool there = std::any_of(result.parts.begin(), result.parts.end(),
                                   [&](const Part& part) { return part.shard.index == index; });
    if (!there) missing.push_back(std::to_string(index));
  }
  if (!missing.empty())
    why.push_back(fmt::format("of {} shards these are missing: {}", count, fmt::join(missing, ", ")));
  if (result.start_skew_s > most_skew * result.measured_s)
    why.push_back(
        fmt::format("the parts started {:.1f} s apart, which is too much for a load of {:.1f} s; "
                    "give all the same --start-at",
                    result.start_skew_s, result.measured_s));
}

// "1 of 2 parts was invalid: 2/2: ..."
void judge_parts(const Result& result, std::vector<std::string> Part::*faults,
                 std::vector<std::string>& why) {
  std::string said;
  std::size_t bad = 0;
  for (const Part& part : result.parts) {
    if ((part.*faults).empty()) continue;
    ++bad;
    said += fmt::format("{}{}: {}", said.empty() ? "" : "; ",
                        part.shard.count > 1 ? part.shard.text() : "started " + part.started,
                        (part.*faults).front());
  }
  if (bad > 0)
    why.push_back(fmt::format("{} of {} parts {} invalid: {}", bad, result.parts.size(),
                              bad == 1 ? "was" : "were", said));
}

std::string nothing_right(const Result& result) {
  if (!result.options.poll || result.requests() > 0 || !result.samples.empty())
    return "not one response was correct";
  return result.ended > 0
             ? "every run that was polled had ended before the measured time began; use --warmup "
               "0s, or runs that live longer"
             : "no poll was due in the measured time; make --duration longer than the interval of "
               "--poll";
}

bool misses_requests(const Result& result) {
  return static_cast<double>(result.unsent) >
         most_unsent * static_cast<double>(result.requests() + result.unsent);
}

// Of objectives: some requests are not in the figures, which makes them better than the server.
std::string unsent_in_words(const Result& result) {
  return injector_faults(result).empty()
             ? fmt::format(
                   "{} requests that were due found no free connection before the end; add "
                   "--connections, or lower --rate",
                   result.unsent)
             : fmt::format("{} requests that were due were not sent before the end; {}", result.unsent,
                           remedy);
}

std::string undecided_in_words(const Result& result) {
  std::string said;
  for (const Judged& judged : result.slo) {
    if (judged.verdict == Verdict::undecided) said += (said.empty() ? "" : ", ") + judged.condition.text;
  }
  return "the injector's lag does not allow a verdict on " + said + "; " + remedy;
}

bool any_is(const Result& result, Verdict verdict) {
  return std::any_of(result.slo.begin(), result.slo.end(),
                     [&](const Judged& judged) { return judged.verdict == verdict; });
}

// The search claims what its steps showed.
Conclusion of_ramp(const Ramp& ramp) {
  if (const auto cut = ramp.cut_short()) return {Conclusion::Word::invalid, {*cut}, false};
  if (ramp.held() > 0) return {Conclusion::Word::held, {}};
  if (ramp.steps.empty() || ramp.steps.front().verdict == RampStep::Verdict::broken)
    return {Conclusion::Word::broken, {}};
  return {Conclusion::Word::invalid, {in_words(ramp)}};
}

}  // namespace

bool is_busy(const Result& result) { return result.busiest > busy_limit; }

bool is_out_of_cpu(const Result& result) {
  if (is_busy(result)) return true;
  return !result.scheduled() &&
         result.waited_for_cpu_s > waited_limit * result.measured_s * std::max(result.options.threads, 1);
}

bool is_within_lag(const Result& result, double percentile) {
  const std::int64_t lag = result.lag.at(percentile);
  return result.scheduled() && lag > lag_floor && lag * 10 > result.latency.at(percentile);
}

std::vector<std::string> injector_faults(const Result& result) {
  std::vector<std::string> why;
  if (result.right() == 0) return why;
  if (is_busy(result)) {
    why.push_back(
        fmt::format("the injector was the bottleneck: a thread was busy {:.0f} % of the time; add --threads, "
                    "or lower --rate",
                    result.busiest * 100));
  }
  if (is_within_lag(result, 99)) {
    why.push_back(fmt::format("the injector was late: p99 of its lag is {} of a latency of {}; {}",
                              time_text(static_cast<double>(result.lag.at(99)) / 1e3),
                              time_text(static_cast<double>(result.latency.at(99)) / 1e3), remedy));
  }
  return why;
}

std::vector<std::string> load_faults(const Result& result) {
  std::vector<std::string> why;
  if (result.interrupted) why.emplace_back("it was interrupted");
  if (result.right() == 0) {
    why.push_back(nothing_right(result));
    return why;
  }
  if (result.watches && result.watches->list.wrong == result.watches->list.requests)
    why.emplace_back("not one page of the list was correct");
  judge_parts(result, why);
  judge_parts(result, &Part::faults, why);
  for (std::size_t i = 0; i < result.outages.size() && i < most_outages; ++i)
    why.push_back(fmt::format("the target did not answer from {:.1f} s to {:.1f} s", result.outages[i].from_s,
                              result.outages[i].to_s));
  return why;
}

Conclusion conclude(const Result& result) {
  using Word = Conclusion::Word;
  if (result.ramp) return of_ramp(*result.ramp);
  Conclusion end{Word::invalid, load_faults(result)};
  // With requests that were not sent, an objective that is broken is broken even so.
  const bool broken = any_is(result, Verdict::broken);
  if (misses_requests(result) && !result.interrupted && result.right() > 0 && !broken)
    end.why.push_back(unsent_in_words(result));
  end.whole = end.why.empty();
  if (result.slo.empty()) {
    judge_parts(result, &Part::injector_faults, end.why);
    for (std::string& fault : injector_faults(result)) end.why.push_back(std::move(fault));
    if (end.why.empty()) end.word = Word::measured;
    return end;
  }
  if (end.why.empty() && !broken && any_is(result, Verdict::undecided))
    end.why.push_back(undecided_in_words(result));
  if (end.why.empty()) end.word = broken ? Word::broken : Word::held;
  return end;
}

std::string_view name(Conclusion::Word word) {
  constexpr std::string_view words[] = {"measured", "held", "broken", "invalid"};
  return words[static_cast<std::size_t>(word)];
}

std::string_view headline_of(Conclusion::Word word) {
  constexpr std::string_view words[] = {"MEASURED", "HELD", "BROKEN", "NOT MEASURED"};
  return words[static_cast<std::size_t>(word)];
}

std::vector<std::string> why_invalid(const Result& result) { return conclude(result).why; }

std::vector<std::string> lag_notes(const Result& result) {
  const Conclusion::Word word = conclude(result).word;
  if (word != Conclusion::Word::held && word != Conclusion::Word::broken) return {};
  std::vector<std::string> notes;
  if (is_within_lag(result, 99))
    notes.push_back(
        fmt::format("the latency has the injector's lag in it (p99 {}), so the server is no slower than this",
                    time_text(static_cast<double>(result.lag.at(99)) / 1e3)));
  if (is_busy(result))
    notes.push_back(
        fmt::format("the injector was busy {:.0f} % of the time, so the server may be faster than this",
                    result.busiest * 100));
  for (const Part& part : result.parts) {
    if (!part.injector_faults.empty())
      notes.push_back("part " + (part.shard.count > 1 ? part.shard.text() : part.started) + ": " +
                      part.injector_faults.front());
  }
  return notes;
}

}  // namespace assay::bench
