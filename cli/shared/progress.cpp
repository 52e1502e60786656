// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/progress.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/shared/say.hpp"
#include "cli/shared/terminal.hpp"
#include "core/text.hpp"

namespace assay::cli {
namespace {

constexpr std::chrono::seconds least_wait{2};
constexpr std::size_t most_names = 2;

bool is_news(reports::Verdict verdict) {
  using reports::Verdict;
  return verdict != Verdict::pass && verdict != Verdict::info && verdict != Verdict::not_applicable &&
         verdict != Verdict::skipped;
}

}  // namespace

ProgressLine::ProgressLine(const core::Clock& clock, bool quiet, std::string title)
    : clock_(clock), quiet_(quiet), live_(is_live(stderr)), title_(std::move(title)) {}

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
  note(progress);
  if (quiet_) return;
  if (progress.ended && is_news(progress.worst)) {
    clear();
    print_line(fmt::format("{}[{}/{}] {} {}", title_, progress.done, progress.total,
                           reports::name(progress.worst), progress.check));
  }
  if (live_) tick();
}

// When what runs began, and how what ended came out.
void ProgressLine::note(const conformance::Progress& progress) {
  if (progress.ended) {
    started_.erase(progress.check);
    if (is_news(progress.worst)) ++verdicts_[progress.worst];
  } else {
    started_.try_emplace(progress.check, Clock::now());
  }
}

// A wait that has just begun is no news.
void ProgressLine::note_wait(LiveCheck& check) const {
  const conformance::NowWaiting* wait = last_.waits ? last_.waits->of(check.check) : nullptr;
  const core::Time now = clock_.now();
  if (!wait || now < wait->since + least_wait) return;
  check.waits_for = wait->what;
  const auto left = std::chrono::duration_cast<std::chrono::seconds>(wait->until - now);
  if (wait->until != core::Time{}) check.at_most = std::max<std::int64_t>(1, left.count());
}

LiveState ProgressLine::live_state() const {
  const auto since = [](Clock::time_point then) {
    return std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - then).count();
  };
  LiveState state{title_, last_.done, last_.total, last_.requests, since(began_), verdicts_};
  for (const auto& [check, began] : started_) {
    state.running.push_back({check, since(began)});
    note_wait(state.running.back());
  }
  return state;
}

void ProgressLine::tick() {
  if (quiet_) return;
  if (!live_) {
    if (Clock::now() - printed_ >= at_least_every) print_line(state());
    return;
  }
  const std::vector<std::string> lines =
      last_.total == 0 ? std::vector<std::string>{state()} : live_lines(live_state(), width_of(stderr));
  lines_.show(lines);
}

void ProgressLine::clear() {
  if (live_ && !quiet_) lines_.clear();
}

}  // namespace assay::cli
