// SPDX-License-Identifier: Apache-2.0
#include "conformance/replay/judge.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <map>
#include <optional>

#include "conformance/replay/replay.hpp"
#include "conformance/runner/settings.hpp"
#include "core/paced_clock.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

namespace asio = boost::asio;
using reports::Judgement;
using reports::RunResult;

constexpr std::size_t kStepsOfAnyRun = 100'000;
constexpr std::size_t kStepsOfAnExchange = 1'000;

struct Replayed {
  RunResult result;
  std::size_t not_asked_for = 0;
  std::string missing;
};

core::Result<Replayed> replay(const RunResult& evidence, const RunOptions& options) {
  asio::io_context context;
  core::PacedClock clock(evidence.header.started);
  std::shared_ptr<Replay> answers;
  const MakeSender make = [&](Turn turn) {
    answers = std::make_shared<Replay>(evidence, options, clock, std::move(turn));
    return answers;
  };
  const auto nowhere = reports::EvidenceWriter::open("").value();
  StopSource stop;
  if (evidence.footer.stopped != core::Time{})
    clock.call_at(evidence.footer.stopped, [&] { stop.request(evidence.footer.why_incomplete); });
  std::optional<core::Result<RunResult>> result;
  std::exception_ptr bug;
  asio::co_spawn(context, run_suite(options, clock, make, *nowhere, {}, stop),
                 [&](std::exception_ptr thrown, core::Result<RunResult> done) {
                   bug = thrown;
                   result = std::move(done);
                 });
  // Evidence is a file of a stranger: what it can make us do is bounded by its size.
  const std::size_t most_steps = kStepsOfAnyRun + kStepsOfAnExchange * evidence.exchanges.size();
  for (std::size_t steps = 0; !result; ++steps) {
    if (steps > most_steps)
      return core::Error{"the checks take more steps on the evidence than a run of its size can have"};
    context.restart();
    if (context.poll() > 0 || result) continue;
    const std::optional<core::Time> timer = clock.next();
    const bool waiting = answers && answers->waiting();
    const core::Time answer = waiting ? answers->next_time() : core::Time::max();
    // At one instant the record says what came first, as far as it knows.
    if (waiting && (!timer || answer < *timer || (answer == *timer && answers->next_is_due()))) {
      answers->answer_next();
      clock.advance_to(answer);
    } else if (!clock.advance_to_next()) {
      return core::Error{
          "the exchanges do not fit together: the checks wait for an answer that is not among them"};
    }
  }
  if (bug) std::rethrow_exception(bug);
  if (!*result) return result->error();
  return Replayed{std::move(**result), answers->not_asked_for(), answers->missing_before(UINT64_MAX)};
}

using Key = std::pair<std::string, std::string>;  // requirement and check
Key key_of(const Judgement& judgement) { return {judgement.requirement, judgement.check}; }

std::map<Key, std::size_t> places_of(const std::vector<Judgement>& judgements) {
  std::map<Key, std::size_t> places;
  for (std::size_t i = 0; i < judgements.size(); ++i) places.emplace(key_of(judgements[i]), i);
  return places;
}

// In the order of the evidence; what is new comes last.
void order_like(const std::map<Key, std::size_t>& places, std::vector<Judgement>& judgements) {
  const auto place = [&](const Judgement& judgement) {
    const auto at = places.find(key_of(judgement));
    return at == places.end() ? places.size() : at->second;
  };
  std::stable_sort(judgements.begin(), judgements.end(),
                   [&](const Judgement& a, const Judgement& b) { return place(a) < place(b); });
}

std::string said(const Judgement& judgement) {
  const std::string& why = judgement.findings.empty() ? judgement.reason : judgement.findings.front().message;
  return std::string(reports::name(judgement.verdict)) +
         (why.empty() ? "" : " (" + core::printable(why) + ")");
}

std::vector<std::string> changes_between(const RunResult& before, const RunResult& after) {
  std::vector<std::string> lines;
  const std::map<Key, std::size_t> old = places_of(before.judgements);
  const std::map<Key, std::size_t> now = places_of(after.judgements);
  for (const Judgement& judgement : after.judgements) {
    const std::string name = judgement.requirement + " by " + judgement.check + ": ";
    const auto was = old.find(key_of(judgement));
    if (was == old.end()) {
      lines.push_back(name + "new, " + said(judgement));
    } else if (!(before.judgements[was->second] == judgement)) {
      lines.push_back(name + said(before.judgements[was->second]) + " -> " + said(judgement));
    }
  }
  for (const Judgement& judgement : before.judgements) {
    if (!now.contains(key_of(judgement)))
      lines.push_back(judgement.requirement + " by " + judgement.check + ": gone, was " + said(judgement));
  }
  return lines;
}

std::vector<std::string> changed_requirements(const RunResult& before, const RunResult& after) {
  std::vector<std::string> lines;
  for (const reports::Requirement& row : after.requirements) {
    const reports::Requirement* old = before.requirement(row.id);
    if (!old) lines.push_back(row.id + " is new: " + row.says);
    if (old && !(*old == row)) lines.push_back(row.id + " says something else: " + row.says);
  }
  for (const reports::Requirement& row : before.requirements) {
    if (!after.requirement(row.id))
      lines.push_back(core::printable(row.id) + " is gone: " + core::printable(row.says));
  }
  return lines;
}

// What was found, whatever a baseline made of it.
Judgement as_found(Judgement judgement) {
  if (judgement.known) judgement.verdict = judgement.known->was;
  judgement.known.reset();
  return judgement;
}

// What a baseline made of a judgement is kept where the same was found.
void keep_expectations(const RunResult& evidence, std::vector<Judgement>& judgements) {
  const std::map<Key, std::size_t> places = places_of(evidence.judgements);
  for (Judgement& judgement : judgements) {
    const auto at = places.find(key_of(judgement));
    if (at != places.end() && as_found(evidence.judgements[at->second]) == judgement)
      judgement = evidence.judgements[at->second];
  }
}

// What was recorded stays; who judged it, and what it said, is new.
RunResult with_judgements(const RunResult& evidence, Replayed& replayed, bool same_suite) {
  RunResult result = evidence;
  const std::map<Key, std::size_t> places = places_of(evidence.judgements);
  result.judgements = std::move(replayed.result.judgements);
  order_like(places, result.judgements);
  keep_expectations(evidence, result.judgements);
  if (result.judgements.size() != evidence.judgements.size()) result.line_order.clear();
  result.requirements = replayed.result.requirements;
  const reports::RunHeader& own = replayed.result.header;
  if (!same_suite) {
    result.header.config.emplace_back("recorded by", "wes-assay " + evidence.header.suite_version);
    result.header.suite_version = own.suite_version;
    result.header.requirement_set = own.requirement_set;
    result.header.requirement_digest = own.requirement_digest;
    result.header.wes_version = own.wes_version;
    result.header.version_reason = own.version_reason;
  }
  result.footer.unseen = replayed.result.footer.unseen;
  result.footer.only_refusal = replayed.result.footer.only_refusal;
  std::string why = replayed.missing;
  if (why.empty()) why = replayed.result.footer.why_incomplete;
  if (evidence.footer.complete && !why.empty()) {
    result.footer.complete = false;
    result.footer.why_incomplete = why;
  }
  return result;
}

}  // namespace

core::Result<Judged> judge(const RunResult& evidence, std::shared_ptr<const schemas::OpenApi> openapi,
                           std::shared_ptr<const schemas::Dialect> dialect) {
  const auto options = options_of(evidence.header, std::move(openapi), std::move(dialect));
  if (!options) return options.error();
  auto replayed = replay(evidence, *options);
  if (!replayed) return replayed.error();
  Judged judged;
  const reports::RunHeader& own = replayed->result.header;
  judged.same_suite = own.suite_version == evidence.header.suite_version &&
                      own.requirement_digest == evidence.header.requirement_digest;
  judged.not_asked_for = replayed->not_asked_for;
  judged.result = with_judgements(evidence, *replayed, judged.same_suite);
  judged.suite_changes = changed_requirements(evidence, judged.result);
  judged.changes = changes_between(evidence, judged.result);
  judged.lacking = static_cast<std::size_t>(
      std::count_if(judged.result.judgements.begin(), judged.result.judgements.end(), [](const Judgement& j) {
        return j.verdict == Verdict::inconclusive && j.reason.starts_with("the evidence ");
      }));
  return judged;
}

}  // namespace assay::conformance
