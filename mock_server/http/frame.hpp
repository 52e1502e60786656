// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "core/exchange.hpp"
#include "mock_server/base/refusal.hpp"

namespace assay::mock {

struct Framing {
  core::Time now{};
  bool head_only = false;            // the answer to HEAD: Content-Length as for GET, no body
  std::string_view connection = {};  // the value of Connection; "" sends none
};

// The bytes of a response. Date, Content-Length and Connection are added where it has none of its own; 1xx,
// 204 and 304 get neither body nor Content-Length. Control characters in a field value become spaces, so no
// text that was echoed can start a new field.
std::string frame(const core::Response& response, const Framing& framing);

// The same bytes of a 200 with a JSON body and no field of its own; its head is made once for each second.
class JsonFramer {
 public:
  void append(std::string_view body, core::Time now, std::string& out);

 private:
  std::string before_length_ = {};  // of the head; "": none was made
  std::chrono::sys_seconds second_{};
};

// An error of the connection itself, with the ErrorResponse body that WES asks for.
core::Response error_response(const Refusal& refusal);

}  // namespace assay::mock
