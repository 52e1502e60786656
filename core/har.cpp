// SPDX-License-Identifier: Apache-2.0
#include "core/har.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/redact.hpp"
#include "core/text.hpp"

namespace assay::core {
namespace {

using nlohmann::ordered_json;

std::string iso_milliseconds(Time time) {
  const auto micros = (time.time_since_epoch().count() % 1'000'000 + 1'000'000) % 1'000'000;
  const std::string digits = std::to_string(1000 + micros / 1000);
  std::string text = to_iso8601(time);
  text.insert(text.size() - 1, "." + digits.substr(1));
  return text;
}

double milliseconds_of(Duration time) { return static_cast<double>(time.count()) / 1000.0; }

ordered_json named(std::string_view name, std::string_view value) {
  return {{"name", name}, {"value", value}};
}

ordered_json headers_of(const Headers& headers) {
  ordered_json list = ordered_json::array();
  for (const Header& header : headers) list.push_back(named(header.name, header.value));
  return list;
}

// Not decoded: an archive shows what was sent.
ordered_json query_of(std::string_view target) {
  ordered_json list = ordered_json::array();
  const std::size_t question = target.find('?');
  if (question == std::string_view::npos) return list;
  std::string_view rest = target.substr(question + 1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    list.push_back(named(pair.substr(0, equals),
                         equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1)));
  }
  return list;
}

std::string type_of(const Headers& headers) { return std::string(headers.get("Content-Type").value_or("")); }

std::uint64_t size_of(const std::string& body, const std::optional<CutBody>& cut) {
  return cut ? cut->size : body.size();
}

ordered_json request_of(std::string_view origin, const Request& request) {
  const bool is_path = request.target.starts_with('/');
  ordered_json object = {{"method", request.method},
                         {"url", (is_path ? std::string(origin) : "") + request.target},
                         {"httpVersion", "HTTP/1.1"},
                         {"cookies", ordered_json::array()},
                         {"headers", headers_of(request.headers)},
                         {"queryString", query_of(request.target)},
                         {"headersSize", -1},
                         {"bodySize", size_of(request.body, request.cut)}};
  if (!request.body.empty()) {
    object["postData"] = {
        {"mimeType", type_of(request.headers)}, {"params", ordered_json::array()}, {"text", request.body}};
  }
  return object;
}

ordered_json response_of(const Exchange& exchange) {
  const Response none;
  const Response& r = exchange.response ? *exchange.response : none;
  const bool text = is_valid_utf8(r.body);
  ordered_json content = {{"size", size_of(r.body, r.cut)},
                          {"mimeType", type_of(r.headers)},
                          {"text", text ? r.body : base64(r.body)}};
  if (!text) content["encoding"] = "base64";
  ordered_json object = {{"status", r.status},
                         {"statusText", r.reason},
                         {"httpVersion", r.version == 10 ? "HTTP/1.0" : "HTTP/1.1"},
                         {"cookies", ordered_json::array()},
                         {"headers", headers_of(r.headers)},
                         {"content", content},
                         {"redirectURL", std::string(r.headers.get("Location").value_or(""))},
                         {"headersSize", -1},
                         {"bodySize", size_of(r.body, r.cut)}};
  if (exchange.fault != TransportFault::none)
    object["_error"] = std::string(name(exchange.fault)) + ": " + exchange.fault_text;
  return object;
}

}  // namespace

ordered_json har_entry(const Exchange& e, std::string_view origin, std::string comment) {
  // A request that was never sent has waited from the start.
  const Time sent = std::max(e.timings.sent, e.timings.started);
  ordered_json entry = {{"startedDateTime", iso_milliseconds(e.timings.started)},
                        {"time", milliseconds_of(e.timings.received - e.timings.started)},
                        {"request", request_of(origin, e.request)},
                        {"response", response_of(e)},
                        {"cache", ordered_json::object()},
                        {"timings",
                         {{"send", milliseconds_of(sent - e.timings.started)},
                          {"wait", milliseconds_of(std::max(e.timings.received, sent) - sent)},
                          {"receive", 0}}}};
  if (e.connection > 0) entry["connection"] = std::to_string(e.connection);
  entry["comment"] = std::move(comment);
  return entry;
}

ordered_json har_archive(std::string_view creator, std::string_view version, ordered_json entries) {
  return {{"log",
           {{"version", "1.2"},
            {"creator", {{"name", creator}, {"version", version}}},
            {"entries", std::move(entries)}}}};
}

}  // namespace assay::core
