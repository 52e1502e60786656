// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace assay::mock {

// Why the connection itself turns a request down; the connection ends after the answer.
struct Refusal {
  int status = 400;
  std::string text;  // one sentence, for the "msg" of the error body
};

}  // namespace assay::mock
