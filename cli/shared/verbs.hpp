// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string_view>

#include "cli/shared/arguments.hpp"

namespace assay::cli {

// One file in a folder of cli/ and one line in verbs.cpp. `verbs`: those of its own that it dispatches
// itself, with spaces between them.
struct Verb {
  std::string_view name;
  std::string_view says;
  int (*run)(Arguments arguments);  // the exit code
  std::string_view verbs = {};
  bool needs_verb = false;  // does nothing without one of them
};
std::span<const Verb> verbs();
std::vector<std::string> commands_of(const Verb& verb);

int run_baseline(Arguments arguments);
int run_bench(Arguments arguments);
int run_check(Arguments arguments);
int run_completion(Arguments arguments);
int run_config(Arguments arguments);
int run_cleanup(Arguments arguments);
int run_init(Arguments arguments);
int run_judge(Arguments arguments);
int run_list(Arguments arguments);
int run_explain(Arguments arguments);
int run_plan(Arguments arguments);
int run_report(Arguments arguments);
int run_mock(Arguments arguments);
int run_schema(Arguments arguments);
int run_selftest(Arguments arguments);
int run_version(Arguments arguments);

// The whole program: guards stdin, stdout and stderr, dispatches, prints the help of all verbs, turns
// core::BadInput into its sentence and exit code 2.
int run(Arguments arguments);

}  // namespace assay::cli
