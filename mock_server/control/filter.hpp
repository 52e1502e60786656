// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/fields.hpp"
#include "mock_server/journal/journal.hpp"

namespace assay::mock::control {

// The members of a filter, in a query or in a body.
JournalFilter read_filter(core::Fields& fields);

}  // namespace assay::mock::control
