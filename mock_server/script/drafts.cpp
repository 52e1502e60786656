// SPDX-License-Identifier: Apache-2.0
#include "mock_server/script/drafts.hpp"

namespace assay::mock {

void begin_as_drafts(Scenario& scenario, const schemas::Dialect& dialect) {
  const auto* word = dialect.word_of(schemas::Phase::draft);
  if (word == nullptr) return;
  const auto edit = [&](Timeline& timeline) {
    auto& first = timeline.steps.front();
    if (first.phase == schemas::Phase::draft) return;
    first.trigger = start_trigger;
    timeline.steps.insert(timeline.steps.begin(), Step{.state = word->word, .phase = schemas::Phase::draft});
  };
  for (auto& rule : scenario.rules) {
    for (auto& choice : rule.choices) edit(choice.timeline);
  }
  edit(scenario.unreadable);
}

}  // namespace assay::mock
