// SPDX-License-Identifier: Apache-2.0
// How rules and checks read members of bodies.
#pragma once
#include "core/json_members.hpp"
#include "schemas/page.hpp"

namespace assay::conformance {

using core::id_member;
using core::member;
using core::short_json;
using core::text_member;
using schemas::Items;
using schemas::items_in;
using schemas::run_id_of;

}  // namespace assay::conformance
