// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "mock_server/base/answer.hpp"
#include "mock_server/defects/defect.hpp"
#include "mock_server/journal/why.hpp"
#include "mock_server/script/scenario.hpp"

namespace assay::mock {

using Defects = std::vector<const Defect*>;

// In the order of the tables, each once; an Error with a suggestion where an id is unknown.
core::Result<Defects> choose_defects(const std::vector<std::string>& ids);

// `habits` as the defects change them.
Behaviour behaviour_of(const Defects& defects, Behaviour habits = {});
// What Behaviour wants of timelines, put into the scenario once.
void edit_timelines(Scenario& scenario, const Behaviour& behaviour, const schemas::Dialect& dialect);

// `why`, where given, learns which defects changed something.
void edit_body(const Defects& defects, const Call& call, nlohmann::json& body, Why* why = nullptr);
// The answer hooks, and the wire hooks packed into Answer::edit_wire (with a copy of the request).
void edit_answer(const Defects& defects, const Call& call, Answer& answer, Why* why = nullptr);

}  // namespace assay::mock
