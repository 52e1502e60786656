// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/redrawn.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/shared/say.hpp"
#include "core/text.hpp"

namespace assay::cli {
namespace {

constexpr std::size_t bar_cells = 24;

// To the first of the lines, and all of them away.
std::string back(std::size_t lines) {
  return (lines > 1 ? fmt::format("\x1b[{}A", lines - 1) : std::string()) + "\r\x1b[J";
}

}  // namespace

std::string time_text(std::int64_t seconds) {
  return seconds < 120 ? fmt::format("{} s", seconds)
                       : fmt::format("{} min {} s", seconds / 60, seconds % 60);
}

std::string bar(double share) {
  const auto full = static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * bar_cells);
  return "[" + std::string(full, '#') + std::string(bar_cells - full, '.') + "] ";
}

void Redrawn::show(const std::vector<std::string>& lines) {
  say("{}{}", back(shown_), core::joined(lines, "\n"));
  shown_ = lines.size();
}

void Redrawn::clear() {
  say("{}", back(shown_));
  shown_ = 0;
}

}  // namespace assay::cli
