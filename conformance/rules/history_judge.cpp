// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/history_judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "core/text.hpp"

namespace assay::conformance {
namespace {

using schemas::Phase;
using Source = Observation::Source;
using Word = Ruling::Word;

// Where a state stands under a law. A state never follows one that stands higher; of those that stand at
// kEnd only the same may follow. kBeside: an answer, but none that the law speaks of. Nothing stands lower
// than what waits, but a draft.
constexpr int kBeside = -1, kDraft = 0, kWaiting = 1, kEnd = 9;

int height_of_phase(Phase phase, bool fine) {
  switch (phase) {
    case Phase::draft:
      return kDraft;
    case Phase::queued:
      return kWaiting;
    case Phase::initializing:
      return fine ? 2 : kWaiting;
    case Phase::running:
      return 3;
    case Phase::stopping:
      return 4;
    case Phase::canceling:
      return fine ? kBeside : 4;
    default:
      return kBeside;
  }
}

int height_in_cancel(const schemas::StateWord& word) {
  switch (word.phase) {
    case Phase::canceling:
    case Phase::canceled:
      return 2;
    case Phase::draft:
    case Phase::queued:
    case Phase::initializing:
    case Phase::running:
    case Phase::paused:
      return 1;
    default:
      return kBeside;
  }
}

int height(Law law, const schemas::StateWord& word, bool preempted) {
  switch (law) {
    case Law::terminal_is_final:
    case Law::views_agree_at_rest:
      return word.terminal ? kEnd : 1;
    case Law::no_resurrection:
      return height_in_cancel(word);
    case Law::phases_in_order:
    case Law::views_agree_on_the_way: {
      const int place = height_of_phase(word.phase, law == Law::phases_in_order);
      return preempted ? std::min(place, kWaiting) : place;
    }
  }
  return kBeside;
}

bool is_across_views(Law law) {
  return law == Law::views_agree_at_rest || law == Law::views_agree_on_the_way;
}

// An observation, and what a law makes of it. Bounds are ordered pairs: on a virtual clock many exchanges
// share an instant, and their numbers tell which was asked first.
struct Look {
  const Observation* seen;
  int height;
  std::pair<core::Time, std::uint64_t> begin, end;
};

bool is_before(const Look& a, const Look& b) { return a.end < b.begin; }

bool clash(const Look& a, const Look& b) {
  if (a.height == kBeside || b.height == kBeside) return false;
  const bool in_turn = b.height < a.height && is_before(a, b);
  const bool two_ends = a.height == kEnd && b.height == kEnd && a.seen->state != b.seen->state;
  return in_turn || two_ends;
}

// Of each view and state the look that ended first and the one that began last: if any pair clashes, a pair
// of these does, and a run that was polled for hours is judged as quickly as a short one.
std::vector<Look> extremes(const History& history, Law law, const schemas::Dialect& dialect,
                           core::Duration list_lag) {
  const bool preempted = std::any_of(history.begin(), history.end(), [&](const Observation& seen) {
    const schemas::StateWord* word = dialect.state(seen.state);
    return word && word->phase == Phase::preempted;
  });
  std::map<std::pair<Source, std::string>, std::pair<Look, Look>> kept;
  for (const Observation& seen : history) {
    const schemas::StateWord* word = dialect.state(seen.state);
    if (!word || word->phase == Phase::unknown) continue;
    const core::Duration lag = seen.source == Source::list ? list_lag : core::Duration{};
    const Look look{&seen,
                    height(law, *word, preempted),
                    {seen.since - lag, seen.exchange},
                    {seen.received, seen.exchange}};
    const auto [at, fresh] = kept.try_emplace({seen.source, seen.state}, look, look);
    if (fresh) continue;
    if (look.end < at->second.first.end) at->second.first = look;
    if (look.begin > at->second.second.begin) at->second.second = look;
  }
  std::vector<Look> looks;
  for (const auto& [key, pair] : kept) looks.insert(looks.end(), {pair.first, pair.second});
  std::sort(looks.begin(), looks.end(), [](const Look& a, const Look& b) { return a.end < b.end; });
  return looks;
}

// The pair to show: of two views rather than of one, where the law is about views; else the first to end.
std::optional<Contradiction> first_clash(const std::vector<Look>& looks, bool across_first) {
  std::optional<Contradiction> found;
  for (const Look& b : looks) {
    for (const Look& a : looks) {
      if (a.end > b.end || !clash(a, b)) continue;
      const Contradiction pair{*a.seen, *b.seen};
      if (!across_first || pair.is_across()) return pair;
      if (!found) found = pair;
    }
  }
  return found;
}

std::string at(core::Time time, core::Time origin) {
  return fmt::format("{:.3f} s", std::chrono::duration<double>(time - origin).count());
}

bool binds(const Look& look) { return look.height > kWaiting; }

// What to ask, where no answer that came could have broken the law.
std::string would_decide(const std::vector<Look>& looks, Law law, core::Time origin) {
  const auto bound = std::find_if(looks.begin(), looks.end(), binds);
  if (bound != looks.end()) {
    return fmt::format(
        "a read of {} after {}",
        is_across_views(law) ? "another view than the " + std::string(name(bound->seen->source)) : "the run",
        at(bound->seen->received, origin));
  }
  switch (law) {
    case Law::terminal_is_final:
    case Law::views_agree_at_rest:
      return looks.empty() ? "reads of the run after its end"
                           : "reads of the run after its end, which was not seen by " +
                                 at(looks.back().seen->received, origin);
    case Law::no_resurrection:
      return "reads of the run after its cancel";
    default:
      break;
  }
  const auto over =
      std::find_if(looks.begin(), looks.end(), [](const Look& look) { return look.height == kBeside; });
  if (over == looks.end())
    return looks.empty() ? "reads of the run while it works"
                         : "further polls after " + at(looks.back().seen->received, origin);
  const core::Time from =
      over == looks.begin() ? std::min(origin, over->seen->since) : std::prev(over)->seen->received;
  return fmt::format("denser polls between {} and {}", at(from, origin), at(over->seen->received, origin));
}

}  // namespace

std::string line(const Observation& seen, core::Time origin) {
  const auto seconds = [&](core::Time time) { return std::chrono::duration<double>(time - origin).count(); };
  return fmt::format("at [{:.3f}, {:.3f}] s the {} {} {} (#{})", seconds(seen.since), seconds(seen.received),
                     name(seen.source), seen.source == Source::cancel ? "was answered" : "said",
                     core::shortened(core::printable(seen.state), 60), seen.exchange);
}

Ruling judge(const History& history, Law law, const schemas::Dialect& dialect, core::Time origin,
             core::Duration list_lag) {
  const bool across = is_across_views(law);
  const std::vector<Look> looks = extremes(history, law, dialect, list_lag);
  if (const auto found = first_clash(looks, across)) return {Word::violation, found};
  for (const Look& b : looks) {
    for (const Look& a : looks) {
      if (binds(a) && is_before(a, b) && !(across && a.seen->source == b.seen->source))
        return {Word::consistent};
    }
  }
  return {Word::undetermined, {}, would_decide(looks, law, origin)};
}

Ruling judge_cancel(const History& history, const Observation& cancel, core::Duration limit,
                    const schemas::Dialect& dialect, core::Time origin) {
  const Law law = Law::terminal_is_final;
  const std::vector<Look> looks = extremes(history, law, dialect, {});
  if (const auto found = first_clash(looks, false)) return {Word::violation, found};
  const core::Time deadline = cancel.received + limit;
  core::Time alive = cancel.received;  // the last that was seen before the end
  bool ends_late = false;
  for (const Look& look : looks) {
    const bool ended = look.height == kEnd;
    if (!ended && look.seen->since >= deadline) return {Word::violation, Contradiction{cancel, *look.seen}};
    if (ended && look.seen->received < deadline) return {Word::consistent};
    if (!ended) alive = std::max(alive, std::min(look.seen->received, deadline));
    ends_late = ends_late || ended;
  }
  if (!ends_late) return {Word::undetermined, {}, "a read after " + at(deadline, origin)};
  return {Word::undetermined,
          {},
          fmt::format("denser polls between {} and {}", at(alive, origin), at(deadline, origin))};
}

}  // namespace assay::conformance
