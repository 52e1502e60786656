// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "mock_server/journal/run_facts.hpp"
#include "mock_server/journal/why.hpp"
#include "mock_server/operations/site_state.hpp"

namespace assay::mock {

// The site's lock is held.
RunFacts facts_of(const SiteState& site, const Run& run, core::Time now);
RunFacts facts_with_course(const SiteState& site, const Run& run, core::Time now);
// Of a run that was made just now, by a request with these header fields.
std::vector<TriedEntry> entries_tried(const SiteState& site, const Run& run, const core::Headers& sent);

}  // namespace assay::mock
