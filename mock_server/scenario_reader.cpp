// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "core/fields.hpp"
#include "mock_server/capabilities.hpp"
#include "mock_server/scenario.hpp"
#include "mock_server/timeline_reader.hpp"

namespace assay::mock {
namespace {

using core::Document;
using core::Fields;
using core::Node;

constexpr std::int64_t most_runs = 100'000'000;
constexpr std::int64_t most_weight = 1'000'000;

Match read_match(const Document& document, const Node& node) {
  Fields fields(document, node, "a match");
  Match match{.workflow_url = fields.texts("workflow_url"),
              .workflow_type = fields.texts("workflow_type"),
              .tags = read_globs(fields, "tag"),
              .headers = read_globs(fields, "header"),
              .nth = read_nth(fields)};
  fields.finish();
  if (match.empty())
    fields.fail(node, "an empty match", "leave `match` out: the entry is then for every run");
  return match;
}

std::uint32_t read_weight(Fields& fields) {
  return static_cast<std::uint32_t>(read_count(fields, "weight", most_weight));
}

Rule read_rule(const Document& document, const Node& node, const schemas::Dialect& dialect) {
  Fields fields(document, node, "an entry of runs");
  Rule rule;
  if (const auto* match = fields.find("match")) rule.match = read_match(document, *match);
  if (const auto* choices = fields.find("choose")) {
    for (const char* own : {"timeline", "on_cancel", "tasks", "stdout", "stderr"}) {
      if (const auto* stray = fields.find(own))
        fields.fail(*stray, std::string(own) + " belongs into each entry of `choose`");
    }
    for (const auto& choice : list_of(fields, *choices, "choose")) {
      Fields own(document, choice, "a choice");
      const auto weight = read_weight(own);
      rule.choices.push_back({weight, read_timeline(own, dialect)});
      own.finish();
    }
  } else {
    rule.choices.push_back({1, read_timeline(fields, dialect)});
  }
  fields.finish();
  return rule;
}

// What a run of a population shows as its request: what every version requires, and what the script says.
std::shared_ptr<const RunRequest> read_request(Fields& fields) {
  auto request = std::make_shared<RunRequest>();
  request->url = fields.text_or("workflow_url", "https://population.example/main.cwl");
  request->type = fields.text_or("workflow_type", "CWL");
  const auto* known = find(capabilities().workflow_types, *request->type);
  request->type_version = known ? known->versions.back() : "1.0";
  request->params = "{}";
  for (const auto& [name, value] : read_globs(fields, "tags")) request->tag_values[name] = value;
  if (!request->tag_values.empty()) request->tags = nlohmann::json(request->tag_values).dump();
  return request;
}

Population read_population(const Document& document, const Node& node, const schemas::Dialect& dialect) {
  Fields fields(document, node, "a population");
  Population population;
  fields.need("runs");
  population.runs = static_cast<std::uint64_t>(read_count(fields, "runs", most_runs));
  if (const auto* ages = fields.find("ages")) {
    Fields span(document, *ages, "ages");
    population.youngest = read_duration(span, "from");
    span.need("to");
    population.oldest = read_duration(span, "to");
    if (population.oldest < population.youngest) span.fail(*ages, "ages go back: `to` is less than `from`");
    span.finish();
  }
  for (const auto& part : list_of(fields, fields.need("mix"), "mix")) {
    Fields own(document, part, "a part of a mix");
    const auto weight = read_weight(own);
    const auto request = read_request(own);
    population.mix.push_back({weight, read_timeline(own, dialect), request});
    own.finish();
  }
  fields.finish();
  return population;
}

void check_reach(const Fields& fields, const std::vector<Rule>& rules, const Node& node, bool last) {
  const auto& match = rules.back().match;
  if (match.empty() != last) {
    fields.fail(node,
                last ? "the last entry of runs must have no match: it is for all other runs"
                     : "an entry without a match hides the entries after it",
                last ? "add an entry that has a timeline only" : "move it to the end");
  }
  if (last) return;
  for (std::size_t i = 0; i + 1 < rules.size(); ++i) {
    if (!hides(rules[i].match, match)) continue;
    fields.fail(
        *node.find("match"),
        "the match can never fire: entry " + std::to_string(i + 1) + " of runs takes all that it is for",
        "put the narrower entry first");
  }
}

// "workflow_types: {WDL: ['1.0', '1.1']}": all that the mock declares and takes.
Scenario read_scenario(const Document& document, const schemas::Dialect& dialect) {
  Fields fields(document, document.root, "a scenario");
  Scenario scenario;
  scenario.name = document.name;
  fields.text_or("says", "");
  scenario.delay = read_duration(fields, "delay");
  if (const auto* types = fields.find("workflow_types"))
    scenario.workflow_types = read_named(fields, *types, "workflow_types");
  scenario.unreadable = unreadable_timeline(dialect);
  const auto& rules = list_of(fields, fields.need("runs"), "runs");
  for (std::size_t i = 0; i < rules.size(); ++i) {
    scenario.rules.push_back(read_rule(document, rules[i], dialect));
    check_reach(fields, scenario.rules, rules[i], i + 1 == rules.size());
  }
  if (const auto* faults = fields.find("faults")) scenario.faults = read_faults(document, *faults, dialect);
  if (const auto* population = fields.find("population")) {
    scenario.population = read_population(document, *population, dialect);
  }
  fields.finish();
  return scenario;
}

}  // namespace

core::Result<Scenario> load_scenario(const Document& document, const schemas::Dialect& dialect) {
  return core::reading([&] { return read_scenario(document, dialect); });
}

}  // namespace assay::mock
