// SPDX-License-Identifier: Apache-2.0
// The two files of the HdrHistogram family: percentile text for plotters, and the interval log (version 1.3,
// V2 compressed payload) for tools that merge.
#include <fmt/format.h>
#include <zlib.h>

#include <bit>
#include <cmath>
#include <cstring>

#include "bench/result.hpp"
#include "core/redact.hpp"
#include "core/text.hpp"

namespace assay::bench {
namespace {

constexpr std::uint32_t cookie = 0x1c849313;             // V2, counts as LEB128
constexpr std::uint32_t compressed_cookie = 0x1c849314;  // the same, deflated
constexpr int ticks_per_half = 5;  // lines of the percentile text for each halved distance to 100 %

template <class T>
void put(std::string& out, T value) {
  for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8)
    out += static_cast<char>(static_cast<std::uint64_t>(value) >> shift & 0xff);
}

// ZigZag, then seven bits a byte; the ninth byte holds eight.
void put_count(std::string& out, std::int64_t value) {
  std::uint64_t zigzag = static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
  for (int i = 0; i < 8 && zigzag >= 0x80; ++i) {
    out += static_cast<char>((zigzag & 0x7f) | 0x80);
    zigzag >>= 7;
  }
  out += static_cast<char>(zigzag);
}

std::string compressed(const std::vector<std::uint64_t>& counts) {
  std::string payload;
  std::size_t end = counts.size();
  while (end > 0 && counts[end - 1] == 0) --end;
  for (std::size_t i = 0; i < end;) {
    std::size_t zeros = i;
    while (zeros < end && counts[zeros] == 0) ++zeros;
    if (zeros > i) {
      put_count(payload, -static_cast<std::int64_t>(zeros - i));
      i = zeros;
    } else {
      put_count(payload, static_cast<std::int64_t>(counts[i++]));
    }
  }
  std::string plain;
  put(plain, cookie);
  put(plain, static_cast<std::uint32_t>(payload.size()));
  put(plain, std::int32_t{0});  // normalizing index offset
  put(plain, std::int32_t{Histogram::digits});
  put(plain, std::int64_t{1});
  put(plain, Histogram::highest);
  put(plain, std::bit_cast<std::uint64_t>(1.0));
  plain += payload;
  uLongf size = compressBound(plain.size());
  std::string deflated(size, '\0');
  compress(reinterpret_cast<Bytef*>(deflated.data()), &size, reinterpret_cast<const Bytef*>(plain.data()),
           plain.size());
  std::string out;
  put(out, compressed_cookie);
  put(out, static_cast<std::uint32_t>(size));
  return out.append(deflated, 0, size);
}

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
    std::vector<std::uint64_t> counts(Histogram::slots);
    std::uint32_t last = 0;
    for (const auto& [slot, n] : result.seconds[i].latency) {
      counts[slot] = n;
      last = slot;
    }
    const double longest_ms = result.seconds[i].latency.empty() ? 0 : us(Histogram::highest_of(last)) / 1e3;
    text += fmt::format("Tag=status,{:.3f},1.000,{:.3f},{}\n", static_cast<double>(i), longest_ms,
                        core::base64(compressed(counts)));
  }
  return text;
}

}  // namespace assay::bench
