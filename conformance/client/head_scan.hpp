// SPDX-License-Identifier: Apache-2.0
#pragma once
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
  // The status line and the fields that decide the framing, in canonical form, for a strict parser.
  // Content-Length is left out where Transfer-Encoding overrides it (RFC 9112 section 6.3).
  std::string canonical = {};
};

// `head` ends with its empty line.
HeadScan scan_head(std::string_view head);

// The length of the head with its empty line; 0 when `bytes` hold no empty line at or after `from`.
std::size_t head_length(std::string_view bytes, std::size_t from);

// A sentence when `bytes`, the first of an answer, cannot become a status line; "" otherwise.
std::string why_not_http(std::string_view bytes);

}  // namespace assay::conformance
