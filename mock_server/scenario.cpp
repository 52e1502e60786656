// SPDX-License-Identifier: Apache-2.0
#include "mock_server/scenario.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/embedded.hpp"
#include "core/fields.hpp"
#include "core/text.hpp"

namespace assay::mock {
namespace {

using core::Fields;
using core::Node;
using schemas::Phase;
using namespace std::chrono_literals;

constexpr core::Duration longest = std::chrono::hours(24 * 366 * 10);

const std::vector<Node>& items(Fields& fields, const Node& node, std::string_view key) {
  if (node.kind != Node::Kind::sequence || node.items.empty()) {
    fields.fail(node, std::string(key) + " must be a list with at least one entry");
  }
  return node.items;
}

core::Duration duration(Fields& fields, std::string_view key) {
  const auto value = fields.duration_or(key, core::Duration{});
  if (value < core::Duration{}) fields.fail(*fields.find(key), std::string(key) + " must not be negative");
  if (value > longest) fields.fail(*fields.find(key), std::string(key) + " is more than ten years");
  return value;
}

std::optional<int> exit_code(Fields& fields) {
  const auto* node = fields.find("exit_code");
  if (!node) return {};
  const auto value = fields.integer_or("exit_code", 0);
  if (value < -2147483648LL || value > 2147483647LL) fields.fail(*node, "exit_code must be a 32-bit integer");
  return static_cast<int>(value);
}

std::vector<std::string> state_words(const schemas::Dialect& dialect) {
  std::vector<std::string> words;
  for (const auto& state : dialect.states) words.push_back(state.word);
  return words;
}

Step read_step(const core::Document& document, const Node& node, const schemas::Dialect& dialect) {
  Fields fields(document, node, "a step");
  Step step;
  step.state = fields.text("state");
  const auto* word = dialect.state(step.state);
  if (!word) {
    const auto near = core::closest(step.state, state_words(dialect));
    fields.fail(fields.need("state"),
                "WES " + dialect.version + " has no state " + core::printable(step.state),
                near.empty() ? "" : "did you mean " + near + "?");
  }
  step.phase = word->phase;
  step.terminal = word->terminal;
  step.at = duration(fields, "after");
  step.exit_code = exit_code(fields);
  if (!step.exit_code && step.phase == schemas::Phase::complete) step.exit_code = 0;
  if (!step.exit_code && step.phase == schemas::Phase::executor_error) step.exit_code = 1;
  if (const auto* outputs = fields.find("outputs")) {
    if (outputs->kind != Node::Kind::mapping) fields.fail(*outputs, "outputs must be a mapping");
    step.outputs = core::to_json(*outputs).dump();
  }
  if (!step.terminal && (fields.find("exit_code") || fields.find("outputs"))) {
    fields.fail(node, "only a terminal state has an exit_code or outputs");
  }
  fields.finish();
  return step;
}

std::vector<Step> read_steps(Fields& owner, const Node& list, const schemas::Dialect& dialect,
                             std::string_view key) {
  std::vector<Step> steps;
  core::Duration at{};
  for (const auto& node : items(owner, list, key)) {
    if (!steps.empty() && steps.back().terminal) {
      owner.fail(node, "no step can follow the terminal state " + steps.back().state);
    }
    auto step = read_step(owner.document(), node, dialect);
    at += step.at;
    if (at > longest) owner.fail(node, "a timeline must not be longer than ten years");
    step.at = at;
    steps.push_back(std::move(step));
  }
  return steps;
}

TaskPlan read_task(const core::Document& document, const Node& node) {
  Fields fields(document, node, "a task");
  TaskPlan task;
  task.name = fields.text("name");
  task.cmd = fields.texts("cmd");
  if (task.cmd.empty()) task.cmd = {"run-task", task.name};
  task.start = duration(fields, "start");
  task.runs_for = duration(fields, "runs_for");
  task.exit_code = exit_code(fields).value_or(0);
  task.out = fields.text_or("stdout", task.name + ": done\n");
  task.err = fields.text_or("stderr", "");
  fields.finish();
  return task;
}

Match read_match(const core::Document& document, const Node& node) {
  Fields fields(document, node, "a match");
  Match match{.workflow_url = fields.texts("workflow_url"),
              .workflow_type = fields.texts("workflow_type"),
              .tags = {}};
  if (const auto* tags = fields.find("tag")) {
    if (tags->kind != Node::Kind::mapping) fields.fail(*tags, "tag must be a mapping of names to values");
    for (const auto& tag : tags->members) {
      if (tag.value.kind != Node::Kind::scalar) fields.fail(tag.value, "the value of a tag must be text");
      match.tags.emplace_back(tag.key, tag.value.scalar);
    }
  }
  if (match.empty())
    fields.fail(node, "an empty match", "leave `match` out: the entry is then for every run");
  fields.finish();
  return match;
}

// Steps for which the dialect has a word.
std::vector<Step> plain_steps(const schemas::Dialect& dialect,
                              const std::vector<std::pair<core::Duration, Phase>>& phases) {
  std::vector<Step> steps;
  for (const auto& [at, phase] : phases) {
    const auto word = std::find_if(dialect.states.begin(), dialect.states.end(),
                                   [&](const auto& state) { return state.phase == phase; });
    if (word != dialect.states.end()) steps.push_back({at, word->word, phase, word->terminal});
  }
  return steps;
}

Timeline unreadable_timeline(const schemas::Dialect& dialect) {
  Timeline timeline;
  timeline.steps = plain_steps(
      dialect, {{0ms, Phase::queued}, {50ms, Phase::initializing}, {100ms, Phase::executor_error}});
  timeline.steps.back().exit_code = 1;
  timeline.on_cancel = plain_steps(dialect, {{0ms, Phase::canceling}, {500ms, Phase::canceled}});
  return timeline;
}

Rule read_rule(const core::Document& document, const Node& node, const schemas::Dialect& dialect) {
  Fields fields(document, node, "an entry of runs");
  Rule rule;
  if (const auto* match = fields.find("match")) rule.match = read_match(document, *match);
  auto& timeline = rule.timeline;
  const auto& steps = fields.need("timeline");
  timeline.steps = read_steps(fields, steps, dialect, "timeline");
  if (timeline.steps.front().at != core::Duration{}) {
    fields.fail(steps.items.front(), "the first step is the state at the submission: it takes no `after`");
  }
  if (const auto* branch = fields.find("on_cancel")) {
    timeline.on_cancel = read_steps(fields, *branch, dialect, "on_cancel");
  } else {
    timeline.on_cancel = plain_steps(dialect, {{0ms, Phase::canceling}, {500ms, Phase::canceled}});
  }
  if (const auto* tasks = fields.find("tasks")) {
    for (const auto& task : items(fields, *tasks, "tasks"))
      timeline.tasks.push_back(read_task(document, task));
  }
  std::stable_sort(timeline.tasks.begin(), timeline.tasks.end(),
                   [](const TaskPlan& a, const TaskPlan& b) { return a.start < b.start; });
  timeline.out = fields.text_or("stdout", "the workflow has started\n");
  timeline.err = fields.text_or("stderr", "");
  fields.finish();
  return rule;
}

// "workflow_types: {WDL: ['1.0', '1.1']}": all that the mock declares and takes.
std::vector<Capabilities::Named> read_workflow_types(Fields& fields, const Node& node) {
  if (node.kind != Node::Kind::mapping || node.members.empty())
    fields.fail(node, "workflow_types must be a mapping of types to versions", "{WDL: ['1.0']}");
  Fields types(fields.document(), node, "the workflow types");
  std::vector<Capabilities::Named> known;
  for (const auto& member : node.members) {
    known.push_back({member.key, types.texts(member.key)});
    if (known.back().versions.empty())
      fields.fail(member.value, "a workflow type needs a version", "['1.0']");
  }
  return known;
}

Scenario read_scenario(const core::Document& document, const schemas::Dialect& dialect) {
  Fields fields(document, document.root, "a scenario");
  Scenario scenario;
  scenario.name = document.name;
  fields.text_or("says", "");
  scenario.delay = duration(fields, "delay");
  if (const auto* types = fields.find("workflow_types"))
    scenario.workflow_types = read_workflow_types(fields, *types);
  scenario.unreadable = unreadable_timeline(dialect);
  const auto& rules = items(fields, fields.need("runs"), "runs");
  for (std::size_t i = 0; i < rules.size(); ++i) {
    scenario.rules.push_back(read_rule(document, rules[i], dialect));
    const bool last = i + 1 == rules.size();
    if (scenario.rules.back().match.empty() == last) continue;
    fields.fail(rules[i],
                last ? "the last entry of runs must have no match: it is for all other runs"
                     : "an entry without a match hides the entries after it",
                last ? "add an entry that has a timeline only" : "move it to the end");
  }
  fields.finish();
  return scenario;
}

}  // namespace

bool Match::holds(const RunRequest& request) const {
  const auto any = [](const std::vector<std::string>& globs, const std::optional<std::string>& text) {
    return globs.empty() || std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
             return core::glob_match(glob, text.value_or(""));
           });
  };
  return any(workflow_url, request.url) && any(workflow_type, request.type) &&
         std::all_of(tags.begin(), tags.end(), [&](const auto& tag) {
           const auto found = request.tag_values.find(tag.first);
           return found != request.tag_values.end() && core::glob_match(tag.second, found->second);
         });
}

const Timeline& Scenario::timeline_for(const RunRequest& request) const {
  if (!request.readable) return unreadable;
  const auto rule =
      std::find_if(rules.begin(), rules.end(), [&](const Rule& r) { return r.match.holds(request); });
  return rule == rules.end() ? rules.back().timeline : rule->timeline;
}

core::Result<Scenario> load_scenario(const core::Document& document, const schemas::Dialect& dialect) {
  return core::reading([&] { return read_scenario(document, dialect); });
}

std::vector<std::string> shipped_scenarios() {
  std::vector<std::string> names;
  for (const auto path : core::embedded_paths("scenarios/")) {
    if (!path.ends_with(".yaml")) continue;
    const auto file = path.substr(std::string_view("scenarios/").size());
    names.emplace_back(file.substr(0, file.size() - std::string_view(".yaml").size()));
  }
  return names;
}

core::Result<Scenario> find_scenario(const std::string& name, const std::string& text,
                                     const schemas::Dialect& dialect) {
  const auto read = [&](const core::Result<core::Document>& document) -> core::Result<Scenario> {
    if (!document) return document.error();
    return load_scenario(*document, dialect);
  };
  if (!text.empty()) return read(core::load_document("scenario", text));
  const auto names = shipped_scenarios();
  if (std::find(names.begin(), names.end(), name) != names.end()) {
    const auto path = "scenarios/" + name + ".yaml";
    return read(core::load_document(path, core::embedded_file(path).value()));
  }
  if (name.find_first_of("./") != std::string::npos) return read(core::load_document_file(name));
  std::string hint = "shipped:";
  for (const auto& known : names) hint += " " + known;
  return core::Error{"there is no scenario " + core::printable(name), "--scenario",
                     hint + "; or the path of a file"};
}

}  // namespace assay::mock
