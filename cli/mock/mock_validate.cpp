// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "cli/mock/mock_tools.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/say.hpp"
#include "core/text.hpp"
#include "mock_server/base/reading.hpp"
#include "mock_server/script/scenario.hpp"

namespace assay::cli {
namespace {

std::string counted(std::size_t number, const std::string& one, const std::string& many) {
  return fmt::format("{} {}", number, number == 1 ? one : many);
}

}  // namespace

int validate_scenario(const std::string& file, const schemas::Dialect& dialect) {
  const auto document = core::load_document_file(file).value();
  const auto mistakes = mock::scenario_mistakes(document, dialect);
  for (const auto& mistake : mistakes) say("wes-assay mock: {}\n", mistake.text());
  if (!mistakes.empty()) return exit_usage;
  const auto scenario = mock::load_scenario(document, dialect).value();
  std::size_t longest = 0;
  for (const auto& rule : scenario.rules) {
    for (const auto& choice : rule.choices) longest = std::max(longest, choice.timeline.steps.size());
  }
  to_stdout("{}: good for {}: {}, {} at most{}\n", core::printable(file), mock::title_of(dialect),
            counted(scenario.rules.size(), "entry", "entries"), counted(longest, "step", "steps"),
            scenario.population.runs ? fmt::format(", a population of {}", scenario.population.runs) : "");
  return exit_ok;
}

}  // namespace assay::cli
