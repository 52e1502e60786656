// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "mock_server/operations/site_state.hpp"

namespace assay::mock {

// The body of the answer to GET on `target`, where that is the status of a run and the mock does no more than
// to show what its script says. False, and nothing has changed, where it does (credentials, defects, faults,
// journal, truth, delays, habits of a persona, gates that wait for polls), or `target` is another one: then
// Site::handle has to be asked.
bool quick_status(SiteState& site, std::string_view target, core::Time now, std::string& body);

}  // namespace assay::mock
