// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "conformance/session/context.hpp"

// Requests that checks of several areas make.
namespace assay::conformance {

// The operation as the user "main", "other", "none" or "bad"; run_id is "" where it has none.
Task<ExchangePtr> ask(CheckContext& t, std::string operation, std::string run_id, std::string user);
// The log of a slow run that goes on before and after it is read; ends the check where it has ended.
Task<ExchangePtr> log_before_the_end(CheckContext& t);

}  // namespace assay::conformance
