// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "cli/mock/mock_tools.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/say.hpp"
#include "core/text.hpp"
#include "mock_server/base/reading.hpp"
#include "mock_server/script/scenario.hpp"
#include "mock_server/setup/persona.hpp"
#include "mock_server/site/site.hpp"

namespace assay::cli {
namespace {

std::string counted(std::size_t number, const std::string& one, const std::string& many) {
  return fmt::format("{} {}", number, number == 1 ? one : many);
}

// False, and a line for each mistake, where the file has some.
bool validate(const std::string& file, const schemas::Dialect& dialect) {
  const auto document = core::load_document_file(file).value();
  const auto mistakes = mock::scenario_mistakes(document, dialect);
  for (const auto& mistake : mistakes) say("{}\n", mistake.text());
  if (!mistakes.empty()) return false;
  const auto scenario = mock::load_scenario(document, dialect).value();
  std::size_t longest = 0;
  for (const auto& rule : scenario.rules) {
    for (const auto& choice : rule.choices) longest = std::max(longest, choice.timeline.steps.size());
  }
  to_stdout("{}: valid for {}: {}, longest script {}{}\n", core::printable(file), mock::title_of(dialect),
            counted(scenario.rules.size(), "entry", "entries"), counted(longest, "step", "steps"),
            scenario.population.runs ? fmt::format(", a population of {}", scenario.population.runs) : "");
  return true;
}

}  // namespace

int validate_scenarios(Arguments arguments) {
  Command app(
      "wes-assay mock validate",
      {"wes-assay mock validate FILE... [options]",
       "Finds the mistakes in scenario files, with file, line and column.",
       {"wes-assay mock validate my-runs.yaml", "wes-assay mock validate my-runs.yaml --wes-version 1.0.1"},
       "Exit codes: 0 all are valid, 2 a file has a mistake. Read scenarios/README.md.",
       {}});
  mock::Options options;
  std::vector<std::string> files;
  app.add_option("FILE", files, "The scenario files.")->required();
  add(app, "--wes-version", "VERSION", options.wes_version,
      "Allow the states of 1.0.0, 1.0.1 or 1.1.0. Default: the persona's, or 1.1.0.");
  add(app, "--dialect", "NAME", options.dialect, "Allow the states of another dialect. Default: wes.");
  add(app, "--persona", "NAME", options.persona, "Take the version of a persona.");
  if (const auto done = parse(app, std::move(arguments))) return *done;
  const auto dialect = mock::dialect_of(mock::with_persona(options).value()).value();
  bool good = true;
  for (const std::string& file : files) good = validate(file, *dialect) && good;
  return good ? exit_ok : exit_usage;
}

}  // namespace assay::cli
