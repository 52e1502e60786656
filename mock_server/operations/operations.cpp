// SPDX-License-Identifier: Apache-2.0
#include "mock_server/operations/operations.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace assay::mock {

Reply json_reply(nlohmann::json body) { return {.body = std::make_shared<nlohmann::json>(std::move(body))}; }

Reply error_reply(int status, std::string msg, std::string type) {
  return {.status = status, .error = std::move(msg), .error_type = std::move(type)};
}

Rendering::Handler Rendering::handler(std::string_view operation) const {
  const auto row = std::ranges::find(rows, operation, &Row::operation);
  return row != rows.end() ? row->perform : nullptr;
}

Reply perform(Ask& ask) {
  const auto handler = ask.site.rendering.handler(ask.routing.operation);
  if (!handler) return error_reply(404, "the mock does not have this operation");
  auto reply = handler(ask);
  const auto* operation = ask.site.dialect->operation(ask.routing.operation);
  if (operation && reply.status == 200) reply.status = operation->success;
  if (reply.status == 204) reply.body.reset();
  return reply;
}

}  // namespace assay::mock
