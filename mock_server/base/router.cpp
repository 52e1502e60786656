// SPDX-License-Identifier: Apache-2.0
#include "mock_server/base/router.hpp"

#include <algorithm>
#include <set>

namespace assay::mock {
namespace {

// Where the mock itself serves what stdout and stderr URLs point at.
constexpr struct {
  std::string_view path, operation;
} own_paths[] = {{"/logs/{stream}", "MockRunText"}, {"/logs/{task_id}/{stream}", "MockTaskText"}};

// What clients of a dialect ask for and its operations are without.
constexpr struct {
  std::string_view dialect, path, operation;
} beside[] = {{"sevenbridges", "/rate_limit", "MockRateLimit"}};

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> segments;
  for (std::size_t start = 1; start <= path.size();) {
    const auto end = std::min(path.find('/', start), path.size());
    segments.emplace_back(path.substr(start, end - start));
    start = end + 1;
  }
  return segments;
}

bool is_parameter(std::string_view segment) { return segment.starts_with('{'); }

bool matches(const std::vector<std::string>& pattern, const std::vector<std::string>& segments) {
  return std::equal(pattern.begin(), pattern.end(), segments.begin(), segments.end(),
                    [](const std::string& want, const std::string& have) {
                      if (want == "{stream}") return have == "stdout" || have == "stderr";
                      return is_parameter(want) ? !have.empty() : want == have;
                    });
}

// The authority of an absolute-form target is passed over: this server is the origin of all it serves.
std::string_view path_and_query(std::string_view target) {
  const auto scheme = target.find("://");
  if (target.starts_with('/') || scheme == std::string_view::npos) return target;
  const auto slash = target.find('/', scheme + 3);
  return slash == std::string_view::npos ? "/" : target.substr(slash);
}

}  // namespace

Router::Router(std::string_view base_path, std::span<const Path> paths) {
  for (const auto& [method, path, operation] : paths) {
    rows_.push_back(
        {std::string(method), split(std::string(base_path).append(path)), std::string(operation)});
  }
}

Router::Router(const schemas::Dialect& dialect) {
  for (const auto& operation : dialect.operations) {
    rows_.push_back({operation.method, split(dialect.base_path + operation.path), operation.id});
  }
  const auto* run = dialect.operation("GetRunLog");
  for (const auto& own : own_paths) {
    if (run)
      rows_.push_back(
          {"GET", split(dialect.base_path + run->path + std::string(own.path)), std::string(own.operation)});
  }
  for (const auto& own : beside) {
    if (own.dialect == dialect.name)
      rows_.push_back({"GET", split(dialect.base_path + std::string(own.path)), std::string(own.operation)});
  }
}

Routing Router::route(std::string_view method, std::string_view target) const {
  Routing routing;
  if (target == "*" && method == "OPTIONS") {
    routing.kind = Routing::Kind::options;
    routing.allow = "GET, HEAD, POST, OPTIONS";
    return routing;
  }
  target = path_and_query(target);
  const auto mark = target.find('?');
  if (mark != std::string_view::npos) routing.query = core::decode_query(target.substr(mark + 1));
  const auto path = target.substr(0, mark);
  if (!path.starts_with('/')) return routing;
  auto segments = split(path);
  for (auto& segment : segments) segment = core::percent_decode(segment);

  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  std::set<std::string_view> offered;
  for (const auto& row : rows_) {
    if (!matches(row.segments, segments)) continue;
    offered.insert(row.method);
    if (row.method != wanted && !routing.operation.empty()) continue;
    routing.operation = row.operation;
    if (row.method == wanted) routing.kind = Routing::Kind::found;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      if (row.segments[i] == "{run_id}") routing.run_id = segments[i];
      if (row.segments[i] == "{task_id}") routing.task_id = segments[i];
      if (row.segments[i] == "{stream}") routing.stream = segments[i];
      if (row.segments[i] == "{number}" || row.segments[i] == "{fault}") routing.item = segments[i];
    }
  }
  if (offered.empty()) return routing;
  for (const std::string_view each : {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
    if (offered.contains(each)) routing.allow += std::string(each) + (each == "GET" ? ", HEAD, " : ", ");
  }
  routing.allow += "OPTIONS";
  if (method == "OPTIONS") routing.kind = Routing::Kind::options;
  if (routing.kind == Routing::Kind::no_path) routing.kind = Routing::Kind::no_method;
  return routing;
}

}  // namespace assay::mock
