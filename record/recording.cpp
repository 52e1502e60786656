// SPDX-License-Identifier: Apache-2.0
#include "record/recording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/rules/timestamp.hpp"
#include "core/json_members.hpp"
#include "core/text.hpp"
#include "record/scrub.hpp"

namespace assay::cli {
namespace {

using nlohmann::json;

std::optional<core::Time> time_of(const json& object, const char* member) {
  const auto found = object.find(member);
  if (found == object.end()) return {};
  const auto read = conformance::read_time(*found);
  return read ? read->instant : std::nullopt;
}

std::optional<int> exit_code_of(const json& object) {
  const auto found = object.find("exit_code");
  if (found == object.end() || !found->is_number_integer()) return {};
  return found->get<int>();
}

std::vector<std::string> words_of(const json& object, const char* member) {
  const auto found = object.find(member);
  std::vector<std::string> words;
  if (found == object.end()) return words;
  if (found->is_string()) words.push_back(*found);
  if (!found->is_array()) return words;
  for (const auto& word : *found) {
    if (word.is_string()) words.push_back(word);
  }
  return words;
}

void add_tasks(SeenRun& run, const json& tasks) {
  if (!tasks.is_array()) return;
  for (const auto& task : tasks) {
    if (!task.is_object()) continue;
    auto name = core::text_member(&task, "name");
    if (name.empty()) name = fmt::format("task-{}", run.tasks.size() + 1);
    run.tasks.push_back({.name = std::move(name),
                         .cmd = words_of(task, "cmd"),
                         .started = time_of(task, "start_time"),
                         .ended = time_of(task, "end_time"),
                         .exit_code = exit_code_of(task),
                         .stdout_url = core::text_member(&task, "stdout"),
                         .stderr_url = core::text_member(&task, "stderr")});
  }
}

long long milliseconds(core::Duration time) {
  return std::chrono::round<std::chrono::milliseconds>(time).count();
}

// JSON is YAML.
std::string as_yaml(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

const SeenChange* first_running(const SeenRun& run) {
  const auto found = std::find_if(run.changes.begin(), run.changes.end(),
                                  [](const SeenChange& change) { return change.state == "RUNNING"; });
  return found == run.changes.end() ? nullptr : &*found;
}

// The server tells the times of tasks by its own clock; what counts is how long after the run's start.
std::string task_line(const SeenRun& run, const SeenTask& task, core::Time zero, core::Duration length,
                      const core::Redactor& secrets) {
  const auto within = [&](core::Duration time) { return std::clamp(time, core::Duration{}, length); };
  const auto start = task.started ? within(*task.started - zero) : core::Duration{};
  const auto end = task.ended ? within(*task.ended - zero) : length;
  const auto code = task.exit_code ? fmt::format(", exit_code: {}", *task.exit_code) : "";
  const auto cmd =
      task.cmd.empty() ? "" : fmt::format(", cmd: {}", as_yaml(scrubbed(json(task.cmd), secrets)));
  const auto lasts =
      run.ended || task.ended ? std::max(end - start, core::Duration{}) : std::chrono::hours(24);
  return fmt::format("      - {{name: {}{}, start: {}ms, runs_for: {}ms{}, stdout: {}, stderr: {}}}\n",
                     as_yaml(scrubbed(json(task.name), secrets)), cmd, milliseconds(start),
                     milliseconds(lasts), code, as_yaml(scrubbed(json(task.out), secrets)),
                     as_yaml(scrubbed(json(task.err), secrets)));
}

std::string task_lines(const SeenRun& run, const core::Redactor& secrets, std::vector<std::string>& remarks) {
  if (run.tasks.empty()) return "";
  const auto* running = first_running(run);
  if (!running) {
    remarks.push_back(fmt::format("the {} task(s) of run {} are left out: it was not seen RUNNING",
                                  run.tasks.size(), core::printable(run.run_id)));
    return "";
  }
  auto zero = run.started;
  for (const auto& task : run.tasks) {
    if (!run.started && task.started && (!zero || *task.started < *zero)) zero = task.started;
  }
  std::string text = "    tasks:\n";
  const auto length = run.changes.back().at - running->at;
  for (const auto& task : run.tasks)
    text += task_line(run, task, zero.value_or(core::Time{}), length, secrets);
  return text;
}

// The first change that a cancel made; the end where there is none. A timeline keeps its first step.
std::size_t cancel_branch(const SeenRun& run) {
  const auto is_of_a_cancel = [](const SeenChange& change) {
    return change.state == "CANCELING" || change.state == "CANCELED";
  };
  if (!run.cancelled) return run.changes.size();
  const auto found = std::find_if(run.changes.begin() + 1, run.changes.end(), is_of_a_cancel);
  return static_cast<std::size_t>(found - run.changes.begin());
}

std::string step_lines(const SeenRun& run, const core::Redactor& secrets) {
  std::string text;
  const auto branch = cancel_branch(run);
  for (std::size_t i = 0; i < run.changes.size(); ++i) {
    const auto& change = run.changes[i];
    const bool end = i + 1 == run.changes.size() && run.ended;
    if (i == branch) text += "    on_cancel:\n";
    const auto from = i < branch ? core::Duration{} : *run.cancelled - run.began;
    const auto time = std::max(change.at - from, core::Duration{});
    const auto at = i == 0 ? "" : fmt::format("at: {}ms, ", milliseconds(time));
    const auto code = end && run.exit_code ? fmt::format(", exit_code: {}", *run.exit_code) : "";
    const auto outputs = end && !run.outputs.empty()
                             ? ", outputs: " + as_yaml(scrubbed(json::parse(run.outputs), secrets))
                             : "";
    text += fmt::format("      - {{{}state: {}{}{}}}\n", at, change.state, code, outputs);
  }
  return text;
}

}  // namespace

void see_status(SeenRun& run, const schemas::Dialect& dialect, const json& status, core::Time sent,
                core::Time received) {
  const auto state = core::text_member(&status, "state");
  const auto* word = dialect.state(state);
  if (!word || sent < run.asked) return;
  if (run.changes.empty()) {
    if (run.began == core::Time()) run.began = received;
    run.changes.push_back({state, {}});
  } else if (run.changes.back().state != state) {
    const auto half = (received - run.asked) / 2;
    run.changes.push_back({state, std::max(run.changes.back().at, run.asked + half - run.began)});
    run.off = std::max(run.off, half);
  }
  run.asked = sent;
  run.ended = word->terminal;
}

void see_log(SeenRun& run, const json& log) {
  if (!log.is_object()) return;
  if (const auto found = log.find("run_log"); found != log.end() && found->is_object()) {
    if (run.ended) run.exit_code = exit_code_of(*found);
    run.started = time_of(*found, "start_time");
    run.stdout_url = core::text_member(&*found, "stdout");
    run.stderr_url = core::text_member(&*found, "stderr");
  }
  const auto outputs = log.find("outputs");
  if (outputs != log.end() && outputs->is_object() && !outputs->empty()) run.outputs = as_yaml(*outputs);
  if (const auto tasks = log.find("task_logs"); tasks != log.end()) {
    run.tasks.clear();
    add_tasks(run, *tasks);
  }
}

void see_tasks(SeenRun& run, const json& page) {
  if (!page.is_object()) return;
  if (const auto tasks = page.find("task_logs"); tasks != page.end()) add_tasks(run, *tasks);
}

std::string scenario_of(const std::vector<SeenRun>& runs, const core::Url& base,
                        const core::Redactor& secrets, std::vector<std::string>& remarks) {
  core::Duration off{};
  for (const auto& run : runs) off = std::max(off, run.began_off + run.off);
  auto text =
      fmt::format("says: {}\nruns:\n",
                  as_yaml(json(fmt::format("Recorded from {}; each change within {}ms of when it was.",
                                           base.text(), milliseconds(off) + 1))));
  for (const auto& run : runs) {
    const bool last = &run == &runs.back();
    text += last ? "  - timeline:\n" : "  - match: {nth: 1}\n    timeline:\n";
    text += step_lines(run, secrets) + task_lines(run, secrets, remarks);
    text += fmt::format("    stdout: {}\n    stderr: {}\n", as_yaml(scrubbed(json(run.out), secrets)),
                        as_yaml(scrubbed(json(run.err), secrets)));
  }
  return text;
}

}  // namespace assay::cli
