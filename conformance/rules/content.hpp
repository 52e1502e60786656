// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/exchange.hpp"

namespace assay::conformance {

// A body judged as JSON text (RFC 8259).
struct JsonText {
  bool byte_order_mark = false;
  bool invalid_utf8 = false;
  std::string malformed;                // where and why the grammar is broken; "" where it holds
  std::vector<std::string> duplicates;  // JSON pointers of members that come twice
  std::vector<std::string> unholdable;  // legal, and not read alike by all: "\\udce9", "1e400"
};
// What the suite itself cannot hold (too deep, 1e999) is not malformed.
JsonText read_json_text(std::string_view body);

// An answer without a content coding that says it is JSON: by its media type, or a 200 by its first byte.
bool claims_json(const core::Exchange& exchange);

// Why the body of an answer cannot be read here although it may be JSON: it is coded, or too deep or too
// large for the suite. "" for others.
std::string unreadable(const core::Exchange& exchange);

// Members that WES types as integers and that are whole numbers, but written as "1.0" or "1e3": JSON
// pointers.
std::vector<std::string> integers_written_otherwise(const nlohmann::json& body);

// What is wrong with the coding of an answer to a request whose Accept-Encoding was `asked` ("gzip").
struct CodingFault {
  enum class Kind { none, not_asked_for, untrue } kind = Kind::none;
  std::string says;    // "the body is labelled gzip and is not gzip"
  std::string coding;  // the label, or "" where there is none
};
CodingFault coding_fault(const core::Response& response, std::string_view asked);
// The same whatever was asked: gzip without a label, and JSON under the label of any coding.
CodingFault untrue_coding(const core::Response& response);

}  // namespace assay::conformance
