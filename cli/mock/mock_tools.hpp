// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>

#include "cli/shared/arguments.hpp"

namespace assay::cli {

// The commands of `mock`; `arguments` after the command.
int list_choices(Arguments arguments);
int validate_scenarios(Arguments arguments);  // one line about each good scenario, or one for each mistake
int record_scenario(Arguments arguments);

// `mock ping`: whether a mock answers. A verb of its own, `arguments` after it.
int ping_mock(Arguments arguments);

// `mock ctl`: drives a running mock through its control API.
int control_mock(Arguments arguments);

// `mock --stats`: what so many runs cost a mock, measured in this process, without sockets.
int print_mock_stats(std::uint64_t runs);

}  // namespace assay::cli
