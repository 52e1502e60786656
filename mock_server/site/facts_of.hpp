// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "mock_server/journal/run_facts.hpp"
#include "mock_server/operations/site_state.hpp"

namespace assay::mock {

// The site's lock is held.
RunFacts facts_of(const SiteState& site, const Run& run, core::Time now);

}  // namespace assay::mock
