// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/redact.hpp"

namespace assay::cli {

// Text of a server without what opens a door: the known `secrets`; of each URL the user information and all
// from "?" or "#" on (a signed link, a token); what stands behind "Bearer", "token=", "password:" and their
// like. A guess: a secret that nobody named and nothing announces stays.
std::string scrubbed(std::string_view text, const core::Redactor& secrets);
// The same for every text of a document, names too; what a member like "token" holds goes whole.
nlohmann::json scrubbed(const nlohmann::json& value, const core::Redactor& secrets);

}  // namespace assay::cli
