// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>

#include "core/clock.hpp"
#include "core/exchange.hpp"

namespace assay::mock {

// What a Site gives for one request. A HEAD is answered as its GET, body included: Connection leaves the body
// off. Connection adds Date, Content-Length and Connection where `response` has none of its own.
struct Answer {
  core::Response response;
  core::Duration delay{};  // waited on the site's clock before the first byte
  bool close = false;      // the connection ends after this answer
  bool keep_open = false;  // it does not, whatever the request asked for
  // A defect's change of the framed bytes, applied last; may be empty. Where it leaves no byte, the
  // connection is reset.
  std::function<void(std::string&)> edit_wire;
};

using Handler = std::function<Answer(const core::Request&)>;

}  // namespace assay::mock
