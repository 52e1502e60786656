// SPDX-License-Identifier: Apache-2.0
#include "reports/run_result.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/ascii.hpp"
#include "core/result.hpp"
#include "core/text.hpp"

namespace assay::reports {
namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, 10> verdict_names = {
    "skipped", "not_applicable", "info",  "pass", "expected",
    "warn",    "inconclusive",   "flaky", "fail", "error"};

int count_of(const std::map<Verdict, int>& counts, Verdict verdict) {
  const auto found = counts.find(verdict);
  return found == counts.end() ? 0 : found->second;
}

int decided_of(const std::map<Verdict, int>& counts) {
  return count_of(counts, Verdict::pass) + count_of(counts, Verdict::warn) + count_of(counts, Verdict::info) +
         count_of(counts, Verdict::fail) + count_of(counts, Verdict::flaky) +
         count_of(counts, Verdict::expected);
}

// The rows of an exit code: the first where something is flaky.
constexpr RunWord run_words[] = {{0, "PASS", "PASS", Verdict::pass},
                                 {1, "FAIL", "FAIL", Verdict::fail},
                                 {3, "INCOMPLETE", "NOT ENOUGH SEEN", Verdict::inconclusive},
                                 {4, "ERROR", "NOT ENOUGH SEEN", Verdict::error},
                                 {5, "FLAKY", "FAIL", Verdict::flaky},
                                 {5, "POLICY", "FAIL", Verdict::flaky}};

std::string amount(int n, std::string_view one, std::string_view many) {
  return std::to_string(n) + " " + std::string(n == 1 ? one : many);
}

// In the verdict's one line there is room for their number only.
std::string policy_in_short(const RunResult& result, const std::map<Verdict, int>& counts) {
  std::string said;
  for (const Verdict word : result.header.fail_on) {
    const int n = word == Verdict::warn ? warned(result) : count_of(counts, word);
    if (n > 0) said += (said.empty() ? "--fail-on " : ", ") + std::string(name(word));
  }
  const int stale = static_cast<int>(result.footer.baseline_trouble.size());
  if (stale == 0) return said;
  return said + (said.empty() ? "" : "; ") + amount(stale, "baseline entry", "baseline entries") + " to mend";
}

}  // namespace

std::string_view name(Verdict verdict) { return verdict_names.at(static_cast<std::size_t>(verdict)); }

Verdict verdict_from(std::string_view word) {
  const auto found = std::find(verdict_names.begin(), verdict_names.end(), word);
  if (found == verdict_names.end()) {
    throw core::BadInput(
        {"\"" + core::printable(word) + "\" is no verdict", "", "the words are in docs/verdicts.md"});
  }
  return static_cast<Verdict>(found - verdict_names.begin());
}

core::ExchangePtr RunResult::exchange(std::uint64_t id) const {
  const auto before = [](const core::ExchangePtr& e, std::uint64_t wanted) { return e->id < wanted; };
  const auto found = std::lower_bound(exchanges.begin(), exchanges.end(), id, before);
  return found == exchanges.end() || (*found)->id != id ? nullptr : *found;
}

const Requirement* RunResult::requirement(std::string_view id) const {
  const auto found =
      std::find_if(requirements.begin(), requirements.end(), [id](const auto& r) { return r.id == id; });
  return found == requirements.end() ? nullptr : &*found;
}

std::map<std::string, Verdict> roll_up(const RunResult& result) {
  std::map<std::string, Verdict> verdicts;
  for (const Judgement& judgement : result.judgements) {
    const auto [at, is_new] = verdicts.try_emplace(judgement.requirement, judgement.verdict);
    if (!is_new) at->second = std::max(at->second, judgement.verdict);
  }
  return verdicts;
}

std::map<Verdict, int> count(const std::map<std::string, Verdict>& verdicts) {
  std::map<Verdict, int> counts;
  for (const auto& [id, verdict] : verdicts) ++counts[verdict];
  return counts;
}

int warned(const RunResult& result) {
  const auto verdicts = roll_up(result);
  std::set<std::string> ids;
  for (const Judgement& judgement : result.judgements) {
    const Verdict word = verdicts.at(judgement.requirement);
    const bool hidden = word == Verdict::inconclusive &&
                        std::any_of(judgement.findings.begin(), judgement.findings.end(),
                                    [&](const Finding& f) { return f.verdict == Verdict::warn; });
    const bool counts =
        judgement.verdict == Verdict::warn && (word == Verdict::warn || word == Verdict::inconclusive);
    if (hidden || counts) ids.insert(judgement.requirement);
  }
  return static_cast<int>(ids.size());
}

Decided decided(const RunResult& result) {
  const auto counts = count(roll_up(result));
  return {decided_of(counts), count_of(counts, Verdict::inconclusive)};
}

std::string too_little(const RunResult& result) {
  const Decided seen = decided(result);
  if (!result.footer.complete || seen.undecided == 0) return "";
  std::string why;
  for (const std::string& each : result.footer.unseen)
    why += (why.empty() ? "" : ", ") + core::printable(each);
  const int allowed = result.header.allow_undecided;
  if (why.empty() && 100 * seen.undecided > allowed * seen.applied())
    why = "less than " + std::to_string(100 - allowed) + " % could be decided";
  return why;
}

std::string too_little_headline(const RunResult& result) {
  if (too_little(result).empty()) return "";
  const auto counts = count(roll_up(result));
  const int broken = count_of(counts, Verdict::fail);
  const Decided seen = decided(result);
  const std::string of = " in the " + std::to_string(seen.decided) + " of " + std::to_string(seen.applied()) +
                         " that could be decided";
  if (broken > 0) return amount(broken, "requirement", "requirements") + " broken" + of;
  return (count_of(counts, Verdict::expected) > 0 ? "Nothing new broken" : "Nothing broken") + of;
}

int exit_code(const RunResult& result) {
  const auto counts = count(roll_up(result));
  if (count_of(counts, Verdict::error) > 0) return 4;
  if (!result.footer.complete) return 3;
  if (count_of(counts, Verdict::fail) > 0) return 1;
  if (!too_little(result).empty()) return 3;
  if (count_of(counts, Verdict::flaky) > 0) return 5;
  if (decided_of(counts) == 0) return 3;  // nothing was judged: never green by accident
  if (result.header.profile == "certify" && count_of(counts, Verdict::inconclusive) > 0) return 3;
  return policy_breaks(result).empty() ? 0 : 5;
}

const RunWord& run_word(const RunResult& result) {
  const int code = exit_code(result);
  const bool is_flaky = count_of(count(roll_up(result)), Verdict::flaky) > 0;
  const RunWord* row = std::find_if(std::begin(run_words), std::end(run_words),
                                    [code](const RunWord& word) { return word.exit == code; });
  return code == 5 && !is_flaky ? row[1] : *row;
}

std::vector<std::string> policy_breaks(const RunResult& result) {
  const auto counts = count(roll_up(result));
  std::vector<std::string> breaks;
  for (const Verdict word : result.header.fail_on) {
    const int n = word == Verdict::warn ? warned(result) : count_of(counts, word);
    if (n > 0)
      breaks.push_back(amount(n, "requirement", "requirements") + " ended with " + std::string(name(word)) +
                       ", which --fail-on does not allow");
  }
  const auto& stale = result.footer.baseline_trouble;
  breaks.insert(breaks.end(), stale.begin(), stale.end());
  return breaks;
}

bool breaks_policy_only(const RunResult& result) { return run_word(result).key == "POLICY"; }

std::string verdict_sentence(const RunResult& result) {
  const auto counts = count(roll_up(result));
  const auto n = [&counts](Verdict verdict) { return count_of(counts, verdict); };
  const RunHeader& run = result.header;
  std::string said = core::printable(run.dialect + " " + run.wes_version + " " + run.profile) + ": " +
                     std::string(run_word(result).word) + " - ";
  if (!result.footer.complete) {
    const std::string& why = result.footer.why_incomplete;
    said += core::shortened(core::printable(why.empty() ? "the run did not end" : why), 160) + "; ";
  }
  if (n(Verdict::error) > 0) {
    said += amount(n(Verdict::error), "requirement", "requirements") + " hit an error of the suite itself, ";
  }
  if (breaks_policy_only(result)) said += "your own rule: " + policy_in_short(result, counts) + "; ";
  const int broken = n(Verdict::fail);
  const std::string few = too_little(result);
  const int judged = decided_of(counts);
  if (!few.empty() && broken == 0) said += few + "; ";
  if (!few.empty() && judged > 0) {
    std::string headline = too_little_headline(result);
    headline.front() = core::lower(headline.front());
    said += headline;
  } else if (broken > 0) {
    said += amount(broken, "requirement", "requirements") + " broken";
  } else if (n(Verdict::flaky) > 0) {
    said += amount(n(Verdict::flaky), "requirement", "requirements") + " held only sometimes";
  } else {
    said += judged == 0                ? "nothing was judged"
            : n(Verdict::expected) > 0 ? "nothing new broken"
                                       : "nothing broken";
  }
  if (n(Verdict::expected) > 0) said += ", " + std::to_string(n(Verdict::expected)) + " expected";
  if (warned(result) > 0) said += ", " + amount(warned(result), "warning", "warnings");
  if (n(Verdict::flaky) > 0) said += ", " + std::to_string(n(Verdict::flaky)) + " flaky";
  if (n(Verdict::inconclusive) > 0) said += ", " + std::to_string(n(Verdict::inconclusive)) + " undecided";
  said += "; " + std::to_string(judged) + " checked";
  if (n(Verdict::not_applicable) > 0)
    said += ", " + std::to_string(n(Verdict::not_applicable)) + " not applicable";
  if (n(Verdict::skipped) > 0) said += ", " + std::to_string(n(Verdict::skipped)) + " skipped";
  return said + " (seed " + std::to_string(run.seed) + ")";
}

}  // namespace assay::reports
