// SPDX-License-Identifier: Apache-2.0
// The judge of histories against brute force: all orders in which a server may have looked, and for each all
// states that a server which keeps the law may have been in, seen or not.
#include <gtest/gtest.h>

#include <algorithm>
#include <bitset>
#include <numeric>
#include <random>

#include "conformance/rules/history_judge.hpp"

namespace assay::conformance {
namespace {

using Source = Observation::Source;
using Word = Ruling::Word;

const schemas::Dialect& wes() {
  static const auto dialect = schemas::load_dialect("wes", "1.1.0").value();
  return *dialect;
}

const std::vector<std::string> kStates = {"QUEUED",   "INITIALIZING",   "RUNNING",  "PAUSED",    "CANCELING",
                                          "COMPLETE", "EXECUTOR_ERROR", "CANCELED", "PREEMPTED", "UNKNOWN"};
enum {
  queued,
  initializing,
  running,
  paused,
  canceling,
  complete,
  executor_error,
  canceled,
  preempted,
  unknown
};
constexpr int kTrueStates = unknown;  // UNKNOWN is an answer, not a state of a run

int index_of(const std::string& state) {
  return static_cast<int>(std::find(kStates.begin(), kStates.end(), state) - kStates.begin());
}
bool is_end(int state) { return state == complete || state == executor_error || state == canceled; }

// What a server that keeps `law` remembers when its run comes to `state`; -1 where it may not come there.
int remember(Law law, int memory, int state) {
  switch (law) {
    case Law::terminal_is_final:
    case Law::views_agree_at_rest:
      if (memory) return state + 1 == memory ? memory : -1;
      return is_end(state) ? state + 1 : 0;
    case Law::no_resurrection:
      if (memory && (state <= paused)) return -1;
      return memory || state == canceling || state == canceled ? 1 : 0;
    case Law::phases_in_order:
      if (state == preempted) return 0;
      if (state > running) return memory;
      return state + 1 < memory ? -1 : state + 1;
    case Law::views_agree_on_the_way: {
      if (state == preempted) return 0;
      static constexpr int steps[] = {1, 1, 2, 0, 3};
      const int step = state <= canceling ? steps[state] : 0;
      if (step == 0) return memory;
      return step < memory ? -1 : step;
    }
  }
  return -1;
}

// A server: what it may be in, at a state and with a memory.
using Servers = std::bitset<256>;
std::size_t server(int memory, int state) { return static_cast<std::size_t>(memory * 16 + state); }

// From each server all that it can become while nobody looks; preemption only where one was seen.
std::vector<Servers> becoming(Law law, bool preempts) {
  std::vector<Servers> next(256);
  for (int memory = 0; memory < 16; ++memory) {
    for (int state = 0; state < 16; ++state) {
      Servers& reached = next[server(memory, state)];
      reached.set(server(memory, state));
      for (bool grows = true; grows;) {
        const Servers before = reached;
        for (std::size_t s = 0; s < 256; ++s) {
          if (!before.test(s)) continue;
          for (int to = 0; to < kTrueStates; ++to) {
            if (to == preempted && !preempts) continue;
            const int then = remember(law, static_cast<int>(s / 16), to);
            if (then >= 0) reached.set(server(then, to));
          }
        }
        grows = reached != before;
      }
    }
  }
  return next;
}

const std::vector<Servers>& becoming_of(Law law, bool preempts) {
  static std::map<std::pair<Law, bool>, std::vector<Servers>> made;
  auto& table = made[{law, preempts}];
  if (table.empty()) table = becoming(law, preempts);
  return table;
}

using Bound = std::pair<core::Time, std::uint64_t>;

// Something that happened to a server at some instant of an interval, and which states explain it.
struct Look {
  Bound begin, end;
  std::function<bool(int)> fits;
};

std::vector<Look> looks_of(const History& history, core::Duration list_lag = {}) {
  std::vector<Look> looks;
  for (const Observation& seen : history) {
    const int state = index_of(seen.state);
    const core::Duration lag = seen.source == Source::list ? list_lag : core::Duration{};
    looks.push_back({{seen.since - lag, seen.exchange}, {seen.received, seen.exchange}, [state](int is) {
                       return state == unknown || state == is;
                     }});
  }
  return looks;
}

bool is_explained(const std::vector<Look>& looks, const std::vector<int>& order, Law law, bool preempts) {
  const auto& next = becoming_of(law, preempts);
  Servers now;
  for (int state = 0; state < kTrueStates; ++state) {
    if (state == preempted && !preempts) continue;
    now.set(server(remember(law, 0, state), state));
  }
  for (const int each : order) {
    Servers reached, fitting;
    for (std::size_t s = 0; s < 256; ++s) {
      if (now.test(s)) reached |= next[s];
    }
    for (std::size_t s = 0; s < 256; ++s) {
      if (reached.test(s) && looks[static_cast<std::size_t>(each)].fits(static_cast<int>(s % 16)))
        fitting.set(s);
    }
    now = fitting;
  }
  return now.any();
}

// Whether a server that keeps the law could have answered like this.
bool is_possible(const std::vector<Look>& looks, Law law, bool preempts) {
  std::vector<int> order(looks.size());
  std::iota(order.begin(), order.end(), 0);
  do {
    bool in_time = true;
    for (std::size_t i = 0; i < order.size(); ++i) {
      for (std::size_t j = i + 1; j < order.size(); ++j) {
        const Look& first = looks[static_cast<std::size_t>(order[i])];
        const Look& second = looks[static_cast<std::size_t>(order[j])];
        in_time = in_time && !(second.end < first.begin);
      }
    }
    if (in_time && is_explained(looks, order, law, preempts)) return true;
  } while (std::next_permutation(order.begin(), order.end()));
  return false;
}

bool binds(Law law, int state) {
  switch (law) {
    case Law::terminal_is_final:
    case Law::views_agree_at_rest:
      return is_end(state);
    case Law::no_resurrection:
      return state == canceling || state == canceled;
    case Law::phases_in_order:
      return state == initializing || state == running;
    case Law::views_agree_on_the_way:
      return state == running || state == canceling;
  }
  return false;
}

// Whether some answer came surely after one that binds: at whichever instants the two were made.
bool was_tried(const History& history, Law law, bool preempts, core::Duration list_lag) {
  const bool across = law == Law::views_agree_at_rest || law == Law::views_agree_on_the_way;
  const bool by_phase = law == Law::phases_in_order || law == Law::views_agree_on_the_way;
  const std::vector<Look> looks = looks_of(history, list_lag);
  for (std::size_t a = 0; a < history.size(); ++a) {
    for (std::size_t b = 0; b < history.size(); ++b) {
      const bool speak = binds(law, index_of(history[a].state)) && history[b].state != "UNKNOWN";
      if (!speak || (preempts && by_phase) || (across && history[a].source == history[b].source)) continue;
      // The latest instant of the one, the earliest of the other.
      if (looks[a].end < looks[b].begin) return true;
    }
  }
  return false;
}

core::Time at(int seconds) { return core::Time(std::chrono::seconds(seconds)); }

struct Dice {
  std::mt19937 random;
  int below(int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); }
};

History random_history(Dice& dice, const std::vector<int>& states, int most) {
  static constexpr Source sources[] = {Source::status, Source::log, Source::list};
  History history;
  const int length = dice.below(most + 1);
  for (int n = 1; n <= length; ++n) {
    const int since = dice.below(9);
    const int received = since + (dice.below(3) == 0 ? dice.below(7) : dice.below(2));
    const auto& state = kStates[static_cast<std::size_t>(
        states[static_cast<std::size_t>(dice.below(static_cast<int>(states.size())))])];
    history.push_back(
        {sources[dice.below(3)], state, at(since), at(received), static_cast<std::uint64_t>(n)});
  }
  std::shuffle(history.begin(), history.end(), dice.random);
  for (std::size_t n = 0; n < history.size(); ++n) history[n].exchange = n + 1;
  std::stable_sort(history.begin(), history.end(),
                   [](const Observation& a, const Observation& b) { return a.received < b.received; });
  return history;
}

std::string told(const History& history) {
  std::string text;
  for (const Observation& seen : history) text += line(seen, at(0)) + "\n";
  return text;
}

constexpr int kHistories = 2'000;

struct Case {
  Law law;
  const char* name;
  std::vector<int> states;  // that its histories draw from
};

class JudgeOfHistories : public testing::TestWithParam<Case> {};

TEST_P(JudgeOfHistories, AgreesWithBruteForce) {
  const Law law = GetParam().law;
  Dice dice{std::mt19937(20260101)};
  std::map<Word, int> words;
  for (int i = 0; i < kHistories; ++i) {
    const History history = random_history(dice, GetParam().states, 5);
    const core::Duration lag = std::chrono::seconds(dice.below(4));
    const bool preempts = std::any_of(history.begin(), history.end(),
                                      [](const Observation& seen) { return seen.state == "PREEMPTED"; });
    const Ruling ruling = judge(history, law, wes(), at(0), lag);
    const Word expected = !is_possible(looks_of(history, lag), law, preempts) ? Word::violation
                          : was_tried(history, law, preempts, lag)            ? Word::consistent
                                                                              : Word::undetermined;
    ASSERT_EQ(ruling.word, expected) << "history " << i << ", lag " << lag.count() << ":\n" << told(history);
    ASSERT_EQ(ruling.contradiction.has_value(), expected == Word::violation);
    ASSERT_EQ(ruling.would_decide.empty(), expected != Word::undetermined) << told(history);
    if (ruling.contradiction) {
      // The two that are shown are a contradiction by themselves.
      const History two = {ruling.contradiction->earlier, ruling.contradiction->later};
      ASSERT_FALSE(is_possible(looks_of(two, lag), law, false)) << told(two);
    }
    ++words[ruling.word];
  }
  for (const Word word : {Word::consistent, Word::violation, Word::undetermined})
    EXPECT_GT(words[word], kHistories / 20) << static_cast<int>(word);
}

INSTANTIATE_TEST_SUITE_P(
    Laws, JudgeOfHistories,
    testing::Values(Case{Law::terminal_is_final,
                         "TerminalIsFinal",
                         {queued, running, complete, complete, canceled, unknown}},
                    Case{Law::no_resurrection,
                         "NoResurrection",
                         {running, paused, canceling, canceling, canceled, complete, preempted, unknown}},
                    Case{Law::phases_in_order,
                         "PhasesInOrder",
                         {queued, initializing, running, running, running, paused, complete, unknown}},
                    Case{Law::phases_in_order,
                         "PhasesInOrderUnderPreemption",
                         {queued, queued, running, running, running, running, running, preempted}},
                    Case{Law::views_agree_at_rest,
                         "ViewsAgreeAtRest",
                         {running, complete, complete, complete, canceled, unknown}},
                    Case{Law::views_agree_on_the_way,
                         "ViewsAgreeOnTheWay",
                         {queued, initializing, running, running, running, canceling, complete, paused,
                          unknown}}),
    [](const testing::TestParamInfo<Case>& each) { return each.param.name; });

TEST(JudgeOfCancels, AgreesWithBruteForce) {
  Dice dice{std::mt19937(20260102)};
  std::map<Word, int> words;
  for (int i = 0; i < kHistories; ++i) {
    const History history =
        random_history(dice, {running, canceling, canceled, canceled, complete, unknown}, 4);
    const Observation cancel{Source::cancel, "200", at(0), at(1), 99};
    const int limit = 1 + dice.below(6);
    const auto with_mark = [&](bool ended) {
      std::vector<Look> looks = looks_of(history);
      const Bound deadline{at(1 + limit), 0};
      looks.push_back({deadline, deadline, [ended](int state) { return is_end(state) == ended; }});
      return is_possible(looks, Law::terminal_is_final, false);
    };
    const Word expected = !with_mark(true)   ? Word::violation
                          : with_mark(false) ? Word::undetermined
                                             : Word::consistent;
    const Ruling ruling = judge_cancel(history, cancel, std::chrono::seconds(limit), wes(), at(0));
    ASSERT_EQ(ruling.word, expected) << "history " << i << ", limit " << limit << ":\n" << told(history);
    ++words[ruling.word];
  }
  for (const Word word : {Word::consistent, Word::violation, Word::undetermined})
    EXPECT_GT(words[word], kHistories / 20) << static_cast<int>(word);
}

}  // namespace
}  // namespace assay::conformance
