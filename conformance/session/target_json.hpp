// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>

#include "conformance/session/target.hpp"

namespace assay::conformance {

// A target file's content as a JSON object, attachments included, and back.
nlohmann::json target_as_json(const Target& target);
Target target_of_json(const nlohmann::json& object);

}  // namespace assay::conformance
