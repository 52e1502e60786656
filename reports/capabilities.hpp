// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "reports/run_result.hpp"

namespace assay::reports {

// What service-info declares of the service, beside what the answers of the run showed; a fact, no verdict. A
// contradiction is judged by the requirements only (TSK-01, SUB-01, SUB-25).
struct Capability {
  // declared: nothing showed it. observed: declared, and it works. undeclared: it works all the same.
  // contradicted: declared, and every answer that could show it was a refusal.
  enum class State { declared, observed, undeclared, contradicted };
  std::string name;  // "tasks of WES 1.1", "workflow type CWL v1.2"; not yet escaped
  State state = State::declared;
  std::string declared;                  // "supported_wes_versions lists 1.1.0"; "" where it is not
  std::string observed;                  // "the task list of a run is answered 404"; "" where nothing was
  std::vector<std::uint64_t> exchanges;  // that showed it, a few
};
std::string_view name(Capability::State state);

// From the first good service-info of the run and its other exchanges: tasks, workflow types, engines,
// protocols, credentials and engine parameters.
std::vector<Capability> capabilities(const RunResult& result);

}  // namespace assay::reports
