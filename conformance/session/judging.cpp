// SPDX-License-Identifier: Apache-2.0
// How a check says what it found. Words come from the catalogue; a check names facts.
#include <algorithm>
#include <stdexcept>

#include "conformance/rules/members.hpp"
#include "conformance/rules/unseen.hpp"
#include "conformance/session/context.hpp"
#include "conformance/session/session.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

constexpr std::size_t kMostEvidence = 20;

void add_evidence(reports::Judgement& judgement, const ExchangePtr& exchange) {
  if (!exchange || judgement.exchanges.size() >= kMostEvidence) return;
  if (std::find(judgement.exchanges.begin(), judgement.exchanges.end(), exchange->id) !=
      judgement.exchanges.end())
    return;
  judgement.exchanges.push_back(exchange->id);
}

// "400 or 401", "any status but 5xx", from the outcomes that pass.
std::string passing_outcomes(const Requirement& requirement, Policy policy) {
  std::vector<std::string> passing;
  std::vector<std::string> classes;  // that do not pass
  bool any = false;
  for (const Outcome& outcome : requirement.outcomes) {
    const bool passes = (policy == Policy::strict ? outcome.strict : outcome.lenient) == Verdict::pass;
    if (outcome.on == "other") {
      any = passes;
    } else if (passes) {
      passing.push_back(outcome.on);
    } else if (outcome.on.ends_with("xx")) {
      classes.push_back(outcome.on);
    }
  }
  if (any) passing.push_back(classes.empty() ? "any status" : "any status but " + core::joined(classes));
  return core::joined(passing, " or ");
}

// A request that takes something away was sent again after a try that told nothing, and finds nothing to
// take.
bool may_be_done_already(const CheckContext& t, const core::Exchange& answer) {
  const core::Request& asked = answer.request;
  if (!is_gone(answer) || asked.method == "GET" || asked.method == "HEAD") return false;
  const bool on_a_new_connection = std::any_of(
      answer.wire_notes.begin(), answer.wire_notes.end(),
      [](const std::string& note) { return note.starts_with("the kept connection was closed; sent again"); });
  if (on_a_new_connection) return true;
  return std::any_of(t.exchanges().begin(), t.exchanges().end(), [&](const ExchangePtr& each) {
    return each->attempt < answer.attempt && each->check == answer.check &&
           each->request.method == asked.method && each->request.target == asked.target &&
           t.trouble_of(each) != Trouble::none;
  });
}

// Why a check that came to its end left something open: the last that it was told does not show it.
std::string left_open(const std::vector<ExchangePtr>& all, std::uint64_t last) {
  const auto at = std::find_if(all.begin(), all.end(), [&](const ExchangePtr& e) { return e->id == last; });
  return at == all.end() ? "the service showed nothing that the check could ask about"
                         : "the check ended with " + in_words(**at) + ", which does not decide this";
}

}  // namespace

// One that no row asks has no weight either.
const Requirement& CheckContext::row(std::string_view requirement) const {
  static const Requirement unasked;
  const Requirement* row = session_.catalogue->asked(requirement);
  return row ? *row : unasked;
}

reports::Judgement& CheckContext::judgement(std::string_view requirement) {
  if (std::find(check_.decides.begin(), check_.decides.end(), requirement) == check_.decides.end())
    throw std::logic_error(std::string(check_.id) + " does not decide " + std::string(requirement));
  const auto at = std::find(rows_.begin(), rows_.end(), session_.catalogue->asked(requirement));
  if (at == rows_.end()) return untold_;
  const auto index = static_cast<std::size_t>(at - rows_.begin());
  if (!decided_[index])
    judgements_[index].verdict = Verdict::skipped;  // the lightest: whatever comes outweighs it
  decided_[index] = true;
  return judgements_[index];
}

void CheckContext::holds(std::string_view requirement, const ExchangePtr& evidence) {
  reports::Judgement& judged = judgement(requirement);
  judged.verdict = std::max(judged.verdict, Verdict::pass);
  add_evidence(judged, evidence);
}

void CheckContext::graded(std::string_view requirement, Verdict word, Finding finding) {
  if (word == Verdict::inconclusive) {
    const std::uint64_t by = finding.exchanges.empty() ? 0 : finding.exchanges.front();
    return keep_open(requirement, std::move(finding.message), by ? std::vector{by} : shown({}));
  }
  reports::Judgement& judged = judgement(requirement);
  judged.verdict = std::max(judged.verdict, word);
  finding.verdict = word;
  if (word == Verdict::pass) {
    if (judged.reason.empty()) judged.reason = finding.message;
  } else {
    merge_finding(judged.findings, std::move(finding));
  }
}

void CheckContext::broken(std::string_view requirement, Finding finding) {
  graded(requirement, row(requirement).when_broken(session_.options.policy), std::move(finding));
}

void CheckContext::expect(bool held, std::string_view requirement, Finding otherwise) {
  if (!held) return broken(requirement, std::move(otherwise));
  reports::Judgement& judged = judgement(requirement);
  judged.verdict = std::max(judged.verdict, Verdict::pass);
  for (const std::uint64_t id : otherwise.exchanges) {
    if (judged.exchanges.size() < kMostEvidence) judged.exchanges.push_back(id);
  }
}

void CheckContext::broken_by(std::string_view requirement, std::vector<Finding> findings,
                             const ExchangePtr& evidence) {
  if (findings.empty()) return holds(requirement, evidence);
  for (Finding& each : findings) broken(requirement, std::move(each));
}

void CheckContext::judge_status(std::string_view requirement, const ExchangePtr& answer,
                                std::string_view what) {
  const Requirement& rules = row(requirement);
  const Policy policy = session_.options.policy;
  const int status = core::status_of(*answer);
  const Trouble trouble = trouble_of(answer);
  if (trouble == Trouble::page || (trouble != Trouble::none && !rules.names(status)))
    return inconclusive(requirement, std::string(what) + ": " + in_words(*answer) + ": " +
                                         std::string(conformance::in_words(trouble)));
  if (may_be_done_already(*this, *answer)) {
    return inconclusive(
        requirement,
        std::string(what) + ": " + in_words(*answer) +
            ", when it was sent again; the first try, whose answer was lost, may have been done",
        answer);
  }
  const Verdict word = rules.outcome(status, policy).value_or(rules.when_broken(policy));
  if (word == Verdict::pass && is_refusal(*answer) && !is_own_refusal(*answer)) {
    return inconclusive(requirement, std::string(what) + ": " + in_words(*answer) +
                                         " with a page of HTML, which may come from anything on the way");
  }
  if (word == Verdict::pass) return holds(requirement, answer);
  graded(requirement, word,
         finding(answer, "status-" + std::to_string(status), std::string(what) + ": " + in_words(*answer),
                 passing_outcomes(rules, policy), std::to_string(status)));
}

void CheckContext::info(std::string_view requirement, std::string fact, const ExchangePtr& evidence) {
  reports::Judgement& judged = judgement(requirement);
  judged.verdict = std::max(judged.verdict, Verdict::info);
  if (judged.reason.empty()) judged.reason = std::move(fact);
  add_evidence(judged, evidence);
}

void CheckContext::not_applicable(std::string_view requirement, std::string why) {
  reports::Judgement& judged = judgement(requirement);
  judged.verdict = std::max(judged.verdict, Verdict::not_applicable);
  judged.reason = std::move(why);
}

void CheckContext::keep_open(std::string_view requirement, std::string why,
                             std::vector<std::uint64_t> exchanges) {
  reports::Judgement& judged = judgement(requirement);
  if (judged.verdict < Verdict::inconclusive) {
    judged.verdict = Verdict::inconclusive;
    judged.reason = std::move(why);
    judged.exchanges = std::move(exchanges);
  }
}

std::vector<std::uint64_t> CheckContext::shown(const ExchangePtr& by) const {
  if (by) return {by->id};
  return last_ == 0 ? std::vector<std::uint64_t>{} : std::vector{last_};
}

void CheckContext::inconclusive(std::string_view requirement, std::string why, const ExchangePtr& shown_by) {
  keep_open(requirement, std::move(why), shown(shown_by));
}

void CheckContext::stop(std::string why, const ExchangePtr& shown_by) {
  throw StopCheck{std::move(why), false, shown(shown_by)};
}

void CheckContext::need_seen(bool seen, const RunPtr& run, std::optional<schemas::Phase> phase) {
  if (seen) return;
  const schemas::Dialect& words = dialect();
  Unseen wait;
  wait.run = run->id;
  wait.workload = run->workload;
  wait.member = words.readings.state;
  if (phase) {
    const schemas::StateWord* word = words.word_of(*phase);
    wait.wanted = word ? word->word : "a state of its own for that";
  }
  const bool is_read = run->last_answer && core::status_of(*run->last_answer) / 100 == 2;
  if (is_read) wait.state = text_member(json(run->last_answer).get(), words.readings.state);
  wait.ended = words.is_terminal(wait.state);
  wait.waited = now() - run->submitted;
  const schemas::StateWord* now_in = words.state(wait.state);
  wait.queued = now_in && now_in->phase == schemas::Phase::queued;
  for (const RunPtr& other : session_.own_runs->all) {
    const schemas::StateWord* at = words.state(other->last_state);
    const bool works =
        at && at->phase == schemas::Phase::running && session_.own_runs->open.contains(other->id);
    if (wait.queued && works && other != run && other->workload == "slow") wait.blocked_by = other->id;
  }
  Unmet unmet = why_unseen(wait, run->last_answer);
  StopCheck stop{std::move(unmet.why), false, shown(run->last_answer), std::move(unmet.because)};
  throw stop;
}

std::vector<reports::Judgement> CheckContext::finish(Verdict undecided, const StopCheck& why) {
  const std::string missing = looked_back_ ? session_.missing() : std::string();
  if (!missing.empty()) {
    for (reports::Judgement& each : judgements_)
      each = {each.requirement,
              each.check,
              Verdict::inconclusive,
              missing + "; this rests on all answers",
              {},
              {}};
    return std::move(judgements_);
  }
  for (std::size_t i = 0; i < judgements_.size(); ++i) {
    reports::Judgement& each = judgements_[i];
    std::stable_sort(each.findings.begin(), each.findings.end(),
                     [](const Finding& a, const Finding& b) { return a.verdict > b.verdict; });
    for (Finding& found : each.findings) {
      if (found.verdict == each.verdict) found.verdict.reset();
    }
    if (decided_[i]) continue;
    each.verdict = undecided;
    each.reason = why.why.empty() ? left_open(session_.recorder.exchanges(), last_) : why.why;
    if (undecided != Verdict::inconclusive) continue;
    each.exchanges = why.exchanges.empty() ? shown({}) : why.exchanges;
    each.because = why.because;
  }
  return std::move(judgements_);
}

}  // namespace assay::conformance
