// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "conformance/session/context.hpp"

// Checks of http_hygiene.cpp that are about what stands on the request line.
namespace assay::conformance {

Task<void> head_is_get_without_body(CheckContext& t);
Task<void> wrong_methods_are_405(CheckContext& t);
Task<void> options_are_answered(CheckContext& t);
Task<void> odd_paths_are_survived(CheckContext& t);
Task<void> slash_at_the_end(CheckContext& t);
Task<void> percent_encoding_is_read(CheckContext& t);
Task<void> query_names_are_decoded(CheckContext& t);
Task<void> hostile_ids_are_404(CheckContext& t);

// One raw request and its answer, or how the connection failed (no response). 10 s at most.
Task<ExchangePtr> ask_raw(CheckContext& t, std::string bytes);
// The head of a GET that asks to close; ends with its empty line.
std::string closing_get(CheckContext& t, std::string_view path);

}  // namespace assay::conformance
