// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "mock_server/base/behaviour.hpp"
#include "mock_server/script/scenario.hpp"

namespace assay::mock {

// Ways that are legal and hard on a client, drawn from a seed (docs/faults.md): the same seed, the same ways.
struct Nasty {
  Behaviour habits;                 // those given, with tiny pages, odd run ids, scripts that vary
  std::vector<std::string> shapes;  // of defects/legal.hpp
  std::vector<std::string> faults;  // YAML: busy now and then, slow heads
};
Nasty draw_nasty(std::uint64_t seed, Behaviour habits, const schemas::Dialect& dialect);

// Of each script some variants, one of which is drawn for a run: states left out, put in, or late.
void vary(Scenario& scenario, std::uint64_t seed, const schemas::Dialect& dialect);

}  // namespace assay::mock
