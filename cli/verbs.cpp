// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/verbs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "cli/shared/exit_codes.hpp"
#include "cli/shared/say.hpp"
#include "core/fields.hpp"
#include "core/text.hpp"
#include "core/version.hpp"

namespace assay::cli {
namespace {

constexpr Verb table[] = {
    {"check", "tell whether a WES endpoint keeps its contract", run_check},
    {"cleanup", "cancel the runs of a check that did not end, from its evidence", run_cleanup},
    {"baseline", "a file of what is known to be broken, so that only what is new fails", run_baseline,
     "create update prune check", true},
    {"plan", "what a check will cost, before anything is sent: runs, requests, time", run_plan},
    {"mock", "serve a WES with scripted runs, and named defects on request", run_mock, "record ping"},
    {"bench", "poll the status of runs at a rate or as fast as it goes, and judge every answer", run_bench,
     "merge diff"},
    {"selftest", "show that every check can fail: the suite against its own defects", run_selftest},
    {"report", "make reports of an evidence file, compare or merge several", run_report,
     "convert diff merge lint verify submit site"},
    {"judge", "the verdicts of an evidence file, computed again from its exchanges", run_judge},
    {"config", "the effective options of a check, and where each comes from", run_config, "show", true},
    {"list", "all requirements and the checks that decide them", run_list},
    {"explain", "one requirement, check or defect: what, where it is written, what breaks it", run_explain},
    {"schema", "the JSON Schema of a file format", run_schema},
    {"init", "a configuration, a target and a CI job to begin with", run_init},
    {"completion", "for bash, zsh and fish, and the manual page", run_completion},
    {"version", "of this program and of its requirements", run_version},
};

std::string help() {
  std::string text =
      "wes-assay check http://127.0.0.1:8080/ga4gh/wes/v1\n\n"
      "Checks, mocks and benches GA4GH Workflow Execution Services.\n\n";
  for (const Verb& verb : table) text += fmt::format("  {:<10}{}\n", verb.name, verb.says);
  text += "\n`wes-assay VERB --help` starts with an example.\n";
  return text;
}

}  // namespace

std::span<const Verb> verbs() { return table; }

int run(Arguments arguments) {
  guard_output();
  if (arguments.empty()) {
    say("{}", help());
    return exit_usage;
  }
  const std::string word = arguments.front();
  arguments.erase(arguments.begin());
  if (word == "--help" || word == "-h" || word == "help") {
    to_stdout("{}", help());
    return exit_with(exit_ok);
  }
  if (word == "--version") return exit_with(run_version(std::move(arguments)));
  const auto verb =
      std::find_if(std::begin(table), std::end(table), [&](const Verb& v) { return v.name == word; });
  if (verb == std::end(table)) {
    std::vector<std::string> names;
    for (const Verb& v : table) names.emplace_back(v.name);
    const std::string near = core::closest(word, names);
    say("wes-assay: there is no verb '{}'{}\n", core::printable(word),
        near.empty() ? "; `wes-assay --help` lists them" : ", did you mean '" + near + "'?");
    return exit_usage;
  }
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
