// SPDX-License-Identifier: Apache-2.0
#include "bench/so_far.hpp"

#include <algorithm>

namespace assay::bench {
namespace {

// After which a second is whole: threads that are busy hand theirs over late.
constexpr double late_s = 1;

void add_to(Second& into, const Second& other) {
  for (std::size_t i = 0; i < outcomes; ++i) into.outcomes[i] += other.outcomes[i];
  into.latency.add(other.latency);
}

// Of one window, or of all so far.
std::string in_words_now(Judged judged) {
  judged.condition.window_s = 0;
  return in_words(judged);
}

}  // namespace

SoFar::SoFar(const LoadOptions& options, std::vector<Condition> conditions)
    : conditions_(std::move(conditions)), windows_(conditions_.size()) {
  total_.options = options;
}

void SoFar::add(const Live& live) {
  int longest = 0;
  for (const Condition& condition : conditions_) longest = std::max(longest, condition.window_s);
  for (const PassedSecond& passed : live.passed) {
    for (std::size_t i = 0; i < outcomes; ++i) total_.outcomes[i] += passed.second.outcomes[i];
    passed.second.latency.add_to(total_.latency);
    total_.measured_s = std::max(total_.measured_s, static_cast<double>(passed.number + 1));
    if (longest > 0) add_to(recent_[passed.number], passed.second);
  }
  if (longest == 0) return;
  while (judged_ < total_.measured_s && judged_ + 1 + late_s <= live.at_s) judge_windows(++judged_);
  while (!recent_.empty() && static_cast<int>(recent_.begin()->first) + longest < judged_)
    recent_.erase(recent_.begin());
}

// Those that end with the second before `end`.
void SoFar::judge_windows(int end) {
  for (std::size_t i = 0; i < conditions_.size(); ++i) {
    const int length = conditions_[i].window_s;
    if (length == 0 || end < length) continue;
    Result window;
    window.options = total_.options;
    window.measured_s = length;
    for (int at = end - length; at < end; ++at)
      window.seconds.push_back(recent_[static_cast<std::size_t>(at)]);
    const Judged judged = judge_slo({conditions_[i]}, window).front();
    Standing& standing = windows_[i];
    ++standing.windows;
    standing.broken += !judged.held();
    standing.known = true;
    standing.holds = standing.broken == 0;
    standing.text = in_words_now(judged);
  }
}

std::vector<Standing> SoFar::objectives() const {
  std::vector<Standing> all;
  for (std::size_t i = 0; i < conditions_.size(); ++i) {
    if (conditions_[i].window_s > 0) {
      all.push_back(windows_[i]);
      if (!windows_[i].known) all.back().text = conditions_[i].text;
      continue;
    }
    const Judged judged = judge_slo({conditions_[i]}, total_).front();
    const bool known = total_.requests() > 0;
    all.push_back({known ? in_words_now(judged) : conditions_[i].text, known && judged.held(), known});
  }
  return all;
}

}  // namespace assay::bench
