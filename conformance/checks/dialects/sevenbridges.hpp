// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "conformance/session/check.hpp"
#include "conformance/session/context.hpp"

// What the checks of Seven Bridges tasks share.
namespace assay::conformance::sevenbridges {

struct Draft {
  std::string id;
  std::string first_state;  // as its making was answered
  ExchangePtr made;
};
// A task that was made and not started; ends the check where the service makes none.
Task<Draft> make_draft(CheckContext& t);
// StartDraft, CloneRun or DeleteRun of a task.
Task<ExchangePtr> act(CheckContext& t, std::string operation, std::string run_id);
Task<ExchangePtr> edit(CheckContext& t, std::string run_id, nlohmann::json change);
// Takes a draft away, so that nothing of the check stays.
Task<void> drop(CheckContext& t, std::string run_id);

struct State {
  std::string word;  // "" where the answer shows none
  ExchangePtr exchange;
};
Task<State> state_of(CheckContext& t, std::string run_id);
Task<State> leave_draft(CheckContext& t, std::string run_id);  // waits until it is a draft no more
Task<void> end_of(CheckContext& t, std::string run_id);        // waits for the end, or brings it about

// Broken where the integer code of a refusal is none of those; `wanted` says which would be.
void judge_code(CheckContext& t, std::string_view requirement, const ExchangePtr& refusal,
                bool (*fits)(std::int64_t), const std::string& wanted);

}  // namespace assay::conformance::sevenbridges

namespace assay::conformance {}
