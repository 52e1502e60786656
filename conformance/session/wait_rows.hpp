// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "conformance/session/target.hpp"

namespace assay::conformance {

// The members of Waits, under the names that target files and evidence have for them.
struct WaitRow {
  const char* name;
  core::Duration Waits::*member;
};
inline constexpr WaitRow wait_rows[] = {{"finish", &Waits::finish},
                                        {"start", &Waits::start},
                                        {"leave_running", &Waits::leave_running},
                                        {"canceled", &Waits::canceled},
                                        {"visible", &Waits::visible},
                                        {"watch", &Waits::watch},
                                        {"first_poll", &Waits::first_poll},
                                        {"longest_poll", &Waits::longest_poll}};

}  // namespace assay::conformance
