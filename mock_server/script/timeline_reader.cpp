// SPDX-License-Identifier: Apache-2.0
#include "mock_server/script/timeline_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text.hpp"
#include "mock_server/base/reading.hpp"
#include "mock_server/script/words.hpp"

namespace assay::mock {
namespace {

using core::Fields;
using core::Node;
using schemas::Phase;
using namespace std::chrono_literals;

constexpr std::size_t most_steps = 10'000;
constexpr std::int64_t most_polls = 1'000'000;
constexpr std::int64_t most_repeats = 1'000;

std::optional<int> exit_code(Fields& fields) {
  const auto* node = fields.find("exit_code");
  if (!node) return {};
  const auto value = fields.integer_or("exit_code", 0);
  if (value < -2147483648LL || value > 2147483647LL) fields.fail(*node, "exit_code must be a 32-bit integer");
  return static_cast<int>(value);
}

// "1.5s", as it could stand in a scenario.
std::string text_of(core::Duration time) {
  return fmt::format("{:g}s", std::chrono::duration<double>(time).count());
}

void read_state(Fields& fields, Step& step, const schemas::Dialect& dialect) {
  const auto word = fields.text("state");
  if (put_word(step, word, dialect)) return;
  std::vector<std::string> words;
  for (const auto& state : dialect.states) words.push_back(state.word);
  const auto near = core::closest(word, words);
  fields.fail(fields.need("state"), title_of(dialect) + " has no state " + core::printable(word),
              near.empty() ? "" : "did you mean " + near + "?");
}

void read_ending(Fields& fields, Step& step) {
  step.exit_code = exit_code(fields);
  if (!step.exit_code && step.phase == Phase::complete) step.exit_code = 0;
  if (!step.exit_code && step.phase == Phase::executor_error) step.exit_code = 1;
  if (const auto* outputs = fields.find("outputs")) {
    if (outputs->kind != Node::Kind::mapping) fields.fail(*outputs, "outputs must be a mapping");
    step.outputs = core::to_json(*outputs).dump();
  }
  if (!step.terminal && (fields.find("exit_code") || fields.find("outputs"))) {
    fields.fail(fields.node(), "only a terminal state has an exit_code or outputs");
  }
}

// One of the two lists of a timeline, step by step as it is written. Behind a mistake reading goes on, with
// the time of the last good step, so that no mistake makes a second one.
class Steps {
 public:
  Steps(const schemas::Dialect& dialect, bool from_submission, Mistakes& mistakes)
      : dialect_(dialect), from_submission_(from_submission), mistakes_(mistakes) {}

  std::vector<Step> read(const Fields& owner, const Node& list, std::string_view key) {
    add_all(owner, list, key);
    if (from_submission_ && steps_.empty() && unseen_) refuse_unseen(owner.document());
    if (ends_in_foreign_word_) add_stopping(steps_, dialect_);
    return std::move(steps_);
  }

 private:
  void add_all(const Fields& owner, const Node& list, std::string_view key) {
    for (const auto& node : list_of(owner, list, key)) {
      if (over_) return;
      mistakes_.attempt([&] {
        Fields fields(owner.document(), node, "a step");
        fields.find("repeat") ? add_block(fields) : add(fields);
      });
    }
  }

  void add_block(Fields& fields) {
    const auto times = read_count(fields, "repeat", most_repeats);
    const auto& block = fields.need("steps");
    mistakes_.finish(fields);
    const bool outer = std::exchange(repeating_, true);
    const auto once = [&] { add_all(fields, block, "steps"); };
    for (std::int64_t i = 0; i < times && mistakes_.attempt(once); ++i) continue;
    repeating_ = outer;
  }

  void add(Fields& fields) {
    const auto& node = fields.node();
    over_ = (!steps_.empty() && steps_.back().terminal) || steps_.size() == most_steps;
    if (!steps_.empty() && steps_.back().terminal) {
      fields.fail(node, "no step can follow the terminal state " + steps_.back().state);
    }
    if (steps_.size() == most_steps) {
      fields.fail(node, fmt::format("a timeline has at most {} steps, repeats counted", most_steps));
    }
    const bool first = !std::exchange(begun_, true);
    Step step;
    step.line = node.mark.line;
    const bool unseen =
        is_unseen(fields.text("state"), dialect_) && !fields.find("trigger") && !fields.find("polls");
    if (!unseen) read_state(fields, step, dialect_);
    ends_in_foreign_word_ = step.state != fields.text("state");
    read_time(fields, step);
    read_ending(fields, step);
    mistakes_.finish(fields);
    if (from_submission_ && first && (step.gated() || step.at != core::Duration{})) {
      fields.fail(
          node,
          "the first step is the state at the submission: it takes no `after`, `at`, `polls` or `trigger`");
    }
    if (unseen) {
      if (!unseen_) unseen_ = &node;
      return;
    }
    if (from_submission_ && unseen_ && steps_.empty()) {
      if (step.gated()) refuse_unseen(fields.document());
      step.at = {};  // what a run shows first, it shows from the start
    }
    steps_.push_back(std::move(step));
  }

  // A run has a state at any time.
  [[noreturn]] void refuse_unseen(const core::Document& document) {
    Fields fields(document, *unseen_, "a step");
    fields.fail(fields.need("state"),
                title_of(dialect_) + " has no state " + core::printable(fields.text("state")));
  }

  // Sets when the step is due, one way or none: with the step before it.
  void read_time(Fields& fields, Step& step) {
    std::string given;
    for (const char* way : {"after", "at", "polls", "trigger"}) {
      if (!fields.find(way)) continue;
      if (!given.empty()) fields.fail(fields.node(), "a step has either `" + given + "` or `" + way + "`");
      given = way;
    }
    if (given == "polls") {
      step.polls = static_cast<std::uint32_t>(read_count(fields, "polls", most_polls));
    } else if (given == "trigger") {
      step.trigger = fields.text("trigger");
      if (step.trigger.empty()) fields.fail(fields.need("trigger"), "a trigger needs a name");
    }
    if (step.gated()) {
      behind_gate_ = true;
      time_ = {};
      return;
    }
    if (given == "at") {
      check_at(fields);
      time_ = read_duration(fields, "at");
    } else {
      time_ += read_duration(fields, "after");
    }
    if (time_ > longest_time) fields.fail(fields.node(), "a timeline must not be longer than ten years");
    step.at = time_;
  }

  void check_at(Fields& fields) const {
    const auto& node = fields.need("at");
    if (behind_gate_) {
      fields.fail(node, "nobody knows when the step before, by `polls` or `trigger`, is reached",
                  "count from it with `after`");
    }
    if (repeating_) fields.fail(node, "`at` is one moment, and the block is repeated", "use `after`");
    if (const auto at = read_duration(fields, "at"); at < time_) {
      fields.fail(node, "time goes back: the step before is at " + text_of(time_));
    }
  }

  const schemas::Dialect& dialect_;
  bool from_submission_;
  Mistakes& mistakes_;
  const Node* unseen_ = nullptr;  // the first step that the dialect has no word for
  bool begun_ = false;
  bool over_ = false;  // nothing can follow
  bool behind_gate_ = false;
  bool repeating_ = false;
  bool ends_in_foreign_word_ = false;
  core::Duration time_{};  // of the last step, since the last gate
  std::vector<Step> steps_ = {};
};

TaskPlan read_task(const core::Document& document, const Node& node, Mistakes& mistakes) {
  Fields fields(document, node, "a task");
  TaskPlan task;
  task.name = fields.text("name");
  task.cmd = fields.texts("cmd");
  if (task.cmd.empty()) task.cmd = {"run-task", task.name};
  task.start = read_duration(fields, "start");
  task.runs_for = read_duration(fields, "runs_for");
  task.exit_code = exit_code(fields).value_or(0);
  task.out = fields.text_or("stdout", task.name + ": done\n");
  task.err = fields.text_or("stderr", "");
  mistakes.finish(fields);
  return task;
}

bool is_running(const Step& step) { return step.phase == Phase::running; }

// When the last of `steps` comes, counted from `first`; nothing where a gate is on the way.
std::optional<core::Duration> time_to_end(const std::vector<Step>& steps,
                                          std::vector<Step>::const_iterator first) {
  if (std::any_of(first + 1, steps.end(), [](const Step& step) { return step.gated(); })) return {};
  return steps.back().at - first->at;
}

void check_branch(const Fields& fields, const Timeline& timeline, const Node& branch) {
  if (timeline.steps.back().terminal &&
      time_to_end(timeline.steps, timeline.steps.begin()) == core::Duration{}) {
    fields.fail(branch, "on_cancel can never be reached: the run has ended when it is submitted");
  }
}

void check_task(const Fields& fields, const Timeline& timeline, const TaskPlan& task, const Node& node) {
  const auto& steps = timeline.steps;
  const auto running = std::find_if(steps.begin(), steps.end(), is_running);
  if (running == steps.end()) {
    fields.fail(node, "the task can never start: the timeline does not come to RUNNING");
  }
  const auto end = steps.back().terminal ? time_to_end(steps, running) : std::nullopt;
  if (end && task.start > *end) {
    fields.fail(node,
                "the task can never start: the run ends " + text_of(*end) + " after it came to RUNNING");
  }
}

}  // namespace

Timeline read_timeline(Fields& fields, const schemas::Dialect& dialect, Mistakes& mistakes) {
  if (!fields.find("timeline")) {
    // A misspelt key explains more than a missing one.
    for (const char* other : {"on_cancel", "tasks", "stdout", "stderr"}) fields.find(other);
  }
  const bool misspelt = !fields.find("timeline") && !fields.strays().empty();
  Timeline timeline;
  // What follows from the steps is only asked of good ones.
  const bool sound = !misspelt && mistakes.attempt([&] {
    timeline.steps = Steps(dialect, true, mistakes).read(fields, fields.need("timeline"), "timeline");
  });
  if (const auto* branch = fields.find("on_cancel")) {
    mistakes.attempt([&] {
      timeline.on_cancel = Steps(dialect, false, mistakes).read(fields, *branch, "on_cancel");
      if (sound) check_branch(fields, timeline, *branch);
    });
  } else {
    timeline.on_cancel = plain_steps(dialect, {{0ms, Phase::canceling}, {500ms, Phase::canceled}});
  }
  const auto add_task = [&](const Node& node) {
    timeline.tasks.push_back(read_task(fields.document(), node, mistakes));
    if (sound) check_task(fields, timeline, timeline.tasks.back(), node);
  };
  const auto add_tasks = [&](const Node& tasks) {
    for (const auto& node : list_of(fields, tasks, "tasks")) mistakes.attempt([&] { add_task(node); });
  };
  if (const auto* tasks = fields.find("tasks")) mistakes.attempt([&] { add_tasks(*tasks); });
  std::stable_sort(timeline.tasks.begin(), timeline.tasks.end(),
                   [](const TaskPlan& a, const TaskPlan& b) { return a.start < b.start; });
  mistakes.attempt([&] { timeline.out = fields.text_or("stdout", "the workflow has started\n"); });
  mistakes.attempt([&] { timeline.err = fields.text_or("stderr", ""); });
  return timeline;
}

Timeline unreadable_timeline(const schemas::Dialect& dialect) {
  Timeline timeline;
  timeline.steps = plain_steps(
      dialect, {{0ms, Phase::queued}, {50ms, Phase::initializing}, {100ms, Phase::executor_error}});
  timeline.steps.back().exit_code = 1;
  timeline.on_cancel = plain_steps(dialect, {{0ms, Phase::canceling}, {500ms, Phase::canceled}});
  return timeline;
}

}  // namespace assay::mock
