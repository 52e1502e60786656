// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/repetition.hpp"

#include <algorithm>

#include "conformance/rules/finding.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using reports::Judgement;
using reports::Verdict;

constexpr std::size_t kMostEvidence = 20;

bool judges(Verdict verdict) {
  return counts_against(verdict) || verdict == Verdict::pass || verdict == Verdict::info;
}

void add(Judgement& to, Judgement more) {
  for (Finding& each : more.findings) merge_finding(to.findings, std::move(each));
  for (const std::uint64_t id : more.exchanges) {
    if (to.exchanges.size() < kMostEvidence) to.exchanges.push_back(id);
  }
}

// A warning, or a fact, stays one where another repetition says something weightier.
void keep_words(Judgement& judgement) {
  const Verdict word = judgement.verdict;
  for (Finding& each : judgement.findings) {
    if (!each.verdict && (word == Verdict::warn || word == Verdict::info)) each.verdict = word;
  }
}

// "1 of 2 repetitions broke it (fail, pass)".
std::string measured(const std::vector<Verdict>& words) {
  return std::to_string(std::count_if(words.begin(), words.end(), counts_against)) + " of " +
         std::to_string(words.size()) + " repetitions broke it (" +
         core::joined(words, ", ", [](Verdict word) { return reports::name(word); }) + ")";
}

}  // namespace

bool counts_against(Verdict verdict) { return verdict == Verdict::fail || verdict == Verdict::warn; }

Verdict verdict_of(const std::vector<Verdict>& repetitions) {
  std::vector<Verdict> judging;
  std::copy_if(repetitions.begin(), repetitions.end(), std::back_inserter(judging), judges);
  const Verdict worst = *std::max_element(repetitions.begin(), repetitions.end());
  if (worst == Verdict::error || judging.empty()) return worst;
  const auto [least, most] = std::minmax_element(judging.begin(), judging.end());
  return *most == Verdict::fail && *least != Verdict::fail ? Verdict::flaky : *most;
}

Judgements combine(std::vector<Judgements> repetitions) {
  Judgements all = std::move(repetitions.front());
  if (repetitions.size() == 1) return all;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (Judgements& one : repetitions) {
      if (one.size() > i) keep_words(one[i]);
    }
    Judgement& said = all[i];
    keep_words(said);
    std::vector<Verdict> words{said.verdict};
    std::vector<std::string> reasons{said.reason};
    for (std::size_t n = 1; n < repetitions.size(); ++n) {
      words.push_back(repetitions[n][i].verdict);
      reasons.push_back(repetitions[n][i].reason);
      add(said, std::move(repetitions[n][i]));
    }
    said.verdict = verdict_of(words);
    for (Finding& each : said.findings) {
      if (each.verdict == said.verdict) each.verdict.reset();
    }
    std::stable_partition(said.findings.begin(), said.findings.end(),
                          [](const Finding& each) { return !each.verdict; });
    // What is said beside the count is what a repetition of that word said.
    const auto same = std::find(words.begin(), words.end(), said.verdict);
    const std::string reason =
        same == words.end() ? "" : reasons[static_cast<std::size_t>(same - words.begin())];
    said.reason = std::none_of(words.begin(), words.end(), judges) ? reason
                  : reason.empty()                                 ? measured(words)
                                                                   : measured(words) + "; " + reason;
  }
  return all;
}

}  // namespace assay::conformance
