// SPDX-License-Identifier: Apache-2.0
#include "mock_server/control/control.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/fields.hpp"
#include "mock_server/control/routes.hpp"
#include "mock_server/site/site.hpp"

namespace assay::mock {
namespace {

std::vector<Router::Path> paths() {
  std::vector<Router::Path> all;
  for (const auto& route : control::routes()) all.push_back(route.path);
  return all;
}

// So that a query is read, and refused, like a body.
core::Document document_of(const core::Query& query) {
  core::Document document{"query", {}};
  document.root.kind = core::Node::Kind::mapping;
  for (const auto& [name, value] : query) {
    if (document.root.find(name)) throw core::BadInput({"'" + name + "' comes twice", "query"});
    core::Node node;
    node.kind = core::Node::Kind::scalar;
    node.scalar = value;
    document.root.members.push_back({name, {}, node});
  }
  return document;
}

core::Document what_was_sent(const core::Request& request, const Routing& routing) {
  if (request.body.empty()) return document_of(routing.query);
  // Named so that it is read as JSON whatever it looks like.
  return core::load_document("body.json", request.body).value();
}

// The names of the first version.
std::string with_new_name(std::string target) {
  constexpr std::string_view old_name = "/journal", new_name = "/log";
  const std::string_view base = Control::base_path;
  const std::string_view rest = std::string_view(target).substr(std::min(base.size(), target.size()));
  const bool whole = rest.size() == old_name.size() || rest.find_first_of("/?", 1) == old_name.size();
  if (target.starts_with(base) && rest.starts_with(old_name) && whole)
    target.replace(base.size(), old_name.size(), new_name);
  return target;
}

struct Place {
  explicit Place(std::atomic<int>& count) : count_(count), free(++count <= Control::most_waiting) {}
  ~Place() { --count_; }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  std::atomic<int>& count_;

 public:
  const bool free;
};

}  // namespace

Control::Control(Site& site, std::string origin, Guard guard)
    : site_(site), origin_(std::move(origin)), guard_(std::move(guard)), router_(base_path, paths()) {}

Answer Control::answer(const core::Request& request) {
  const auto routing = router_.route(request.method, with_new_name(request.target));
  if (routing.kind == Routing::Kind::no_path)
    return control::error_answer(
        404, {"there is no such path", "", std::string(base_path) + "/openapi.json names all"});
  if (routing.kind != Routing::Kind::found) {
    auto refused = control::error_answer(405, {"the path does not have this method"});
    refused.response.headers.add("Allow", routing.allow);
    return refused;
  }
  const auto routes = control::routes();
  const auto route = std::find_if(routes.begin(), routes.end(),
                                  [&](const auto& each) { return each.path.operation == routing.operation; });
  const auto sent = what_was_sent(request, routing);
  const control::Turn turn{site_, origin_, routing, sent, stop_.get_token()};
  if (route->answer != control::wait_for_log) return route->answer(turn);
  const Place place(waiting_);
  if (place.free) return route->answer(turn);
  auto busy = control::error_answer(503, {"too many wait already"});
  busy.response.headers.add("Retry-After", "1");
  return busy;
}

Answer Control::handle(const core::Request& request) {
  if (guard_.ui() && control::is_page(request.target)) {
    const auto refusal = guard_.refuse_page(request);
    return refusal ? control::error_answer(refusal->status, {refusal->text}) : control::page(request);
  }
  if (const auto refusal = guard_.refuse(request)) {
    auto refused = control::error_answer(refusal->status, {refusal->text});
    if (refusal->status == 401)
      refused.response.headers.add("WWW-Authenticate", "Bearer realm=\"wes-assay control\"");
    return refused;
  }
  try {
    return answer(request);
  } catch (const core::BadInput& bad) {
    return control::error_answer(400, bad.error);
  } catch (const std::exception& fault) {
    return control::error_answer(500, {std::string("the mock failed: ") + fault.what()});
  }
}

}  // namespace assay::mock
