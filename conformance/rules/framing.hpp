// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/rules/finding.hpp"

namespace assay::conformance {

// What a parser saw on the wire (Exchange::wire_notes, fault) against RFC 9112.

// Whether the connection closed after the head of the answer, inside its body: somebody is there.
bool ended_inside_body(const core::Exchange& exchange);

// Where a body ends is said wrongly or twice: both lengths, a length on 204, bytes after the end, a body on
// 204 or 304, chunks that do not parse, bodies of one operation that always end before their Content-Length.
std::vector<Finding> framing_lies(const std::vector<ExchangePtr>& exchanges);
// Heads that clients may read differently: a repeated Content-Length, folded lines, a bare LF, a blank before
// the colon.
std::vector<Finding> untidy_heads(const std::vector<ExchangePtr>& exchanges);

// What ended the keep-alive between two answers that follow each other: nothing, or a sentence.
struct Parting {
  bool parted = false;
  bool announced = false;  // by Connection: close, or by HTTP/1.0
};
Parting parting(const core::Exchange& before, const core::Exchange& after);

// The last wire note of a raw exchange: whether the peer closed, and whether bytes came after the answer.
bool has_closed(const core::Exchange& raw);
bool has_left_over(const core::Exchange& raw);

}  // namespace assay::conformance
