// SPDX-License-Identifier: Apache-2.0
#include "conformance/runner/preflight.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/rules/finding.hpp"
#include "conformance/rules/members.hpp"
#include "core/fields.hpp"
#include "core/run_until.hpp"
#include "core/sleep.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

constexpr const char* kDialect = "wes";
constexpr const char* kLeast = "1.0.0";

struct Claims {
  std::vector<std::string> versions;
  std::string trouble;  // why there are none
};

Claims claimed_versions(const nlohmann::json* service_info) {
  if (!service_info || !service_info->is_object()) return {{}, "service-info could not be read"};
  const auto list = service_info->find("supported_wes_versions");
  if (list == service_info->end()) return {{}, "service-info has no supported_wes_versions"};
  if (!list->is_array())
    return {{}, "supported_wes_versions of service-info is no list but " + std::string(list->type_name())};
  Claims claims;
  for (const nlohmann::json& each : *list) {
    if (each.is_string()) claims.versions.push_back(each.get<std::string>());
  }
  if (claims.versions.empty()) claims.trouble = "supported_wes_versions of service-info lists no version";
  return claims;
}

std::string listed(const std::vector<std::string>& versions) {
  return core::shortened(core::printable(core::joined(versions)), 80);
}

// The highest of `shipped` (in ascending order) that a claim names.
std::optional<Version> highest(const Claims& claims, const std::vector<std::string>& shipped) {
  for (auto version = shipped.rbegin(); version != shipped.rend(); ++version) {
    for (const std::string& claimed : claims.versions) {
      if (schemas::match_version(claimed, shipped) == *version)
        return Version{*version, "service-info lists " + core::shortened(core::printable(claimed), 40)};
    }
  }
  return std::nullopt;
}

// The versions of an engine are a text in 1.0, and an object with a list of them in 1.1.
bool has_engines_of_1_1(const nlohmann::json* service_info) {
  const nlohmann::json* engines = member(service_info, "workflow_engine_versions");
  return engines && engines->is_object() && !engines->empty() &&
         std::all_of(engines->begin(), engines->end(), [](const nlohmann::json& each) {
           return each.is_object() && each.contains("workflow_engine_version");
         });
}

constexpr core::Duration kFirstPause = std::chrono::milliseconds(200);
constexpr core::Duration kLongestPause = std::chrono::seconds(2);

// A request that changes nothing, and that any service of the dialect answers.
struct Harmless {
  std::string operation = "GetServiceInfo";
  std::string target = "/service-info";
  std::string called = "service-info";
};

Harmless harmless(const RunOptions& options) {
  Harmless request;
  const schemas::Dialect* dialect = options.dialect.get();
  if (dialect && !dialect->has("GetServiceInfo")) {
    request.operation = "ListRuns";
    request.target = dialect->operation("ListRuns")->path + "?" + dialect->page_size_parameter + "=1";
    request.called = "the list of runs";
  }
  request.target = options.base.path + request.target;
  return request;
}

// What a proxy says while the service behind it is starting.
bool is_up(const core::Exchange& exchange) {
  const Trouble trouble = trouble_of(exchange);
  return trouble != Trouble::transport && trouble != Trouble::gateway && trouble != Trouble::busy;
}

}  // namespace

core::Result<Version> choose_version(const std::string& asked, const nlohmann::json* service_info) {
  const std::vector<std::string> shipped = schemas::dialect_versions(kDialect);
  if (asked != "auto") {
    if (std::find(shipped.begin(), shipped.end(), asked) != shipped.end()) {
      Version chosen{asked, "--wes-version"};
      const Claims claims = claimed_versions(service_info);
      const bool agrees = std::any_of(claims.versions.begin(), claims.versions.end(), [&](const auto& each) {
        return schemas::match_version(each, {asked}).has_value();
      });
      if (!claims.versions.empty() && !agrees) {
        chosen.warning = "service-info lists " + listed(claims.versions) + " and not " + asked +
                         ", which --wes-version asks for: what broke may be a matter of the version";
      }
      return chosen;
    }
    const auto near = schemas::match_version(asked, shipped);
    std::string known = "auto";
    for (const std::string& version : shipped) known += ", " + version;
    return core::Error{"there is no WES version '" + core::printable(asked) + "'", "--wes-version",
                       near ? "did you mean " + *near + "?" : known};
  }
  const Claims claims = claimed_versions(service_info);
  if (const auto best = highest(claims, shipped)) return *best;
  const std::string why = !claims.trouble.empty() ? claims.trouble
                                                  : "service-info lists " + listed(claims.versions) +
                                                        ", which is no version known here";
  if (has_engines_of_1_1(service_info))
    return Version{"1.1.0",
                   why + "; its engine versions are objects, as in 1.1.0; --wes-version sets another"};
  return Version{kLeast, why + "; " + kLeast + " asks least, --wes-version sets another"};
}

namespace {

// Asks until the target is up, or until no pause fits before `last`. `seen` is the last whole answer, or
// fault.
boost::asio::awaitable<void> probe(const RunOptions& options, core::Clock& clock, Sender& http,
                                   core::Time last, core::Exchange& seen) {
  for (core::Duration pause = kFirstPause;; pause = std::min(2 * pause, kLongestPause)) {
    core::Exchange exchange;
    exchange.request.target = harmless(options).target;
    exchange.request.headers.add("Accept", "application/json");
    options.reach.add_to(exchange.request.headers);
    co_await http.send(exchange);
    if (exchange.fault == core::TransportFault::cancelled) co_return;
    seen = std::move(exchange);
    if (is_up(seen) || clock.now() + pause > last) co_return;
    co_await core::sleep_for(clock, pause);
  }
}

}  // namespace

boost::asio::awaitable<std::string> wait_for_target(const RunOptions& options, core::Clock& clock,
                                                    Sender& http, StopSource& stop) {
  const core::Time last = clock.now() + options.wait_for;
  core::Exchange seen;
  seen.fault = core::TransportFault::timeout;
  seen.fault_text = "no byte of an answer";
  co_await core::run_until(clock, last, probe(options, clock, http, last, seen), ended_by(stop));
  if (stop.requested()) co_return stop.why();
  if (is_up(seen)) co_return std::string();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(options.wait_for).count();
  co_return "the target was not there within " + std::to_string(seconds) +
      " s (--wait-for): " + in_words(seen);
}

std::function<void(std::function<void()>)> ended_by(StopSource& stop) {
  return [&stop](std::function<void()> end_early) {
    if (end_early && stop.requested()) return end_early();
    stop.on_stop(std::move(end_early));
  };
}

Version version_of(const RunOptions& options, const nlohmann::json* service_info) {
  if (options.dialect) return {options.dialect->version, options.dialect_reason};
  return choose_version(options.wes_version, service_info).value();
}

namespace {

// Where WES services live when nobody says otherwise (WES 1.1.0, servers).
constexpr std::string_view kUsualPath = "/ga4gh/wes/v1";

// What the user has to know when service-info is not where the base URL says: it is at the usual place of the
// same host. "" where it is not there either.
boost::asio::awaitable<std::string> look_at_usual_place(Session& session) {
  core::Url usual = session.options.base;
  usual.path = kUsualPath;
  if (usual == session.options.base) co_return std::string();
  core::Exchange exchange;
  exchange.check = "runner";
  exchange.operation = "GetServiceInfo";
  exchange.request.target = usual.path + "/service-info";
  exchange.request.headers.add("Accept", "application/json");
  const Manner manner{.trouble_is_answer = true, .patient = false};
  const ExchangePtr answer = co_await session.send(std::move(exchange), manner);
  const JsonPtr body = is_ok(*answer) ? session.json(answer) : nullptr;
  if (!body || !body->is_object()) co_return std::string();
  co_return "there is no service-info at " + session.options.base.text() +
      " (status 404), but there is one at " + usual.text() + ": give that as the base URL";
}

}  // namespace

boost::asio::awaitable<std::string> reach(Session& session) {
  const Harmless request = harmless(session.options);
  core::Exchange exchange;
  exchange.check = "runner";
  exchange.operation = request.operation;
  exchange.request.target = request.target;
  exchange.request.headers.add("Accept", "application/json");
  ExchangePtr answer;
  std::string stopped;
  try {
    const Manner manner{.trouble_is_answer = true};
    answer = co_await session.send(std::move(exchange), manner);
  } catch (const StopCheck& stop) {
    if (stop.lacks) throw;
    stopped = stop.why;
  }
  if (!answer) co_return stopped;
  if (answer->fault != core::TransportFault::none) {
    co_return "the target cannot be reached: " + core::printable(answer->fault_text);
  }
  // Already after the retries that such an answer gets: all else would end the same way.
  const Trouble trouble = session.patience->trouble_at(answer->id);
  if (trouble == Trouble::busy || trouble == Trouble::gateway)
    co_return "the target is busy: " + request.called + " was answered " +
        std::to_string(core::status_of(*answer)) + " each time";
  if (request.operation != "GetServiceInfo") co_return std::string();
  if (core::status_of(*answer) == 404) {
    std::string misplaced;
    try {
      misplaced = co_await look_at_usual_place(session);
    } catch (const StopCheck& stop) {
      if (stop.lacks) throw;
    }
    if (!misplaced.empty()) co_return misplaced;
  }
  session.service_info_exchange = answer;
  if (is_ok(*answer)) session.service_info = session.json(answer);
  co_return std::string();
}

}  // namespace assay::conformance
