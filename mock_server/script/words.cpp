// SPDX-License-Identifier: Apache-2.0
#include "mock_server/script/words.hpp"

#include <algorithm>

namespace assay::mock {
namespace {

using schemas::Phase;
using namespace std::chrono_literals;

// The version that has all of its words.
const schemas::Dialect& newest_wes() {
  static const auto newest = schemas::load_dialect("wes", schemas::dialect_versions("wes").back()).value();
  return *newest;
}

const schemas::StateWord* find_word(std::string_view word, const schemas::Dialect& dialect, Phase& phase) {
  if (const auto* own = dialect.state(word)) {
    phase = own->phase;
    return own;
  }
  const auto* known = newest_wes().state(word);
  if (!known) return nullptr;
  phase = known->phase;
  const auto* own = dialect.word_of(phase);
  return own && own->terminal == known->terminal ? own : nullptr;
}

}  // namespace

bool put_word(Step& step, std::string_view word, const schemas::Dialect& dialect) {
  const auto* own = find_word(word, dialect, step.phase);
  if (!own) return false;
  step.state = own->word;
  step.terminal = own->terminal;
  return true;
}

bool is_unseen(std::string_view word, const schemas::Dialect& dialect) {
  const auto* known = newest_wes().state(word);
  auto phase = Phase::unknown;
  return known && !known->terminal && dialect.name != newest_wes().name && !find_word(word, dialect, phase);
}

void reword(Timeline& timeline, const schemas::Dialect& dialect) {
  for (auto* steps : {&timeline.steps, &timeline.on_cancel}) {
    std::erase_if(*steps, [&](const Step& step) { return is_unseen(step.state, dialect); });
    for (auto& step : *steps) {
      if (!dialect.state(step.state)) put_word(step, std::string(step.state), dialect);
    }
  }
}

std::vector<Step> plain_steps(const schemas::Dialect& dialect,
                              const std::vector<std::pair<core::Duration, Phase>>& phases) {
  std::vector<Step> steps;
  for (const auto& [at, phase] : phases) {
    const auto* word = dialect.word_of(phase);
    if (word) steps.push_back({at, word->word, phase, word->terminal});
  }
  return steps;
}

void add_stopping(std::vector<Step>& steps, const schemas::Dialect& dialect) {
  const auto* word = dialect.word_of(Phase::stopping);
  if (!word || steps.size() < 2 || !steps.back().terminal || steps.back().gated()) return;
  const auto& before = steps[steps.size() - 2];
  const bool there = before.state == word->word;
  const auto room = (steps.back().at - before.at) / 2;
  if (there || room <= core::Duration{}) return;
  Step stopping{steps.back().at - std::min<core::Duration>(room, 500ms), word->word, Phase::stopping, false};
  stopping.line = steps.back().line;
  steps.insert(steps.end() - 1, std::move(stopping));
}

}  // namespace assay::mock
