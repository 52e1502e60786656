// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "bench/figures.hpp"
#include "bench/report.hpp"
#include "bench/validity.hpp"
#include "reports/escape.hpp"

namespace assay::bench {
namespace {

std::string markdown_row(std::string_view label, const Histogram& histogram) {
  std::string text = fmt::format("| {} |", label);
  for (const double p : {50.0, 90.0, 99.0, 99.9})
    text += " " + time_text(static_cast<double>(histogram.at(p)) / 1e3) + " |";
  return text + " " + time_text(static_cast<double>(histogram.max()) / 1e3) + " |\n";
}

std::string watch_table(const Watches& watches) {
  std::string text =
      fmt::format("\n| {} |\n|---|---:|---:|---:|---:|---:|---:|---:|\n", fmt::join(watch_heads, " | "));
  for (const auto& cells : {cells_of("status", watches.status), cells_of("list", watches.list)})
    text += fmt::format("| {} |\n", fmt::join(cells, " | "));
  return text + "\n" + in_words(watches) + "\n";
}

std::string ramp_table(const Ramp& ramp) {
  std::string text = fmt::format("\n| {} |\n|---:|---:|---:|---:|---|\n", fmt::join(ramp_heads, " | "));
  for (const RampStep& step : ramp.steps) {
    for (const std::string& cell : cells_of(step)) text += "| " + reports::markdown(cell) + " ";
    text += "|\n";
  }
  return text;
}

}  // namespace

std::string write_markdown(const Result& result) {
  const auto md = [](std::string_view text) { return reports::markdown(text); };
  std::string text = fmt::format(
      "# {}\n\n{}, WES {}, {} model, {} connections, {:.1f} s, started {}\n\n"
      "{} requests, {} correct, {} wrong, {}\n\n",
      md(verdict(result)), md(result.target), md(result.wes_version), md(result.model),
      result.options.connections, result.measured_s, md(result.started), thousands(result.requests()),
      thousands(result.right()), thousands(result.wrong()), rates_in_words(result));
  if (result.options.poll)
    text += fmt::format("Each run polled {}: {} of {} ended\n\n", md(in_words(result.options.poll)),
                        thousands(result.ended), thousands(result.runs));
  const Conclusion end = conclude(result);
  for (const std::string& why : end.why) text += "- **not measured**: " + md(why) + "\n";
  for (const Judged& judged : result.slo)
    text += fmt::format("- **{}**: {}\n", end.whole ? name(judged.verdict) : "not measured",
                        md(in_words(judged)));
  for (const std::string& note : lag_notes(result)) text += "- " + md(note) + "\n";
  text += "\n| | p50 | p90 | p99 | p99.9 | max |\n|---|---:|---:|---:|---:|---:|\n";
  text += markdown_row("latency", result.latency);
  if (result.scheduled()) {
    text += markdown_row("service time", result.service) + markdown_row("injector lag", result.lag);
  } else {
    text += markdown_row("corrected", result.corrected());
  }
  if (result.stale.count() > 0) text += markdown_row("state age", result.stale);
  if (result.watches) text += watch_table(*result.watches);
  if (result.ramp) text += ramp_table(*result.ramp);
  if (result.wrong() == 0) return text;
  text += "\n| wrong | responses | the first |\n|---|---:|---|\n";
  for (std::size_t i = 1; i < outcomes; ++i) {
    if (result.outcomes[i] == 0) continue;
    const auto kind = static_cast<Outcome>(i);
    std::string first;
    for (const Sample& sample : result.samples) {
      if (sample.outcome == kind && first.empty()) first = md(sample.message);
    }
    text += fmt::format("| {} | {} | {} |\n", md(name(kind)), thousands(result.outcomes[i]), first);
  }
  return text;
}

}  // namespace assay::bench
