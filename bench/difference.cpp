// SPDX-License-Identifier: Apache-2.0
#include "bench/difference.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bench/resample.hpp"
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
constexpr Metric metrics[] = {{"rate", "/s", "more right answers", "fewer right answers"},
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
  return all;
}

std::string write_difference(const std::string& before_name, const Result& before,
                             const std::string& after_name, const Result& after) {
  std::string text = fmt::format("before  {}, {}\nafter   {}, {}\n\n", core::printable(before_name),
                                 facts_of(before), core::printable(after_name), facts_of(after));
  text += fmt::format("  {:<6}{:>22}{:>22}{:>9}   {}\n", "", "before", "after", "ratio", "95 % of the ratio");
  std::string said;
  const std::vector<Compared> all = compare(before, after);
  for (std::size_t m = 0; m < all.size(); ++m) {
    const Compared& one = all[m];
    const auto figure = [&](double value) { return fmt::format("{:.1f}{}", value, metrics[m].unit); };
    text += fmt::format("  {:<6}{:>22}{:>22}{:>9}   {}\n", one.metric, figure(one.before), figure(one.after),
                        one.ratio ? fmt::format("{:.3f}", *one.ratio) : "-",
                        one.interval ? fmt::format("{:.3f} to {:.3f}", one.interval->low, one.interval->high)
                                     : "unknown: too few seconds");
    if (!is_clear(one) || !one.ratio) continue;
    said += fmt::format("{}{} x{:.2f} ({})", said.empty() ? "" : ", ", one.metric, *one.ratio,
                        one.interval->low > 1 ? metrics[m].more : metrics[m].less);
  }
  text += fmt::format("\n  wrong {} of {} before, {} of {} after\n", before.wrong(), before.requests(),
                      after.wrong(), after.requests());
  for (const auto& [name, result] : {std::pair("before", &before), std::pair("after", &after)}) {
    for (const std::string& why : why_invalid(*result))
      text += fmt::format("  {} is invalid: {}\n", name, why);
  }
  if (before.target != after.target)
    text += fmt::format("  the targets differ: {} and {}\n", core::printable(before.target),
                        core::printable(after.target));
  text +=
      "  The interval is of the scatter of seconds within the loads; two that were not made by turns "
      "(--against) "
      "may differ by more.\n";
  return text + "\n" + (said.empty() ? "NO DIFFERENCE SEEN" : "DIFFERENT: " + said) + "\n";
}

}  // namespace assay::bench
