// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

// What `mock ctl` prints of the responses of the control API: whole lines for a person.
namespace assay::cli {

using Answers = std::vector<nlohmann::json>;  // one for each request of the command

std::string text_of_state(const Answers& answers);  // clock, persona, scenario, defects, faults, runs
std::string text_of_clock(const Answers& answers);
std::string text_of_runs(const Answers& answers);
std::string text_of_run(const Answers& answers);
std::string text_of_trigger(const Answers& answers);
std::string text_of_scenario(const Answers& answers);
std::string text_of_defects(const Answers& answers);
std::string text_of_persona(const Answers& answers);
std::string text_of_faults(const Answers& answers);
std::string text_of_added(const Answers& answers);
std::string text_of_log(const Answers& answers);
std::string text_of_explanation(const Answers& answers);
std::string text_of_reset(const Answers& answers);

}  // namespace assay::cli
