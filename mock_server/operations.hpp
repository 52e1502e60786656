// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/exchange.hpp"
#include "mock_server/render/wes.hpp"
#include "mock_server/router.hpp"
#include "mock_server/site_state.hpp"

namespace assay::mock {

// One request of a known operation, by a known caller, at one moment.
struct Ask {
  SiteState& site;
  const core::Request& request;
  const Routing& routing;
  std::string user;
  wes::View view;
  std::vector<Invalid> invalid = {};  // filled in by the operation
};

// What an operation says, before defects and framing.
struct Reply {
  int status = 200;
  std::shared_ptr<nlohmann::json> body = {};  // null: `text` is the body
  std::string text = {};
  core::Headers headers = {};
  std::string refusal = {};  // of a submission: Submission::rule
};

Reply json_reply(nlohmann::json body);
Reply error_reply(int status, std::string msg);
Reply perform(Ask& ask);

}  // namespace assay::mock
