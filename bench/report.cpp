// SPDX-License-Identifier: Apache-2.0
#include "bench/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "bench/evidence.hpp"
#include "bench/figures.hpp"
#include "bench/validity.hpp"
#include "core/fields.hpp"
#include "core/text.hpp"

namespace assay::bench {
namespace {

constexpr Writer table[] = {
    {"console", "what the terminal shows", write_console},
    {"json", "all figures and histograms; what `bench merge` and `bench diff` read", write_json},
    {"evidence",
     "the same with samples of wrong answers as exchanges; `report` makes all other formats of it",
     write_evidence},
    {"html", "one page with charts, which needs no script and no network", write_html},
    {"markdown", "the same in short, for a merge request or an issue", write_markdown},
    {"junit", "a case for each condition of --slo; an error if it was not measured", write_junit},
    {"openmetrics", "figures for Prometheus and other monitors", write_openmetrics},
    {"percentiles", "HdrHistogram percentile text of the latencies, in us",
     [](const Result& result) { return write_percentiles(result.latency); }},
    {"hlog", "HdrHistogram log, a line for each second", write_hlog},
};

std::string percentile_line(std::string_view label, const Histogram& histogram) {
  std::string line = fmt::format("  {:<13}", label);
  for (const double p : {50.0, 90.0, 99.0, 99.9, 99.99})
    line += fmt::format("{:>11}", time_text(static_cast<double>(histogram.at(p)) / 1e3));
  return line + fmt::format("{:>11}\n", time_text(static_cast<double>(histogram.max()) / 1e3));
}

std::string wrong_lines(const Result& result) {
  std::string text;
  for (std::size_t i = 1; i < outcomes; ++i) {
    if (result.outcomes[i] == 0) continue;
    const auto kind = static_cast<Outcome>(i);
    text += fmt::format("  {:<14}{:>12}", name(kind), thousands(result.outcomes[i]));
    for (const Sample& sample : result.samples) {
      if (sample.outcome != kind) continue;
      text += fmt::format("   at {:.2f} s, {}", sample.at_s, core::printable(sample.message));
      break;
    }
    text += "\n";
  }
  return text;
}

std::string ramp_lines(const Ramp& ramp) {
  std::string text = fmt::format("\n  {:>10}{:>12}{:>11}{:>10}   {}\n", ramp_heads[0], ramp_heads[1],
                                 ramp_heads[2], ramp_heads[3], ramp_heads[4]);
  for (const RampStep& step : ramp.steps) {
    const auto cells = cells_of(step);
    text += fmt::format("  {:>10}{:>12}{:>11}{:>10}   {}\n", cells[0], cells[1], cells[2], cells[3],
                        core::printable(cells[4]));
  }
  return text;
}

std::string watch_lines(const Watches& watches) {
  std::string text = "\n";
  const auto line = [&](const auto& cells) {
    text += fmt::format("  {:<10}{:>10}{:>7}{:>14}{:>14}{:>8}{:>11}{:>11}\n", cells[0], cells[1], cells[2],
                        cells[3], cells[4], cells[5], cells[6], cells[7]);
  };
  line(watch_heads);
  line(cells_of("status", watches.status));
  line(cells_of("list", watches.list));
  return text + "  " + in_words(watches) + "\n";
}

}  // namespace

std::span<const Writer> writers() { return table; }

core::Result<const Writer*> find_writer(std::string_view name) {
  std::vector<std::string> names;
  for (const Writer& writer : table) {
    if (writer.name == name) return &writer;
    names.emplace_back(writer.name);
  }
  const std::string near = core::closest(name, names);
  return core::Error{
      "there is no report format '" + core::printable(name) + "'", "--report",
      near.empty() ? "one of " + fmt::format("{}", fmt::join(names, ", ")) : "did you mean '" + near + "'?"};
}

std::string write_console(const Result& result) {
  std::string text = fmt::format("{}, {} model, {} connections, {} {}, {:.1f} s of {} runs\n\n",
                                 core::printable(result.target), result.model, result.options.connections,
                                 result.options.threads, result.options.threads == 1 ? "thread" : "threads",
                                 result.measured_s, thousands(result.runs));
  if (!result.parts.empty())
    text += fmt::format("  merged from {} parts, which started within {:.3f} s\n", result.parts.size(),
                        result.start_skew_s);
  if (result.shard.count > 1) text += "  shard " + result.shard.text() + " of a load\n";
  text += "  " + rates_in_words(result) +
          fmt::format("   requests {}   correct {}   wrong {}\n", thousands(result.requests()),
                      thousands(result.right()), thousands(result.wrong()));
  if (result.options.poll)
    text += fmt::format("  each run polled {} until it ended: {} of {} did\n", in_words(result.options.poll),
                        thousands(result.ended), thousands(result.runs));
  if (result.wrong() > 0) text += "\n" + wrong_lines(result);
  text += fmt::format("\n  {:<13}{:>11}{:>11}{:>11}{:>11}{:>11}{:>11}\n", "", "p50", "p90", "p99", "p99.9",
                      "p99.99", "max");
  text += percentile_line("latency", result.latency);
  if (result.scheduled()) {
    text += percentile_line("service time", result.service);
    text += percentile_line("injector lag", result.lag);
  } else {
    text += percentile_line("corrected", result.corrected());
  }
  if (result.stale.count() > 0)
    text +=
        percentile_line("state age", result.stale) +
        fmt::format(
            "  {} of {} correct responses showed a state that the run may have left before they arrived\n",
            thousands(result.stale_answers), thousands(result.stale.count()));
  if (result.watches) text += watch_lines(*result.watches);
  const auto share = [&](double seconds) {  // of the threads' time, in per cent
    return result.measured_s > 0 ? seconds / result.measured_s / result.options.threads * 100 : 0;
  };
  text += fmt::format(
      "\n  injector {:.1f} us CPU a request ({:.1f} user, {:.1f} system), busiest thread {:.0f} %, spinning "
      "{:.0f} %, waited for a CPU {:.1f} %\n",
      result.cpu_us_per_request(),
      result.requests() ? result.cpu_user_s * 1e6 / static_cast<double>(result.requests()) : 0,
      result.requests() ? result.cpu_system_s * 1e6 / static_cast<double>(result.requests()) : 0,
      result.busiest * 100, share(result.spun_s), share(result.waited_for_cpu_s));
  if (!result.states.empty()) {
    text += "  states";
    for (const auto& [word, n] : result.states)
      text += fmt::format("  {} {}", core::printable(word), thousands(n));
    text += "\n";
  }
  if (result.ramp) text += ramp_lines(*result.ramp);
  const Conclusion end = conclude(result);
  for (const Judged& judged : result.slo)
    text += fmt::format("  {:<13}{}\n", end.whole ? name(judged.verdict) : "not measured", in_words(judged));
  for (std::size_t i = 1; i < end.why.size(); ++i)  // the first is the last line
    text += "  not measured: " + core::printable(end.why[i]) + "\n";
  for (const std::string& note : lag_notes(result)) text += "  note: " + core::printable(note) + "\n";
  return text + "\n" + verdict(result) + "\n";
}

std::string rates_in_words(const Result& result) {
  const std::string achieved =
      fmt::format("achieved {}/s", thousands(static_cast<std::uint64_t>(std::llround(result.rate()))));
  return result.options.rate > 0 ? fmt::format("offered {:g}/s   {}", result.options.rate, achieved)
                                 : achieved;
}

std::string verdict(const Result& result) {
  using Word = Conclusion::Word;
  const Conclusion end = conclude(result);
  const std::string word = std::string(headline_of(end.word)) + ": ";
  if (end.word == Word::invalid) return word + end.why.front();
  if (result.ramp) return word + in_words(*result.ramp);
  if (end.word == Word::broken) {
    const auto first = std::find_if(result.slo.begin(), result.slo.end(),
                                    [](const Judged& judged) { return judged.verdict == Verdict::broken; });
    return word + in_words(*first);
  }
  return fmt::format("{}{}/s achieved, p99 {}{}, {} wrong of {}", word,
                     thousands(static_cast<std::uint64_t>(std::llround(result.rate()))),
                     time_text(static_cast<double>(result.latency.at(99)) / 1e3),
                     is_within_lag(result, 99)
                         ? fmt::format(" with an injector lag of {} in it",
                                       time_text(static_cast<double>(result.lag.at(99)) / 1e3))
                         : "",
                     thousands(result.wrong()), thousands(result.requests()));
}

}  // namespace assay::bench
