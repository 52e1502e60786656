// SPDX-License-Identifier: Apache-2.0
#include "mock_server/site/facts_of.hpp"

#include <algorithm>

namespace assay::mock {
namespace {

// Where in the scenario the timeline stands; nothing where it is of another.
std::optional<std::string> find_script(const Scenario& scenario, const Timeline* timeline) {
  if (timeline == &scenario.unreadable) return "";
  for (std::size_t i = 0; i < scenario.rules.size(); ++i) {
    const auto& choices = scenario.rules[i].choices;
    for (std::size_t j = 0; j < choices.size(); ++j) {
      if (timeline != &choices[j].timeline) continue;
      return "/runs/" + std::to_string(i) + (choices.size() > 1 ? "/choose/" + std::to_string(j) : "");
    }
  }
  const auto& mix = scenario.population.mix;
  for (std::size_t i = 0; i < mix.size(); ++i) {
    if (timeline == &mix[i].timeline) return "/population/mix/" + std::to_string(i);
  }
  return {};
}

void tell_script(RunFacts& facts, const SiteState& site, const Timeline* timeline) {
  auto script = find_script(*site.scenario, timeline);
  facts.scenario = site.scenario->name;
  for (const auto& earlier : site.earlier) {
    if (script) break;
    script = find_script(*earlier, timeline);
    facts.scenario = earlier->name;
  }
  facts.script = script.value_or("");
}

void tell_gate(RunFacts& facts, const std::vector<Step>& list, const Gates& gates) {
  if (facts.step == 0 || facts.step >= list.size()) return;
  const auto& next = list[facts.step];
  facts.trigger = next.trigger;
  if (next.polls > gates.polls) facts.polls = next.polls - gates.polls;
}

std::size_t position(const std::vector<Step>& list, const Step* step) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (&list[i] == step) return i + 1;
  }
  return 0;
}

}  // namespace

RunFacts facts_of(const SiteState& site, const Run& run, core::Time now) {
  const auto situation = run.at(now);
  RunFacts facts{.run_id = run.id,
                 .number = run.serial,
                 .user = run.user,
                 .state = situation.step->state,
                 .submitted = run.marks.submitted,
                 .cancelled = run.marks.cancelled,
                 .ended = situation.ended,
                 .next_change = next_change(*run.timeline, run.marks, now),
                 .line = situation.step->line};
  tell_script(facts, site, run.timeline);
  facts.step = position(run.timeline->steps, situation.step);
  facts.list = facts.step > 0 ? "timeline" : "on_cancel";
  const auto& list = facts.step > 0 ? run.timeline->steps : run.timeline->on_cancel;
  const auto& gates = facts.step > 0 ? run.marks.gates : run.marks.cancel_gates;
  if (facts.step == 0) facts.step = position(list, situation.step);
  tell_gate(facts, list, gates);
  return facts;
}

RunFacts facts_with_course(const SiteState& site, const Run& run, core::Time now) {
  RunFacts facts = facts_of(site, run, now);
  for (const Stop& stop : course_of(*run.timeline, run.marks, now)) {
    const Step& step = *stop.step;
    facts.course.push_back(
        {step.state, stop.at, stop.entered, stop.of_cancel, step.trigger, step.polls, step.line});
  }
  return facts;
}

std::vector<TriedEntry> entries_tried(const SiteState& site, const Run& run, const core::Headers& sent) {
  if (!run.request->readable) return {};
  auto turns = site.turns;
  const auto misses = site.scenario->misses_of(*run.request, {&sent, 0, &turns}, *run.timeline);
  std::vector<TriedEntry> tried;
  for (std::size_t i = 0; i < misses.size(); ++i) {
    const auto& choices = site.scenario->rules[i].choices;
    TriedEntry entry{.entry = "/runs/" + std::to_string(i),
                     .line = choices.front().timeline.steps.front().line,
                     .taken = std::any_of(choices.begin(), choices.end(), [&](const Choice& choice) {
                       return &choice.timeline == run.timeline;
                     })};
    for (const Miss& miss : misses[i]) entry.misses.push_back({miss.member, miss.wants, miss.sent});
    tried.push_back(std::move(entry));
  }
  return tried;
}

}  // namespace assay::mock
