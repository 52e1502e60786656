// SPDX-License-Identifier: Apache-2.0
#include "bench/difference.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bench/resample.hpp"
#include "bench/validity.hpp"
#include "core/text.hpp"

namespace assay::bench {
namespace {

constexpr int draws = 1000;
constexpr std::size_t cut = draws / 40;  // 2.5 % on each side
constexpr std::uint64_t seed = 1;

struct Metric {
  const char* name;
  const char* unit;
  const char* more;  // what a ratio above 1 means
  const char* less;
};
constexpr Metric metrics[] = {{"rate", "/s", "more correct responses", "fewer correct responses"},
                              {"p50", " us", "slower", "faster"},
                              {"p99", " us", "slower", "faster"},
                              {"cpu", " us/request", "dearer for the injector", "cheaper for the injector"}};

std::string facts_of(const Result& result) {
  return fmt::format("{} model, {:g}/s offered, {} connections, {} in flight on each, {} threads, judge {}",
                     core::printable(result.model), result.options.rate, result.options.connections,
                     result.options.pipeline, result.options.threads, result.options.judge ? "on" : "off");
}

bool is_clear(const Compared& one) {
  return one.interval && (one.interval->low > 1 || one.interval->high < 1);
}

// The lag is a tenth of the figure of one of the two, and without it neither need be the lower one.
bool percentile_within_lag(double percentile, const Result& before, const Result& after) {
  if (is_busy(before) || is_busy(after)) return true;
  if (!is_within_lag(before, percentile) && !is_within_lag(after, percentile)) return false;
  const auto least = [&](const Result& result) { return least_at(percentile, result.latency, result.lag); };
  return least(before) <= after.latency.at(percentile) && least(after) <= before.latency.at(percentile);
}

// Why the two are no loads of one kind: one is not whole, or they were not offered alike.
std::vector<std::string> misfits(const Result& before, const Result& after) {
  std::vector<std::string> why;
  for (const auto& [name, result] : {std::pair("before", &before), std::pair("after", &after)}) {
    for (const std::string& fault : load_faults(*result)) why.push_back(fmt::format("{}: {}", name, fault));
  }
  const LoadOptions &a = before.options, &b = after.options;
  if (before.model != after.model)
    why.push_back(fmt::format("the models differ: {} and {}", core::printable(before.model),
                              core::printable(after.model)));
  if (a.rate != b.rate)
    why.push_back(fmt::format("the offered rates differ: {:g}/s and {:g}/s", a.rate, b.rate));
  if (a.poll.text != b.poll.text || a.strategy != b.strategy)
    why.emplace_back("the polling policies or strategies differ");
  return why;
}

}  // namespace

std::vector<Compared> compare(const Result& before, const Result& after) {
  const Figures a = figures_of(before), b = figures_of(after);
  const Resample from(before), to(after);
  std::array<std::vector<double>, std::size(metrics)> ratios;
  std::mt19937_64 random(seed);
  for (int i = 0; i < draws && from.seconds() >= 2 && to.seconds() >= 2; ++i) {
    const Figures x = from.draw(random), y = to.draw(random);
    for (std::size_t m = 0; m < ratios.size(); ++m) {
      if (x[m] > 0) ratios[m].push_back(y[m] / x[m]);
    }
  }
  std::vector<Compared> all;
  for (std::size_t m = 0; m < ratios.size(); ++m) {
    Compared& one = all.emplace_back(Compared{metrics[m].name, a[m], b[m]});
    if (a[m] > 0) one.ratio = b[m] / a[m];
    if (ratios[m].size() != draws) continue;
    std::sort(ratios[m].begin(), ratios[m].end());
    one.interval = Interval{ratios[m][cut], ratios[m][draws - 1 - cut]};
  }
  all[0].within_lag = is_busy(before) || is_busy(after);
  all[1].within_lag = percentile_within_lag(50, before, after);
  all[2].within_lag = percentile_within_lag(99, before, after);
  return all;
}

Difference write_difference(const std::string& before_name, const Result& before,
                            const std::string& after_name, const Result& after) {
  std::string text = fmt::format("before  {}, {}\nafter   {}, {}\n\n", core::printable(before_name),
                                 facts_of(before), core::printable(after_name), facts_of(after));
  text += fmt::format("  {:<6}{:>22}{:>22}{:>9}   {}\n", "", "before", "after", "ratio", "95 % of the ratio");
  std::string said, left_out;
  const std::vector<Compared> all = compare(before, after);
  for (std::size_t m = 0; m < all.size(); ++m) {
    const Compared& one = all[m];
    const auto figure = [&](double value) { return fmt::format("{:.1f}{}", value, metrics[m].unit); };
    text += fmt::format("  {:<6}{:>22}{:>22}{:>9}   {}{}\n", one.metric, figure(one.before),
                        figure(one.after), one.ratio ? fmt::format("{:.3f}", *one.ratio) : "-",
                        one.interval ? fmt::format("{:.3f} to {:.3f}", one.interval->low, one.interval->high)
                                     : "unknown: too few seconds",
                        one.within_lag ? "; within the injector's lag" : "");
    if (one.within_lag) left_out += (left_out.empty() ? "" : " and ") + one.metric;
    if (one.within_lag || !is_clear(one) || !one.ratio) continue;
    said += fmt::format("{}{} x{:.2f} ({})", said.empty() ? "" : ", ", one.metric, *one.ratio,
                        one.interval->low > 1 ? metrics[m].more : metrics[m].less);
  }
  text += fmt::format("\n  wrong {} of {} before, {} of {} after\n", before.wrong(), before.requests(),
                      after.wrong(), after.requests());
  if (before.target != after.target)
    text += fmt::format("  the targets differ: {} and {}\n", core::printable(before.target),
                        core::printable(after.target));
  text +=
      "  The interval is of the scatter of seconds within the loads; two that did not alternate (--against) "
      "may differ by more.\n\n";
  const std::vector<std::string> why = misfits(before, after);
  if (!why.empty()) return {text + fmt::format("NOT COMPARABLE: {}\n", fmt::join(why, "; ")), false};
  if (!left_out.empty())
    left_out = fmt::format(
        "; not compared: {}, where the injector's lag or a busy thread could be the difference", left_out);
  return {text + (said.empty() ? "NO DIFFERENCE SEEN" : "DIFFERENT: " + said) + left_out + "\n",
          left_out.empty()};
}

}  // namespace assay::bench
