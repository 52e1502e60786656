// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.hpp"

namespace assay::mock {

// Writes a scenario from code, for a test that needs one of its own; what it cannot say,
// Options::scenario_text can.
//   options.scenario_text = ScenarioBuilder()
//       .runs("*align*").state("QUEUED").trigger("go", "RUNNING").after(1min, "COMPLETE")
//       .runs().state("COMPLETE").text();
// Nothing is checked here: make_site says what is wrong.
class ScenarioBuilder {
 public:
  // Begins an entry: for runs whose workflow_url matches the glob, or, as the last, for all others.
  ScenarioBuilder& runs(const std::string& workflow_url = {});

  // Steps of the entry; on_cancel begins its second list.
  ScenarioBuilder& state(const std::string& state);  // together with the step before, or at the submission
  ScenarioBuilder& after(core::Duration time, const std::string& state);
  ScenarioBuilder& polls(std::uint32_t count, const std::string& state);
  ScenarioBuilder& trigger(const std::string& name, const std::string& state);
  ScenarioBuilder& on_cancel();
  // Of the last step.
  ScenarioBuilder& exit_code(int code);
  ScenarioBuilder& outputs(const std::string& json_object);

  ScenarioBuilder& task(const std::string& name, core::Duration start, core::Duration runs_for,
                        int exit_code = 0);

  std::string text() const;

 private:
  struct Entry {
    std::string workflow_url;
    std::vector<std::string> steps, on_cancel, tasks;  // members of a mapping, without the braces
    bool cancelling = false;
  };
  ScenarioBuilder& step(const std::string& members);
  std::string& last();
  std::vector<Entry> entries_ = {};
};

}  // namespace assay::mock
