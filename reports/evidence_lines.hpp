// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "reports/run_result.hpp"

// The lines of evidence.ndjson as JSON objects; "t" says which. A text that is not UTF-8 is {"base64":
// "..."}; times are microseconds since the Unix epoch. The readers throw nlohmann exceptions or
// core::BadInput on what is not such a line.
namespace assay::reports {

inline constexpr std::string_view evidence_format = "wes-assay-evidence/1";
// Of a body above this the stream keeps the first bytes, the size and the SHA-256; the header says so.
inline constexpr std::size_t evidence_body_cap = 4u << 20;

nlohmann::ordered_json text_as_json(const std::string& bytes);
std::string text_of_json(const nlohmann::json& value);

nlohmann::ordered_json header_line(const RunHeader& header, const std::vector<Requirement>& requirements);
nlohmann::ordered_json exchange_line(const core::Exchange& exchange);
nlohmann::ordered_json judgement_line(const Judgement& judgement);
nlohmann::ordered_json footer_line(const RunFooter& footer);  // without counts and digest

RunHeader read_header(const nlohmann::json& line, std::vector<Requirement>& requirements);
core::Exchange read_exchange(const nlohmann::json& line);
Judgement read_judgement(const nlohmann::json& line);
RunFooter read_footer(const nlohmann::json& line);

}  // namespace assay::reports
