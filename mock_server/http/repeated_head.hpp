// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "mock_server/http/head_rules.hpp"

namespace assay::mock {

// A client that polls sends the same fields each time. What HeadReader and read_head found of them holds
// again for a request that differs in its target only, as long as the target is plain: a short way, of which
// the long one is the judge, for only a head that it has let pass is repeated. GET without a body, on a
// connection that is kept.
class RepeatedHead {
 public:
  // `text` was read as `head`, without a fault.
  void learn(std::string_view text, const Head& head);
  // A whole request at the front that goes on like that one after its target, which nobody has looked at yet.
  struct Found {
    std::string_view target = {};
    std::size_t bytes = 0;  // 0: there is none
  };
  Found find(std::string_view bytes) const;
  // Of such a request, what the long way would find; null where that has to be gone. Until the next call.
  const Head* head(std::string_view target);

 private:
  Head head_ = {};
  std::string rest_ = {};  // of the text, from the version on; "": nothing was learned
};

}  // namespace assay::mock
