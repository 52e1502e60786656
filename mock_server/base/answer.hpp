// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/exchange.hpp"

namespace assay::mock {

// What a connection wants sent. `delay` is waited on the site's clock before the bytes go out.
struct Output {
  enum class Then { keep_open, close, reset };
  std::string bytes;
  core::Duration delay{};
  Then then = Then::keep_open;
};

// What a Site gives for one request. A HEAD is answered as its GET, body included: Connection leaves the body
// off. Connection adds Date, Content-Length and Connection where `response` has none of its own.
struct Answer {
  core::Response response;
  core::Duration delay{};  // waited on the site's clock before the first byte
  bool close = false;      // the connection ends after this answer
  bool keep_open = false;  // it does not, whatever the request asked for
  // The change that defects and faults make of what goes out, applied last; may be empty. It begins as one
  // Output with the framed bytes. Where the last Output closes or resets, the connection ends with it.
  std::function<void(std::vector<Output>&)> edit_wire;
};

using Handler = std::function<Answer(const core::Request&)>;

// The body of what a Handler would make of GET on `target` at `now`, where that is a 200 of JSON with nothing
// else to say. False: the Handler has to be asked.
using ShortWay = std::function<bool(std::string_view target, core::Time now, std::string& body)>;

}  // namespace assay::mock
