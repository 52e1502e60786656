// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/exchange.hpp"

namespace assay::conformance {

// The head of an answer as it stood on the wire. Small sins that leave no doubt about the meaning are noted
// and read; the rest is a fault.
struct HeadScan {
  core::Response response = {};         // without the body; fields in order, in the case they were sent
  std::vector<std::string> notes = {};  // "bare LF", "content-length and transfer-encoding"
  std::string fault = {};               // one sentence; empty when the head can be used
  enum class Body { none, counted, chunked, until_close };
  Body body = Body::until_close;  // Transfer-Encoding overrides Content-Length (RFC 9112 section 6.3)
  std::uint64_t length = 0;       // bytes, where counted
  bool keep_alive = false;        // the head keeps the connection open
};

// `head` ends with its empty line.
HeadScan scan_head(std::string_view head);

// The length of the head with its empty line; 0 when `bytes` hold no empty line at or after `from`.
std::size_t head_length(std::string_view bytes, std::size_t from);

// A sentence when `bytes`, the first of an answer, cannot become a status line; "" otherwise.
std::string why_not_http(std::string_view bytes);

}  // namespace assay::conformance
