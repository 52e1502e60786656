// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "conformance/session/context.hpp"

// Requests that are written as bytes, for checks of what no HTTP client would send.
namespace assay::conformance {

// One raw request and its answer, or how the connection failed (no response). 10 s at most.
Task<ExchangePtr> ask_raw(CheckContext& t, std::string bytes);
// The head of a GET that asks to close; ends with its empty line.
std::string closing_get(CheckContext& t, std::string_view path);

}  // namespace assay::conformance
