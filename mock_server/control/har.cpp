// SPDX-License-Identifier: Apache-2.0
#include "core/har.hpp"

#include <nlohmann/json.hpp>

#include "core/fields.hpp"
#include "core/version.hpp"
#include "mock_server/control/filter.hpp"
#include "mock_server/control/routes.hpp"

// The request log as an HTTP archive 1.2.
namespace assay::mock::control {
namespace {

// The body as the journal has it, perhaps its first bytes only.
std::optional<core::CutBody> cut(const std::string& body, std::size_t whole) {
  if (body.size() == whole) return {};
  return core::CutBody{whole, {}};
}

core::Exchange exchange_of(const JournalEntry& entry) {
  return {.request = {.method = entry.method,
                      .target = entry.target,
                      .headers = entry.headers,
                      .body = entry.sent,
                      .cut = cut(entry.sent, entry.sent_bytes)},
          .response = core::Response{.status = entry.status,
                                     .headers = entry.answer_headers,
                                     .body = entry.answer,
                                     .cut = cut(entry.answer, entry.answer_bytes)},
          .timings = {.started = entry.at, .sent = entry.at, .received = entry.at + entry.why.delay}};
}

std::string comment_on(const JournalEntry& entry) {
  auto comment = "exchange " + std::to_string(entry.number) + " of the mock's request log";
  if (entry.sent_bytes > journal_body || entry.answer_bytes > journal_body)
    comment += "; bodies are cut at " + std::to_string(journal_body) + " bytes";
  return comment;
}

}  // namespace

Answer get_har(const Turn& turn) {
  core::Fields fields(turn.sent, turn.sent.root, "the query");
  const auto filter = read_filter(fields);
  fields.finish();
  auto entries = nlohmann::ordered_json::array();
  for (const auto& entry : turn.site.journal(filter))
    entries.push_back(core::har_entry(exchange_of(entry), turn.origin, comment_on(entry)));
  return json_answer(core::har_archive("wes-assay mock", core::suite_version(), std::move(entries)));
}

}  // namespace assay::mock::control
