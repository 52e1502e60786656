// SPDX-License-Identifier: Apache-2.0
// The two files of the HdrHistogram family: percentile text for plotters, and the interval log (version 1.3,
// V2 compressed payload) for tools that merge.
#include <fmt/format.h>

#include <cmath>

#include "bench/hdr_text.hpp"
#include "bench/result.hpp"
#include "core/text.hpp"

namespace assay::bench {
namespace {

constexpr int ticks_per_half = 5;  // lines of the percentile text for each halved distance to 100 %

double us(std::int64_t ns) { return static_cast<double>(ns) / 1e3; }

}  // namespace

std::string write_percentiles(const Histogram& histogram) {
  std::string text =
      fmt::format("{:>12} {:>14} {:>10} {:>14}\n\n", "Value", "Percentile", "TotalCount", "1/(1-Percentile)");
  const std::uint64_t all = histogram.count();
  std::uint64_t seen = 0;
  double next = 0;  // the least percentile, as a share, that the next line is for
  for (std::size_t slot = 0; slot < Histogram::slots && all > 0; ++slot) {
    const std::uint64_t n = histogram.counts()[slot];
    if (n == 0) continue;
    seen += n;
    const double share = static_cast<double>(seen) / static_cast<double>(all);
    if (share < next) continue;
    const double value = us(Histogram::highest_of(slot));
    if (seen == all) {
      text += fmt::format("{:12.3f} {:14.12f} {:10}\n", value, 1.0, all);
      break;
    }
    text += fmt::format("{:12.3f} {:14.12f} {:10} {:14.2f}\n", value, share, seen, 1 / (1 - share));
    const double halvings = std::floor(std::log2(1 / (1 - share))) + 1;
    next = share + std::pow(0.5, halvings) / ticks_per_half;
  }
  text += fmt::format("#[Mean    = {:12.3f}, StdDeviation   = {:12.3f}]\n", histogram.mean() / 1e3,
                      histogram.stddev() / 1e3);
  text += fmt::format("#[Max     = {:12.3f}, Total count    = {:12}]\n", us(histogram.max()), all);
  text +=
      fmt::format("#[Buckets = {:12}, SubBuckets     = {:12}]\n", Histogram::buckets, 2 * Histogram::half);
  return text;
}

std::string write_hlog(const Result& result) {
  std::string text = fmt::format(
      "#[wes-assay {} status latencies in ns of {}, started {}]\n#[Histogram log format version 1.3]\n"
      "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n",
      result.suite_version, core::printable(result.target), core::printable(result.started));
  for (std::size_t i = 0; i < result.seconds.size(); ++i) {
    const SlotCounts& latency = result.seconds[i].latency;
    std::int64_t longest = 0;
    for (const auto& [slot, n] : latency) longest = Histogram::highest_of(slot);
    text += fmt::format("Tag=status,{:.3f},1.000,{:.3f},{}\n", static_cast<double>(i), us(longest) / 1e3,
                        hdr_text(latency));
  }
  return text;
}

}  // namespace assay::bench
