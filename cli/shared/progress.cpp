// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/progress.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/shared/terminal.hpp"

#include "cli/shared/say.hpp"

namespace assay::cli {
namespace {

constexpr std::chrono::seconds at_least_every{30};
constexpr std::size_t most_names = 2;

bool is_news(reports::Verdict verdict) {
  using reports::Verdict;
  return verdict != Verdict::pass && verdict != Verdict::info && verdict != Verdict::not_applicable &&
         verdict != Verdict::skipped;
}

}  // namespace

ProgressLine::ProgressLine(bool quiet, std::string title)
    : quiet_(quiet), live_(is_live(stderr)), title_(std::move(title)) {}

// "[56/153] 245 requests, 61 s: pagination.old-token-works"
std::string ProgressLine::state() const {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - began_).count();
  std::string names;
  for (std::size_t i = 0; i < running_.size() && i < most_names; ++i)
    names += (i == 0 ? ": " : ", ") + running_[i];
  if (running_.size() > most_names) names += fmt::format(" and {} more", running_.size() - most_names);
  if (last_.total == 0) return fmt::format("{}waiting for the first response, {} s", title_, seconds);
  return fmt::format("{}[{}/{}] {} requests, {} s{}", title_, last_.done, last_.total, last_.requests,
                     seconds, names);
}

void ProgressLine::print_line(const std::string& text) {
  say("{}\n", text);
  printed_ = Clock::now();
}

void ProgressLine::show(const conformance::Progress& progress) {
  last_ = progress;
  if (progress.ended)
    std::erase(running_, progress.check);
  else if (std::find(running_.begin(), running_.end(), progress.check) == running_.end())
    running_.push_back(progress.check);
  if (quiet_) return;
  if (live_)
    tick();
  else if (progress.ended && is_news(progress.worst))
    print_line(fmt::format("{}[{}/{}] {} {}", title_, progress.done, progress.total,
                           reports::name(progress.worst), progress.check));
}

void ProgressLine::tick() {
  if (quiet_) return;
  if (!live_) {
    if (Clock::now() - printed_ >= at_least_every) print_line(state());
    return;
  }
  std::string text = state();
  const std::size_t width = width_of(stderr);
  if (width > 1 && text.size() >= width) text.resize(width - 1);
  say("\r\x1b[K{}", text);
}

void ProgressLine::clear() {
  if (live_ && !quiet_) say("\r\x1b[K");
}

}  // namespace assay::cli
