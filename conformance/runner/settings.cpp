// SPDX-License-Identifier: Apache-2.0
#include "conformance/runner/settings.hpp"

#include <nlohmann/json.hpp>

#include "conformance/session/target_json.hpp"
#include "core/json_range.hpp"
#include "core/sha256.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using nlohmann::json;

constexpr struct {
  const char* name;
  core::Duration HttpLimits::*member;
} durations[] = {{"connect", &HttpLimits::connect},
                 {"write", &HttpLimits::write},
                 {"first_byte", &HttpLimits::first_byte},
                 {"total", &HttpLimits::total}};

constexpr struct {
  const char* user;
  Credential RunOptions::*member;
} users[] = {{"main", &RunOptions::auth}, {"other", &RunOptions::other_auth}, {"bad", &RunOptions::bad_auth}};

json limits_as_json(const HttpLimits& limits) {
  json object = {
      {"head_bytes", limits.head_bytes}, {"body_bytes", limits.body_bytes}, {"redirects", limits.redirects}};
  for (const auto& row : durations) object[row.name] = (limits.*row.member).count();
  return object;
}

HttpLimits limits_of(const json& object) {
  HttpLimits limits;
  limits.head_bytes = core::count_in(object, "head_bytes", INT64_MAX);
  limits.body_bytes = core::count_in(object, "body_bytes", INT64_MAX);
  limits.redirects = static_cast<int>(core::whole_in(object, "redirects", 0, 1000));
  for (const auto& row : durations) limits.*row.member = core::duration_in(object, row.name);
  return limits;
}

json users_as_json(const RunOptions& options) {
  json object = json::object();
  for (const auto& row : users) {
    const Credential& one = options.*row.member;
    if (one.empty()) continue;
    object[row.user] = {{"header", one.header}, {"scheme", one.scheme}, {"secret", one.secret.placeholder()}};
    if (one.signs()) object[row.user]["access_key"] = one.access_key;
  }
  // Made up by the suite: nothing of the secret is in it, and the checks look for it in the answers.
  if (!options.auth.empty() && options.bad_auth.empty()) object["main"]["wrong"] = wrong_secret(options.auth);
  return object;
}

Credential credential_of(const json& one) {
  const auto shown = one.at("secret").get<std::string>();
  Credential credential;
  credential.header = one.at("header").get<std::string>();
  credential.scheme = one.at("scheme").get<std::string>();
  credential.secret = core::Secret(shown, shown);
  credential.wrong = one.value("wrong", std::string());
  credential.access_key = one.value("access_key", std::string());
  return credential;
}

std::string digest_of(const schemas::OpenApi& document) {
  return core::sha256_hex(document.document().dump(-1, ' ', true, json::error_handler_t::replace));
}

void redact(json& value, const core::Redactor& redactor) {
  if (value.is_string()) value = redactor.redact(value.get_ref<const std::string&>());
  if (value.is_structured()) {
    for (json& item : value) redact(item, redactor);
  }
}

core::Result<std::shared_ptr<const schemas::OpenApi>> document_of(
    const json& recorded, std::shared_ptr<const schemas::OpenApi> given) {
  const auto wanted = recorded.at("sha256").get<std::string>();
  const bool own = recorded.at("own").get<bool>();
  if (own && (!given || digest_of(*given) != wanted)) {
    return core::Error{given ? "the run was judged by another document, with the SHA-256 " + wanted
                             : std::string("the run was judged by a document of the user's own"),
                       "--openapi", "give the document that the run was given"};
  }
  if (!own && given) {
    return core::Error{"the run was judged by the shipped document", "--openapi", "leave it out"};
  }
  return given;
}

// Null for WES, whose version is found as the run found it.
core::Result<std::shared_ptr<const schemas::Dialect>> dialect_of(
    const json& settings, std::shared_ptr<const schemas::Dialect> given) {
  if (!settings.contains("dialect")) return std::shared_ptr<const schemas::Dialect>();
  const auto name = settings.at("dialect").at(0).get<std::string>();
  const auto version = settings.at("dialect").at(1).get<std::string>();
  if (given && given->name == name && given->version == version) return given;
  auto shipped = schemas::load_dialect(name, version);
  if (shipped) return shipped;
  return core::Error{"the run was of " + name + " " + version + ", which is not shipped", "--dialect",
                     "the folder that the run was given"};
}

json headers_as_json(const std::vector<Credential>& headers) {
  json list = json::array();
  for (const Credential& each : headers)
    list.push_back({{"header", each.header}, {"scheme", each.scheme}, {"secret", each.secret.placeholder()}});
  return list;
}

RunOptions read_options(const reports::RunHeader& header, const json& settings) {
  RunOptions options;
  options.base = core::parse_base_url(header.target).value();
  options.profile = header.profile;
  options.policy = header.policy == "strict" ? Policy::strict : Policy::lenient;
  options.seed = header.seed;
  options.allow_undecided = header.allow_undecided;
  options.wes_version = settings.at("wes_version").get<std::string>();
  options.only = settings.at("only").get<std::vector<std::string>>();
  options.concurrency = static_cast<int>(core::whole_in(settings, "concurrency", 1, kMostConcurrency));
  options.repeat = static_cast<int>(core::whole_in(settings, "repeat", 0, kMostRepetitions));
  options.shuffle = settings.at("shuffle").get<bool>();
  options.deadline = core::duration_in(settings, "deadline");
  options.limits = limits_of(settings.at("limits"));
  const json& budget = settings.at("budget");
  if (budget.contains("runs")) options.budget.runs = core::count_in(budget, "runs");
  if (budget.contains("requests")) options.budget.requests = core::count_in(budget, "requests");
  options.budget.rate = core::number_in(budget, "rate", 0, 1e6);
  if (!settings.at("users").is_object()) throw core::BadInput({"users is no object"});
  for (const auto& row : users) {
    if (settings.at("users").contains(row.user))
      options.*row.member = credential_of(settings.at("users").at(row.user));
  }
  options.target = target_of_json(settings.at("target"));
  options.region = settings.value("region", std::string());
  options.exclude = settings.value("exclude", std::vector<std::string>());
  for (const json& each : settings.value("headers", json::array()))
    options.reach.headers.push_back(credential_of(each));
  return options;
}

}  // namespace

std::string settings_text(const RunOptions& options, const schemas::OpenApi& document,
                          const core::Redactor& redactor) {
  json settings = {{"wes_version", options.wes_version},
                   {"only", options.only},
                   {"concurrency", options.concurrency},
                   {"repeat", options.repeat},
                   {"shuffle", options.shuffle},
                   {"deadline", options.deadline.count()},
                   {"limits", limits_as_json(options.limits)},
                   {"budget", {{"rate", options.budget.rate}}},
                   {"users", users_as_json(options)},
                   {"openapi", {{"own", options.openapi != nullptr}, {"sha256", digest_of(document)}}},
                   {"target", target_as_json(options.target)}};
  if (options.dialect) settings["dialect"] = {options.dialect->name, options.dialect->version};
  if (!options.region.empty()) settings["region"] = options.region;
  if (!options.exclude.empty()) settings["exclude"] = options.exclude;
  if (!options.reach.headers.empty()) settings["headers"] = headers_as_json(options.reach.headers);
  if (options.budget.runs) settings["budget"]["runs"] = *options.budget.runs;
  if (options.budget.requests) settings["budget"]["requests"] = *options.budget.requests;
  redact(settings, redactor);
  return settings.dump();
}

core::Result<RunOptions> options_of(const reports::RunHeader& header,
                                    std::shared_ptr<const schemas::OpenApi> openapi,
                                    std::shared_ptr<const schemas::Dialect> dialect) {
  if (header.settings.empty()) {
    return core::Error{"the header does not hold the options as data", "",
                       "evidence that can be judged is written by a newer wes-assay"};
  }
  try {
    const json settings = json::parse(header.settings);
    RunOptions options = read_options(header, settings);
    auto spoken = dialect_of(settings, std::move(dialect));
    if (!spoken) return spoken.error();
    options.dialect = std::move(*spoken);
    options.dialect_reason = header.version_reason;
    auto document = document_of(settings.at("openapi"), std::move(openapi));
    if (!document) return document.error();
    options.openapi = *document;
    return options;
  } catch (const json::exception& bad) {
    return core::Error{"the options of the run cannot be read: " + core::printable(bad.what())};
  } catch (const core::BadInput& bad) {
    return bad.error;
  }
}

}  // namespace assay::conformance
