// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "conformance/session/context.hpp"

// Checks of http_hygiene.cpp that are about a connection and the bytes on it.
namespace assay::conformance {

Task<void> keeps_alive(CheckContext& t);
Task<void> pipelines(CheckContext& t);
Task<void> closes_when_asked(CheckContext& t);
Task<void> speaks_http_1_0(CheckContext& t);
Task<void> wants_a_host(CheckContext& t);
Task<void> header_names_in_any_case(CheckContext& t);
Task<void> large_headers_are_refused(CheckContext& t);
Task<void> get_with_a_body(CheckContext& t);
Task<void> cut_off_submission(CheckContext& t);

}  // namespace assay::conformance
