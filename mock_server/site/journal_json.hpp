// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "mock_server/journal/journal.hpp"

namespace assay::mock {

// Absent values are absent members.
nlohmann::json to_json(const RunFacts& facts);
nlohmann::json to_json(const JournalEntry& entry);
nlohmann::json to_json(const Why& why);

// One JSON object without its end of line: who asked what and got what, but neither body nor header field.
std::string log_line(const JournalEntry& entry);
// JSON text; bytes that are no UTF-8 are replaced.
std::string json_text(const nlohmann::json& value);

}  // namespace assay::mock
