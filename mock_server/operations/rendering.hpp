// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "mock_server/base/draws.hpp"
#include "schemas/dialect.hpp"

namespace assay::mock {

struct Ask;
struct Reply;
struct SiteState;

// How a dialect is spoken (render/).
struct Rendering {
  using Handler = Reply (*)(Ask&);
  struct Row {
    std::string_view operation;  // of the dialect, or one of the mock's own: "MockRunText"
    Handler perform;
  };
  std::string_view dialect;  // its name; those that follow it have the same
  std::vector<Row> rows;
  // Makes the body of a refusal from Reply::error, and adds what every answer bears.
  void (*dress)(SiteState& site, core::Time now, Reply& reply);
  IdStyle ids = IdStyle::uuid;  // of runs
  bool takes_bearer = false;    // what its header holds may come as "Authorization: Bearer", too

  Handler handler(std::string_view operation) const;  // null where there is none
};

}  // namespace assay::mock
