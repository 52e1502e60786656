// SPDX-License-Identifier: Apache-2.0
#include "cli/mock/ctl_text.hpp"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "cli/mock/log_text.hpp"
#include "core/text.hpp"

namespace assay::cli {
namespace {

using Json = nlohmann::json;

std::string shown(const Json& object, const char* member) {
  return core::printable(object.value(member, std::string()));
}

// "2026-01-31T12:00:00.000250Z" without what is below a millisecond.
std::string time_of(const std::string& exact) { return core::printable(exact.substr(0, 23) + "Z"); }

std::string clock_line(const Json& clock) {
  const double speed = clock.value("speed", 1.0);
  return fmt::format(
      "time      {}, {}\nnext      {}\n", time_of(clock.at("now")),
      speed == 0 ? "frozen" : fmt::format("speed {}", speed),
      clock.contains("next_event") ? time_of(clock.at("next_event")) : "nothing by time alone");
}

std::string listed(const Json& words) {
  const std::string all = core::joined(words.get<std::vector<std::string>>());
  return all.empty() ? "none" : core::printable(all);
}

// What a run waits for.
std::string waits_of(const Json& run) {
  if (run.contains("waits_for_trigger")) return "waits for the trigger " + shown(run, "waits_for_trigger");
  if (run.contains("waits_for_polls"))
    return fmt::format("waits for {} polls", run.at("waits_for_polls").get<std::uint64_t>());
  if (run.contains("next_change")) return "changes at " + time_of(run.at("next_change"));
  return run.contains("ended") ? "ended at " + time_of(run.at("ended")) : "stays as it is";
}

std::string run_line(const Json& run) {
  return fmt::format("{:>4}  {}  {:<16} {}\n", run.at("number").get<std::uint64_t>(), shown(run, "run_id"),
                     shown(run, "state"), waits_of(run));
}

std::string entry_lines(const Json& why) {
  std::string text;
  for (const Json& entry : why.value("tried", Json::array())) {
    const bool taken = entry.at("taken");
    text += fmt::format("  {} (line {}): {}\n", shown(entry, "entry"), entry.at("line").get<int>(),
                        taken                        ? "taken"
                        : entry.at("misses").empty() ? "not asked, an earlier entry took the run"
                                                     : "does not match");
    for (const Json& miss : entry.at("misses")) {
      const std::string sent = shown(miss, "sent");
      text += fmt::format("    {}: wants {}, {}\n", shown(miss, "member"), shown(miss, "wants"),
                          sent.empty() ? "nothing was sent" : "was " + sent);
    }
  }
  return text.empty() ? "" : "entries of the scenario:\n" + text;
}

std::string named_lines(const Json& why, const char* member, const char* says) {
  std::string text;
  for (const Json& defect : why.value(member, Json::array()))
    text += fmt::format("{} {}: {}\n", says, shown(defect, "id"), shown(defect, "says"));
  return text;
}

}  // namespace

std::string text_of_clock(const Answers& answers) { return clock_line(answers.front()); }

std::string text_of_state(const Answers& answers) {
  const Json &persona = answers[1], &runs = answers[5];
  std::map<std::string, int> states;
  for (const Json& run : runs.at("runs")) ++states[shown(run, "state")];
  std::string counts;
  for (const auto& [state, count] : states)
    counts += fmt::format("{}{} {}", counts.empty() ? ": " : ", ", count, state);
  const std::string name = shown(persona, "name");
  return clock_line(answers[0]) +
         fmt::format("mock      {}, WES {}, {}\nscenario  {}\ndefects   {}\nfaults    {}\nruns      {}{}\n",
                     shown(persona, "url"), shown(persona, "wes_version"),
                     name.empty() ? "no persona" : "as " + name, shown(answers[2], "name"),
                     listed(answers[3].at("on")), answers[4].at("faults").size(),
                     runs.at("total").get<std::uint64_t>(), counts);
}

std::string text_of_runs(const Answers& answers) {
  std::string text;
  for (const Json& run : answers.front().at("runs")) text += run_line(run);
  return text.empty() ? "no runs\n" : text;
}

std::string text_of_run(const Answers& answers) {
  const Json& run = answers.front();
  std::string text = run_line(run);
  for (const Json& stage : run.value("course", Json::array())) {
    const bool entered = stage.at("entered");
    text += fmt::format("      {} {:<16} {}\n", entered ? "x" : ".", shown(stage, "state"),
                        stage.contains("at")        ? time_of(stage.at("at"))
                        : stage.contains("trigger") ? "on the trigger " + shown(stage, "trigger")
                        : stage.contains("polls")
                            ? fmt::format("after {} polls", stage.at("polls").get<std::uint64_t>())
                            : "later");
  }
  return text;
}

std::string text_of_trigger(const Answers& answers) {
  return fmt::format("{} runs moved\n", answers.front().at("moved").get<std::uint64_t>());
}

std::string text_of_scenario(const Answers& answers) {
  return fmt::format("# {}\n{}", shown(answers.front(), "name"),
                     core::printable(answers.front().value("text", std::string()), true));
}

std::string text_of_defects(const Answers& answers) {
  return fmt::format("defects   {}\n", listed(answers.front().at("on")));
}

std::string text_of_persona(const Answers& answers) {
  const Json& persona = answers.front();
  const std::string name = shown(persona, "name");
  return fmt::format("persona   {}\nmock      {}\n", name.empty() ? "none" : name, shown(persona, "url"));
}

std::string text_of_faults(const Answers& answers) {
  std::string text;
  for (const Json& fault : answers.front().at("faults"))
    text += fmt::format("{}  {}, acted on {} of {} requests\n", shown(fault, "id"), shown(fault, "does"),
                        fault.at("hits").get<std::uint64_t>(), fault.at("matched").get<std::uint64_t>());
  return text.empty() ? "no faults\n" : text;
}

std::string text_of_added(const Answers& answers) {
  return fmt::format("added {}\n", listed(answers.front().at("added")));
}

std::string text_of_log(const Answers& answers) {
  std::string text;
  for (const Json& exchange : answers.front().at("exchanges"))
    text += fmt::format("{:>5}  {}\n", exchange.at("number").get<std::uint64_t>(), log_text(exchange, false));
  return text.empty() ? "no requests\n" : text;
}

std::string text_of_explanation(const Answers& answers) {
  const Json& why = answers.front().at("why");
  std::string text = log_text(answers.front().at("exchange"), false) + "\n";
  if (const std::string rule = shown(why, "refusal"); !rule.empty())
    text += "refused by the rule " + rule + "\n";
  text += named_lines(why, "changed_by", "changed by the defect");
  text += named_lines(why, "on_wire", "its bytes changed by the defect");
  text += named_lines(why, "switched", "the defect was on:");
  if (why.contains("run")) text += run_line(why.at("run"));
  return text + entry_lines(why);
}

std::string text_of_reset(const Answers& answers) {
  return fmt::format("reset, {} runs\n", answers.front().at("runs").get<std::uint64_t>());
}

}  // namespace assay::cli
