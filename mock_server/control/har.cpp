// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "core/fields.hpp"
#include "core/redact.hpp"
#include "core/text.hpp"
#include "core/version.hpp"
#include "mock_server/control/filter.hpp"
#include "mock_server/control/routes.hpp"

// The journal as an HTTP Archive 1.2.
namespace assay::mock::control {
namespace {

using nlohmann::json;

json headers_of(const core::Headers& headers) {
  json list = json::array();
  for (const auto& field : headers) list.push_back({{"name", field.name}, {"value", field.value}});
  return list;
}

json query_of(const std::string& target) {
  json list = json::array();
  const auto mark = target.find('?');
  if (mark == std::string::npos) return list;
  for (const auto& [name, value] : core::decode_query(target.substr(mark + 1)))
    list.push_back({{"name", name}, {"value", value}});
  return list;
}

std::string type_of(const core::Headers& headers) {
  return std::string(headers.get("Content-Type").value_or(""));
}

json request_of(const JournalEntry& entry, const std::string& origin) {
  json object{{"method", entry.method},
              {"url", entry.target.starts_with('/') ? origin + entry.target : entry.target},
              {"httpVersion", "HTTP/1.1"},
              {"cookies", json::array()},
              {"headers", headers_of(entry.headers)},
              {"queryString", query_of(entry.target)},
              {"headersSize", -1},
              {"bodySize", entry.sent_bytes}};
  if (!entry.sent.empty())
    object["postData"] = {
        {"mimeType", type_of(entry.headers)}, {"params", json::array()}, {"text", entry.sent}};
  return object;
}

json response_of(const JournalEntry& entry) {
  const bool text = core::is_valid_utf8(entry.answer);
  json content{{"size", entry.answer_bytes},
               {"mimeType", type_of(entry.answer_headers)},
               {"text", text ? entry.answer : core::base64(entry.answer)}};
  if (!text) content["encoding"] = "base64";
  return {{"status", entry.status},
          {"statusText", ""},
          {"httpVersion", "HTTP/1.1"},
          {"cookies", json::array()},
          {"headers", headers_of(entry.answer_headers)},
          {"content", content},
          {"redirectURL", std::string(entry.answer_headers.get("Location").value_or(""))},
          {"headersSize", -1},
          {"bodySize", entry.answer_bytes}};
}

json entry_of(const JournalEntry& entry, const std::string& origin) {
  const double wait = std::chrono::duration<double, std::milli>(entry.why.delay).count();
  auto comment = "exchange " + std::to_string(entry.number) + " of the mock's journal";
  if (entry.sent_bytes > journal_body || entry.answer_bytes > journal_body)
    comment += "; bodies are cut at " + std::to_string(journal_body) + " bytes";
  return {{"startedDateTime", exact_time(entry.at)},
          {"time", wait},
          {"request", request_of(entry, origin)},
          {"response", response_of(entry)},
          {"cache", json::object()},
          {"timings", {{"send", 0}, {"wait", wait}, {"receive", 0}}},
          {"comment", comment}};
}

}  // namespace

Answer get_har(const Turn& turn) {
  core::Fields fields(turn.sent, turn.sent.root, "the query");
  const auto filter = read_filter(fields);
  fields.finish();
  json entries = json::array();
  for (const auto& entry : turn.site.journal(filter)) entries.push_back(entry_of(entry, turn.origin));
  return json_answer({{"log",
                       {{"version", "1.2"},
                        {"creator", {{"name", "wes-assay mock"}, {"version", core::suite_version()}}},
                        {"entries", entries}}}});
}

}  // namespace assay::mock::control
