// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/live_view.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/shared/redrawn.hpp"
#include "core/text.hpp"

namespace assay::cli {
namespace {

std::string head_line(const LiveState& state, std::size_t width) {
  const double share = state.total == 0 ? 0 : static_cast<double>(state.done) / state.total;
  return fmt::format("{}{}{} of {} checks, {} requests, {}", state.title,
                     width < least_for_a_bar ? "" : bar(share), state.done, state.total, state.requests,
                     time_text(state.seconds));
}

std::string verdict_line(const LiveState& state) {
  std::string text;
  for (const auto& [verdict, count] : state.verdicts)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, reports::name(verdict));
  return text;
}

std::string check_line(const LiveCheck& check) {
  std::string text = fmt::format("  {}  {}", check.check, time_text(check.seconds));
  if (!check.waits_for.empty()) text += ", waits for " + core::printable(check.waits_for);
  if (!check.waits_for.empty() && check.at_most > 0)
    text += fmt::format(", at most {} more", time_text(check.at_most));
  return text;
}

}  // namespace

std::vector<std::string> live_lines(const LiveState& state, std::size_t width, std::size_t most) {
  std::vector<std::string> lines = {head_line(state, width)};
  if (const std::string verdicts = verdict_line(state); !verdicts.empty()) lines.push_back("  " + verdicts);
  std::vector<LiveCheck> running = state.running;
  std::stable_sort(running.begin(), running.end(),
                   [](const LiveCheck& a, const LiveCheck& b) { return a.seconds > b.seconds; });
  const std::size_t room = most - lines.size();
  const std::size_t shown = running.size() <= room ? running.size() : room - 1;
  for (std::size_t i = 0; i < shown; ++i) lines.push_back(check_line(running[i]));
  if (shown < running.size()) lines.push_back(fmt::format("  and {} more", running.size() - shown));
  for (std::string& line : lines) {
    if (width > 1 && line.size() >= width) line.resize(width - 1);
  }
  return lines;
}

}  // namespace assay::cli
