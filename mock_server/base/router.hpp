// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/url.hpp"
#include "schemas/dialect.hpp"

namespace assay::mock {

// What a request line asks for. HEAD is routed as GET.
struct Routing {
  enum class Kind { found, no_path, no_method, options } kind = Kind::no_path;
  std::string operation = {};  // "GetRunStatus", or one of the mock's own: "MockRunText", "MockTaskText"
  std::string run_id = {};     // decoded
  std::string task_id = {};
  std::string stream = {};  // "stdout" or "stderr"
  std::string item = {};    // what else a path names: the {number} of an exchange, a {fault}
  std::string allow = {};   // "GET, HEAD, OPTIONS": of the path
  core::Query query = {};
};

class Router {
 public:
  struct Path {
    std::string_view method;
    std::string_view path;  // "/runs/{run_id}/status"
    std::string_view operation;
  };
  Router(std::string_view base_path, std::span<const Path> paths);
  explicit Router(const schemas::Dialect& dialect);
  // Segments are split first and percent-decoded then: "%2F" is part of an id, and ids are never paths.
  Routing route(std::string_view method, std::string_view target) const;

 private:
  struct Row {
    std::string method;
    std::vector<std::string> segments;  // of the whole path; "{run_id}" takes any but an empty segment
    std::string operation;
  };
  std::vector<Row> rows_;
};

}  // namespace assay::mock
