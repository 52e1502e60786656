// SPDX-License-Identifier: Apache-2.0
#include "mock_server/site/nasty.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "mock_server/base/draws.hpp"
#include "mock_server/render/renderings.hpp"

namespace assay::mock {
namespace {

using schemas::Phase;
using namespace std::chrono_literals;

constexpr std::size_t variants = 5;

// Numbers from a seed, one after the other.
class Dice {
 public:
  Dice(std::uint64_t seed, std::string_view purpose) : seed_(seed ^ digest(purpose)) {}
  std::uint64_t below(std::uint64_t end) { return draw(seed_, ++count_) % end; }
  bool chance(std::uint64_t percent) { return below(100) < percent; }
  template <class T, std::size_t n>
  const T& one_of(const T (&list)[n]) {
    return list[below(n)];
  }

 private:
  std::uint64_t seed_;
  std::uint64_t count_ = 0;
};

// Opaque text, as the specification has it: what a path and a shell would like to read otherwise.
constexpr const char* odd_ids[] = {"run ########",        "2026/07/########",  "100%-########",
                                   "a+b&c=########;v1",   "########?x",        "(########)~'run'",
                                   "r\xC3\xBCn-########", "%2e%2e%2f########", "########:8080@host"};

// At most one of a group: they speak of the same thing.
constexpr const char* page_ends[] = {"", "legal.token-on-the-last-page", "legal.empty-page-before-each",
                                     "legal.oldest-first"};
constexpr const char* single_shapes[] = {"legal.null-end", "legal.statuses-in-the-list", "legal.charset",
                                         "legal.ended-runs-refuse-cancels"};

bool gated(const std::vector<Step>& steps) {
  return std::any_of(steps.begin(), steps.end(), [](const Step& step) { return step.gated(); });
}

// A step that others count on stays: the first, the end, a RUNNING that has tasks or that is waited for.
bool may_go(const Timeline& timeline, std::size_t i) {
  const auto& steps = timeline.steps;
  if (i == 0 || i + 1 >= steps.size() || steps[i].terminal) return false;
  const bool brief = steps[i + 1].at - steps[i].at < 1s;
  return steps[i].phase != Phase::running || (timeline.tasks.empty() && brief);
}

// For a while the state is another one, and then what it was.
void add_blip(std::vector<Step>& steps, std::size_t i, const schemas::StateWord& word) {
  const auto length = (steps[i + 1].at - steps[i].at) / 3;
  if (steps[i].phase != Phase::running || word.terminal || length < 1ms) return;
  auto back = steps[i];
  Step blip{steps[i].at + length, word.word, word.phase, false};
  back.at = steps[i].at + 2 * length;
  const auto at = steps.begin() + static_cast<std::ptrdiff_t>(i) + 1;
  steps.insert(at, {std::move(blip), std::move(back)});
}

Timeline variant(Timeline timeline, Dice& dice, const schemas::Dialect& dialect) {
  auto& steps = timeline.steps;
  if (!gated(steps)) {
    for (auto i = steps.size(); i-- > 0;) {
      if (may_go(timeline, i) && dice.chance(40)) steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(i));
    }
    const auto* word = dialect.word_of(dice.chance(50) ? Phase::unknown : Phase::paused);
    for (auto i = steps.size() - 1; i-- > 0;) {
      if (word && dice.chance(40)) add_blip(steps, i, *word);
    }
  }
  auto& cancel = timeline.on_cancel;
  if (!gated(cancel) && !cancel.empty()) {
    const auto late = core::Duration(dice.below(400'000));
    for (auto& step : cancel) step.at += late;
    if (cancel.size() > 1 && dice.chance(40)) cancel.erase(cancel.begin());
  }
  return timeline;
}

// Of WES: another dialect may promise what these leave open.
std::vector<std::string> draw_shapes(Dice& dice, const schemas::Dialect& dialect) {
  std::vector<std::string> shapes = {"legal.further-members"};
  if (const std::string shape = dice.one_of(page_ends); !shape.empty()) shapes.push_back(shape);
  for (const auto* shape : single_shapes) {
    if (dice.chance(50)) shapes.emplace_back(shape);
  }
  if (dialect.has("ListTasks") && dice.chance(50)) shapes.emplace_back("legal.no-task-logs");
  return shapes;
}

}  // namespace

Nasty draw_nasty(std::uint64_t seed, Behaviour habits, const schemas::Dialect& dialect) {
  Dice dice(seed, "nasty");
  Nasty nasty{std::move(habits), {}, {}};
  nasty.habits.default_page_size = nasty.habits.largest_page_size = static_cast<int>(1 + dice.below(4));
  const std::string ids = dice.one_of(odd_ids);
  nasty.habits.varies_timelines = seed | 1;
  auto shapes = draw_shapes(dice, dialect);
  if (&rendering_of(dialect) == &wes_rendering()) {
    nasty.habits.run_ids = ids;
    nasty.shapes = std::move(shapes);
  }
  nasty.faults = {
      fmt::format("{{id: nasty-busy, do: status, status: 429, retry_after: {}s, probability: 0.0{}}}",
                  1 + dice.below(3), 4 + dice.below(5)),
      fmt::format(
          "{{id: nasty-away, do: status, status: 503, retry_after: {{date: {}s}}, probability: 0.0{}}}",
          1 + dice.below(4), 1 + dice.below(4)),
      fmt::format("{{id: nasty-head, do: dribble, part: head, bytes: {}, interval: {}ms, probability: 0.{}}}",
                  16 + dice.below(80), 5 + dice.below(40), 2 + dice.below(6)),
      fmt::format("{{id: nasty-late, do: delay, time: {{lognormal: {{median: {}ms, sigma: 0.8}}}}}}",
                  5 + dice.below(60))};
  return nasty;
}

void vary(Scenario& scenario, std::uint64_t seed, const schemas::Dialect& dialect) {
  Dice dice(seed, "timelines");
  for (auto& rule : scenario.rules) {
    std::vector<Choice> varied;
    for (const auto& choice : rule.choices) {
      for (std::size_t i = 0; i < variants; ++i)
        varied.push_back({choice.weight, variant(choice.timeline, dice, dialect), choice.request});
    }
    rule.choices = std::move(varied);
  }
}

}  // namespace assay::mock
