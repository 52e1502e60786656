// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/verbs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <sstream>

#include "cli/shared/exit_codes.hpp"
#include "cli/shared/pages.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/say.hpp"
#include "core/fields.hpp"
#include "core/text.hpp"
#include "core/version.hpp"

namespace assay::cli {
namespace {

constexpr Verb table[] = {
    {"check", "Test a WES server against the specification.", run_check},
    {"plan", "Show what a check costs, before anything is sent.", run_plan},
    {"mock", "Serve a WES with scripted runs, defects and faults.", run_mock,
     "list validate record ping ctl"},
    {"bench", "Measure status polling, and judge every response.", run_bench, "merge diff"},
    {"report", "Make reports of a recorded run, compare or merge several.", run_report,
     "convert diff merge lint verify submit site"},
    {"judge", "Compute the verdicts of a recorded run again.", run_judge},
    {"cleanup", "Cancel the runs that a killed check left.", run_cleanup},
    {"baseline", "Keep a file of known failures.", run_baseline, "create update prune check", true},
    {"config", "Show the effective options of a check.", run_config, "show", true},
    {"init", "Write a configuration, a target and a CI job to begin with.", run_init},
    {"list", "List all requirements and their checks.", run_list},
    {"explain", "Explain a requirement, check, defect, persona or area.", run_explain},
    {"schema", "Print the JSON Schema of a file format.", run_schema},
    {"selftest", "Show that every check can fail.", run_selftest},
    {"completion", "Print completions for bash, zsh and fish, or the manual page.", run_completion},
    {"version", "Print the version.", run_version},
};

std::string help() {
  std::string text =
      "Usage: wes-assay VERB [options]\n"
      "Checks, mocks and benches GA4GH Workflow Execution Services.\n\n"
      "Examples:\n"
      "  wes-assay mock --port 8080\n"
      "  wes-assay check http://127.0.0.1:8080/ga4gh/wes/v1\n"
      "  wes-assay bench http://127.0.0.1:8080/ga4gh/wes/v1 --create 20 --rate 1000\n\n"
      "Verbs:\n";
  for (const Verb& verb : table) text += fmt::format("  {:<12}{}\n", verb.name, verb.says);
  return text +
         "\n`wes-assay VERB --help` or `wes-assay help VERB` shows the options of a verb.\n"
         "Exit codes: 0 good, 1 broken, 2 wrong usage, 3 incomplete, 4 our own fault,\n"
         "5 flaky or your own rule, 130 interrupted.\n";
}

const Verb* find_verb(const std::string& word) {
  const auto verb =
      std::find_if(std::begin(table), std::end(table), [&](const Verb& v) { return v.name == word; });
  return verb == std::end(table) ? nullptr : verb;
}

int no_verb(const std::string& word) {
  std::vector<std::string> names;
  for (const Verb& verb : table) names.emplace_back(verb.name);
  const std::string near = core::closest(word, names);
  say("wes-assay: there is no verb '{}'{}\n", core::printable(word),
      near.empty() ? "; `wes-assay --help` lists them" : ", did you mean '" + near + "'?");
  return exit_usage;
}

}  // namespace

std::span<const Verb> verbs() { return table; }

std::vector<std::string> commands_of(const Verb& verb) {
  std::vector<std::string> words;
  std::istringstream text{std::string(verb.verbs)};
  for (std::string word; text >> word;) words.push_back(word);
  return words;
}

std::vector<ShownPage> all_pages() {
  std::vector<ShownPage> pages;
  const Look look = [&](const CLI::App& app) {
    if (const auto* command = dynamic_cast<const Command*>(&app)) pages.push_back(shown_page(*command));
  };
  for (const Verb& verb : table) {
    look_at_options([&] { verb.run({"--help"}); }, look);
    for (const std::string& command : commands_of(verb)) look_at_options([&] { verb.run({command}); }, look);
  }
  return pages;
}

int run(Arguments arguments) {
  guard_output();
  if (arguments.empty()) {
    say("{}", help());
    return exit_usage;
  }
  std::string word = arguments.front();
  arguments.erase(arguments.begin());
  const bool asked = word == "--help" || word == "-h" || word == "help" || word == "--help-all";
  if (asked && arguments.empty()) {
    to_stdout("{}", help());
    return exit_with(exit_ok);
  }
  if (asked) {  // help VERB, help VERB COMMAND
    word = arguments.front();
    arguments.erase(arguments.begin());
    arguments.emplace_back("--help");
  }
  if (word == "--version" || word == "-V") word = "version";
  const Verb* verb = find_verb(word);
  if (!verb) return no_verb(word);
  try {
    return exit_with(verb->run(std::move(arguments)));
  } catch (const core::BadInput& bad) {
    say("wes-assay {}: {}\n", verb->name, bad.error.text());
    return exit_usage;
  } catch (const std::exception& bug) {
    say("wes-assay {}: internal error: {}\n", verb->name, bug.what());
    return exit_own_fault;
  }
}

}  // namespace assay::cli
