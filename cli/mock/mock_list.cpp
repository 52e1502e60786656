// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/mock/mock_tools.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/say.hpp"
#include "core/document.hpp"
#include "mock_server/defects/defect.hpp"
#include "mock_server/faults/fault.hpp"
#include "mock_server/script/scenario.hpp"
#include "mock_server/setup/persona.hpp"

namespace assay::cli {
namespace {

std::string scenario_says(const std::string& name) {
  const core::Document document = core::load_embedded_document("scenarios/" + name + ".yaml");
  const core::Node* says = document.root.find("says");
  return says ? says->scalar : "";
}

// What a mock can be made to do, by name.
void print_choices() {
  to_stdout("personas (--persona)\n");
  for (const std::string& name : mock::shipped_personas()) {
    const mock::Persona persona = mock::find_persona(name).value();
    to_stdout("  {:<14} WES {}  {}\n{:>16} imitates {} ({})\n", name, persona.wes_version, persona.says, "",
              persona.imitates,
              persona.certainty == "observed" ? "observed on the wire" : "read from its source, not run");
  }
  to_stdout("\nscenarios (--scenario)\n");
  for (const std::string& name : mock::shipped_scenarios())
    to_stdout("  {:<14} {}\n", name, scenario_says(name));
  to_stdout("\nfaults (--fault '{{do: WORD}}', docs/faults.md)\n");
  for (const mock::FaultWord& fault : mock::fault_words()) to_stdout("  {:<18} {}\n", fault.word, fault.says);
  to_stdout("\ndefects (--defect)\n");
  for (const mock::Defect* defect : mock::all_defects()) to_stdout("  {:<50} {}\n", defect->id, defect->says);
}

}  // namespace

int list_choices(Arguments arguments) {
  Command app("wes-assay mock list", {"wes-assay mock list",
                                      "Lists the personas, scenarios, faults and defects of the mock.",
                                      {"wes-assay mock list"},
                                      "Exit codes: 0, or 2 for wrong usage.",
                                      {}});
  if (const auto done = parse(app, std::move(arguments))) return *done;
  print_choices();
  return exit_ok;
}

}  // namespace assay::cli
