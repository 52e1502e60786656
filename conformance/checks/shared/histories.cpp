// SPDX-License-Identifier: Apache-2.0
#include "conformance/checks/shared/histories.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace assay::conformance {

using Source = Observation::Source;
using Word = Ruling::Word;

namespace {

constexpr int kReadAgain = 4;  // runs of each terminal state

}  // namespace

std::map<std::string, History> all_histories(CheckContext& t) {
  return histories(t.exchanges(), t.dialect(),
                   [&t](const ExchangePtr& exchange) { return t.json(exchange).get(); });
}

History history_of(CheckContext& t, const std::string& run_id,
                   std::initializer_list<Observation::Source> sources) {
  std::map<std::string, History> runs = all_histories(t);
  return only(runs[run_id], sources);
}

History asked_since(const History& history, core::Time since) {
  History later;
  std::copy_if(history.begin(), history.end(), std::back_inserter(later),
               [&](const Observation& seen) { return seen.since >= since; });
  return later;
}

core::Time origin_of(CheckContext& t) { return t.exchanges().front()->timings.started; }

ExchangePtr exchange_of(CheckContext& t, std::uint64_t id) {
  const auto& all = t.exchanges();
  const auto at =
      std::find_if(all.begin(), all.end(), [&](const ExchangePtr& each) { return each->id == id; });
  return at == all.end() ? nullptr : *at;
}

Finding contradiction_finding(CheckContext& t, const Contradiction& found, std::string reason,
                              std::string message) {
  Finding made = finding(exchange_of(t, found.later.exchange), std::move(reason), std::move(message),
                         line(found.earlier, origin_of(t)), line(found.later, origin_of(t)));
  if (found.later.source != Observation::Source::list)
    made.pointers.push_back("/" + t.dialect().readings.state);
  made.exchanges.push_back(found.earlier.exchange);
  return made;
}

void judge_history(CheckContext& t, const HistoryQuestion& question, const History& history,
                   const Ruling& ruling) {
  switch (ruling.word) {
    case Word::violation:
      return t.broken(question.requirement,
                      contradiction_finding(t, *ruling.contradiction, question.reason, question.message));
    case Word::consistent:
      return t.holds(question.requirement, exchange_of(t, history.back().exchange));
    case Word::undetermined:
      return t.inconclusive(question.requirement,
                            "what was seen proves nothing; it would be decided by " + ruling.would_decide);
  }
}

void judge_history(CheckContext& t, const HistoryQuestion& question, const History& history,
                   std::initializer_list<Law> laws, core::Duration list_lag) {
  Ruling held;  // the first that was tried, else the first of all
  for (const Law law : laws) {
    const Ruling ruling = judge(history, law, t.dialect(), origin_of(t), list_lag);
    const bool of_views = law == Law::views_agree_at_rest || law == Law::views_agree_on_the_way;
    if (ruling.word == Word::violation && of_views && !ruling.contradiction->is_across()) {
      return t.inconclusive(question.requirement,
                            "the " + std::string(name(ruling.contradiction->later.source)) +
                                " contradicts itself, so that it cannot be compared with others");
    }
    if (ruling.word == Word::violation) return judge_history(t, question, history, ruling);
    const bool first = held.word == Word::undetermined && held.would_decide.empty();
    if (first || (held.word == Word::undetermined && ruling.word == Word::consistent)) held = ruling;
  }
  judge_history(t, question, history, held);
}

void judge_histories(CheckContext& t, Law law, const HistoryQuestion& question) {
  ExchangePtr evidence;
  std::string would_decide = "runs to look at";
  bool broken = false;
  for (const auto& [id, all] : all_histories(t)) {
    for (const Source view : {Source::status, Source::log, Source::list}) {
      const History history = only(all, {view});
      if (history.empty()) continue;
      const Ruling ruling = judge(history, law, t.dialect(), origin_of(t));
      if (ruling.word == Ruling::Word::violation) {
        HistoryQuestion of_run = question;
        of_run.message = "run " + core::printable(id) + ": " + question.message;
        judge_history(t, of_run, history, ruling);
        broken = true;
      } else if (ruling.word == Ruling::Word::consistent) {
        evidence = exchange_of(t, history.back().exchange);
      } else {
        would_decide = ruling.would_decide + " (run " + core::printable(id) + ")";
      }
    }
  }
  if (evidence) {
    t.holds(question.requirement, evidence);
  } else if (!broken) {
    t.inconclusive(question.requirement,
                   "what was seen proves nothing; it would be decided by " + would_decide);
  }
}

Task<void> read_ends_again(CheckContext& t) {
  std::vector<std::string> ended;
  std::map<std::string, int> kinds;  // how many of each terminal state
  core::Time last_end{};
  for (const auto& [id, history] : all_histories(t)) {
    const auto end = std::find_if(history.begin(), history.end(), [&](const Observation& seen) {
      return t.dialect().is_terminal(seen.state);
    });
    if (end == history.end() || kinds[end->state]++ >= kReadAgain) continue;
    ended.push_back(id);
    last_end = std::max(last_end, end->received);
  }
  t.need(!ended.empty(), "no run was seen in a terminal state");
  if (t.now() < last_end + t.waits().watch) co_await t.sleep(last_end + t.waits().watch - t.now());
  for (const std::string& id : ended) co_await t.get("GetRunStatus", id);
}

}  // namespace assay::conformance
