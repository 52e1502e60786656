// SPDX-License-Identifier: Apache-2.0
#include "cli/bench/load_view.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bench/figures.hpp"
#include "cli/shared/say.hpp"
#include "cli/shared/terminal.hpp"

namespace assay::cli {
namespace {

std::string how_far(const LoadState& state) {
  if (state.live.at_s < 0) return fmt::format("{}warming up", state.title);
  return fmt::format("{}{:.0f} s of {:.0f} s, {:.0f} s left", state.title,
                     std::min(state.live.at_s, state.length_s), state.length_s,
                     std::max(state.length_s - state.live.at_s, 0.0));
}

std::string requests_text(const bench::Live& live) {
  return fmt::format("{} requests, {} wrong, {}/s", bench::thousands(live.done), bench::thousands(live.wrong),
                     bench::thousands(static_cast<std::uint64_t>(live.rate)));
}

std::string latency_text(const bench::Histogram& latency) {
  const auto at = [&latency](double percentile) {
    return bench::time_text(static_cast<double>(latency.at(percentile)) / 1e3);
  };
  return latency.count() == 0 ? "" : fmt::format(", p50 {} and p99 {} so far", at(50), at(99));
}

// Not "broken": whether the injector's lag broke it is judged at the end.
std::string objective_line(const bench::Standing& standing) {
  if (!standing.known) return "  not seen yet     " + standing.text;
  std::string line = (standing.holds ? "  held so far      " : "  not held so far  ") + standing.text;
  if (standing.windows > 0)
    line += fmt::format(" in the last window, not held in {} of {}", standing.broken, standing.windows);
  return line;
}

}  // namespace

std::vector<std::string> load_lines(const LoadState& state, std::size_t width) {
  const bool has_bar = (width == 0 || width >= least_for_a_bar) && state.live.at_s >= 0;
  std::vector<std::string> lines = {
      (has_bar ? bar(state.live.at_s / std::max(state.length_s, 1e-3)) : "") + how_far(state),
      "  " + requests_text(state.live) + latency_text(state.so_far.latency())};
  for (const bench::Standing& standing : state.so_far.objectives()) lines.push_back(objective_line(standing));
  for (std::string& line : lines) {
    if (width > 1 && line.size() >= width) line.resize(width - 1);
  }
  return lines;
}

std::string load_line(const LoadState& state) {
  return how_far(state) + ": " + requests_text(state.live) + latency_text(state.so_far.latency());
}

LoadView::LoadView(std::string title, const bench::LoadOptions& options,
                   const std::vector<bench::Condition>& slo)
    : title_(std::move(title)),
      length_s_(static_cast<double>(options.duration.count()) / 1e9),
      live_(is_live(stderr)),
      so_far_(options, slo) {}

void LoadView::show(const bench::Live& live) {
  so_far_.add(live);
  const LoadState state{title_, length_s_, live, so_far_};
  if (live_) {
    lines_.show(load_lines(state, width_of(stderr)));
  } else if (std::chrono::steady_clock::now() - printed_ >= at_least_every) {
    say("{}\n", load_line(state));
    printed_ = std::chrono::steady_clock::now();
  }
}

void LoadView::clear() {
  if (live_) lines_.clear();
}

}  // namespace assay::cli
