// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/fields.hpp"
#include "mock_server/base/capabilities.hpp"
#include "mock_server/base/reading.hpp"
#include "mock_server/script/scenario.hpp"
#include "mock_server/script/timeline_reader.hpp"

namespace assay::mock {
namespace {

using core::Document;
using core::Fields;
using core::Node;

constexpr std::int64_t most_runs = 100'000'000;
constexpr std::int64_t most_weight = 1'000'000;

Match read_match(const Document& document, const Node& node, Mistakes& mistakes) {
  Fields fields(document, node, "a match");
  Match match{.workflow_url = fields.texts("workflow_url"),
              .workflow_type = fields.texts("workflow_type"),
              .tags = read_globs(fields, "tag"),
              .headers = read_globs(fields, "header"),
              .nth = read_nth(fields)};
  mistakes.finish(fields);
  if (match.empty() && fields.strays().empty())
    fields.fail(node, "an empty match", "leave `match` out: the entry is then for every run");
  return match;
}

std::uint32_t read_weight(Fields& fields) {
  return static_cast<std::uint32_t>(read_count(fields, "weight", most_weight));
}

// What more than one part of the reader needs.
struct Reading {
  const Document& document;
  const schemas::Dialect& dialect;
  Mistakes& mistakes;
};

std::vector<Choice> read_choices(Fields& fields, const Node& node, const Reading& reading) {
  for (const char* own : {"timeline", "on_cancel", "tasks", "stdout", "stderr"}) {
    if (const auto* stray = fields.find(own))
      fields.fail(*stray, std::string(own) + " belongs into each entry of `choose`");
  }
  std::vector<Choice> choices;
  const auto add = [&](const Node& choice) {
    Fields own(reading.document, choice, "a choice");
    const auto weight = read_weight(own);
    choices.push_back({weight, read_timeline(own, reading.dialect, reading.mistakes)});
    reading.mistakes.finish(own);
  };
  for (const auto& choice : list_of(fields, node, "choose")) reading.mistakes.attempt([&] { add(choice); });
  return choices;
}

// Whether the match is good: what follows from it can be asked then.
bool read_rule(Rule& rule, const Node& node, const Reading& reading) {
  Fields fields(reading.document, node, "an entry of runs");
  const auto* match = fields.find("match");
  const bool good = !match || reading.mistakes.attempt([&] {
    rule.match = read_match(reading.document, *match, reading.mistakes);
  });
  const auto* choices = fields.find("choose");
  reading.mistakes.attempt([&] {
    if (choices) {
      rule.choices = read_choices(fields, *choices, reading);
    } else {
      rule.choices.push_back({1, read_timeline(fields, reading.dialect, reading.mistakes)});
    }
    reading.mistakes.finish(fields);
  });
  return good;
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

Population read_population(const Node& node, const Reading& reading) {
  const auto& document = reading.document;
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
  const auto add = [&](const Node& part) {
    Fields own(document, part, "a part of a mix");
    const auto weight = read_weight(own);
    const auto request = read_request(own);
    population.mix.push_back({weight, read_timeline(own, reading.dialect, reading.mistakes), request});
    reading.mistakes.finish(own);
  };
  for (const auto& part : list_of(fields, fields.need("mix"), "mix"))
    reading.mistakes.attempt([&] { add(part); });
  reading.mistakes.finish(fields);
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
    const bool told = rules[i].match.empty();  // or its match could not be read
    if (told || !hides(rules[i].match, match)) continue;
    fields.fail(
        *node.find("match"),
        "the match can never fire: entry " + std::to_string(i + 1) + " of runs takes all that it is for",
        "put the narrower entry first");
  }
}

// "workflow_types: {WDL: ['1.0', '1.1']}": all that the mock declares and takes.
// Each for itself, so that the mistakes of all are told, and then together.
std::vector<Fault> read_all_faults(const Node& node, const Reading& reading) {
  for (const auto& one : node.items) {
    Node alone;
    alone.kind = Node::Kind::sequence;
    alone.items = {one};
    reading.mistakes.attempt([&] { read_faults(reading.document, alone, reading.dialect); });
  }
  return read_faults(reading.document, node, reading.dialect);
}

void read_rules(Scenario& scenario, Fields& fields, const Reading& reading) {
  const auto& rules = list_of(fields, fields.need("runs"), "runs");
  for (std::size_t i = 0; i < rules.size(); ++i) {
    auto& rule = scenario.rules.emplace_back();
    reading.mistakes.attempt([&] {
      if (read_rule(rule, rules[i], reading))
        check_reach(fields, scenario.rules, rules[i], i + 1 == rules.size());
    });
  }
}

Scenario read_scenario(const Reading& reading) {
  const auto& root = reading.document.root;
  Scenario scenario;
  scenario.name = reading.document.name;
  scenario.unreadable = unreadable_timeline(reading.dialect);
  auto& mistakes = reading.mistakes;
  mistakes.attempt([&] {
    Fields fields(reading.document, root, "a scenario");
    mistakes.attempt([&] { fields.text_or("says", ""); });
    mistakes.attempt([&] { scenario.delay = read_duration(fields, "delay"); });
    const auto* types = fields.find("workflow_types");
    if (types)
      mistakes.attempt([&] { scenario.workflow_types = read_named(fields, *types, "workflow_types"); });
    mistakes.attempt([&] { read_rules(scenario, fields, reading); });
    const auto* faults = fields.find("faults");
    if (faults) mistakes.attempt([&] { scenario.faults = read_all_faults(*faults, reading); });
    const auto* population = fields.find("population");
    if (population) mistakes.attempt([&] { scenario.population = read_population(*population, reading); });
    mistakes.finish(fields);
  });
  return scenario;
}

// "file:12:5" -> 12, 5.
std::pair<int, int> place_of(const core::Error& error) {
  const auto column = error.where.rfind(':');
  const auto line = error.where.rfind(':', column - 1);
  return {std::stoi(error.where.substr(line + 1)), std::stoi(error.where.substr(column + 1))};
}

}  // namespace

core::Result<Scenario> load_scenario(const Document& document, const schemas::Dialect& dialect) {
  Mistakes mistakes;
  auto scenario = read_scenario({document, dialect, mistakes});
  if (!mistakes.list().empty()) return mistakes.list().front();
  return scenario;
}

std::vector<core::Error> scenario_mistakes(const Document& document, const schemas::Dialect& dialect) {
  Mistakes mistakes;
  read_scenario({document, dialect, mistakes});
  auto list = mistakes.list();
  std::stable_sort(list.begin(), list.end(),
                   [](const auto& a, const auto& b) { return place_of(a) < place_of(b); });
  return list;
}

}  // namespace assay::mock
