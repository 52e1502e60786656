// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <memory>

#include "core/paced_clock.hpp"
#include "core/result.hpp"
#include "mock_server/setup/options.hpp"

namespace assay::mock {

class Site;  // site.hpp

// An Error where the persona, the scenario, a defect id or the version is unknown or bad.
core::Result<std::shared_ptr<Site>> make_site(const Options& options);

// Moves time to the next moment at which something happens by time alone: a timer (a delayed answer), or a
// run that changes its state. False, and nothing moves, where there is none.
bool advance_to_next_event(core::PacedClock& clock, Site& site);
// Until nothing is left to happen, or `most` moves have been made: how many were.
std::size_t run_until_idle(core::PacedClock& clock, Site& site, std::size_t most = 1'000'000);

}  // namespace assay::mock
