// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/exchange.hpp"
#include "mock_server/base/router.hpp"
#include "mock_server/base/view.hpp"
#include "mock_server/operations/site_state.hpp"

namespace assay::mock {

// One request of a known operation, by a known caller, at one moment.
struct Ask {
  SiteState& site;
  const core::Request& request;
  const Routing& routing;
  std::string user;
  View view;
  std::vector<Invalid> invalid = {};  // filled in by the operation
};

// What an operation says, before defects and framing.
struct Reply {
  int status = 200;                           // 200 stands for the status of success that the dialect has
  std::shared_ptr<nlohmann::json> body = {};  // null: `text` is the body
  std::string text = {};
  core::Headers headers = {};
  std::string refusal = {};     // of a submission: Submission::rule
  std::string error = {};       // of a refusal, for people: the dialect makes the body (Rendering::dress)
  std::string error_type = {};  // which of the dialect's errors it is, where the status does not say it
};

Reply json_reply(nlohmann::json body);
Reply error_reply(int status, std::string msg, std::string type = {});
// By the dialect's table (rendering.hpp).
Reply perform(Ask& ask);

}  // namespace assay::mock
