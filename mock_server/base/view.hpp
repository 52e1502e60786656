// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/clock.hpp"
#include "schemas/dialect.hpp"

namespace assay::mock {

// From where a body is written.
struct View {
  const schemas::Dialect& dialect;
  std::string base_url;  // "http://host:port/ga4gh/wes/v1", as the client knows this server
  core::Time now{};
};

}  // namespace assay::mock
