// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>

#include "cli/shared/arguments.hpp"
#include "schemas/dialect.hpp"

namespace assay::cli {

// `mock validate`: one line about a good scenario, or one for each of its mistakes.
int validate_scenario(const std::string& file, const schemas::Dialect& dialect);

// `mock record`: a verb of its own, `arguments` after it.
int record_scenario(Arguments arguments);

// `mock ping`: whether a mock answers. A verb of its own, `arguments` after it.
int ping_mock(Arguments arguments);

// `mock --stats`: what so many runs cost a mock, measured in this process, without sockets.
int print_mock_stats(std::uint64_t runs);

}  // namespace assay::cli
