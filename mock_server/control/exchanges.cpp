// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/fields.hpp"
#include "mock_server/control/filter.hpp"
#include "mock_server/control/routes.hpp"
#include "mock_server/site/journal_json.hpp"

namespace assay::mock::control {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

constexpr std::int64_t most_entries = 10'000;
constexpr core::Duration longest_wait = 30s;

std::vector<JournalFilter> read_order(core::Fields& fields) {
  const auto& list = fields.need("order");
  if (list.kind != core::Node::Kind::sequence || list.items.empty())
    fields.fail(list, "'order' must be a list of filters");
  std::vector<JournalFilter> order;
  for (const auto& item : list.items) {
    core::Fields own(fields.document(), item, "a filter");
    order.push_back(read_filter(own));
    own.finish();
  }
  return order;
}

}  // namespace

JournalFilter read_filter(core::Fields& fields) {
  JournalFilter filter{.operation = fields.text_or("operation", ""),
                       .method = fields.text_or("method", ""),
                       .target = fields.text_or("target", ""),
                       .run_id = fields.text_or("run_id", ""),
                       .user = fields.text_or("user", ""),
                       .sent = fields.text_or("sent", "")};
  const auto status = fields.integer_or("status", 0);
  if (fields.find("status") && (status < 100 || status > 599))
    fields.fail(fields.need("status"), "'status' must be from 100 to 599");
  filter.status = static_cast<int>(status);
  const auto after = fields.integer_or("after", 0);
  if (after < 0) fields.fail(fields.need("after"), "'after' must be the number of an exchange");
  filter.after = static_cast<std::uint64_t>(after);
  return filter;
}

Answer get_log(const Turn& turn) {
  core::Fields fields(turn.sent, turn.sent.root, "the query");
  const auto filter = read_filter(fields);
  const auto limit = fields.integer_or("limit", 100);
  if (limit < 1 || limit > most_entries) fields.fail(fields.need("limit"), "'limit' must be from 1 to 10000");
  const auto newest = fields.text_or("newest", "false");
  if (newest != "true" && newest != "false") fields.fail(fields.need("newest"), "'newest' is true or false");
  fields.finish();
  const auto entries = turn.site.journal(filter);
  const auto most = std::min(entries.size(), static_cast<std::size_t>(limit));
  const auto first = newest == "true" ? entries.end() - static_cast<std::ptrdiff_t>(most) : entries.begin();
  json shown = json::array();
  for (auto entry = first; shown.size() < most; ++entry) shown.push_back(to_json(*entry));
  return json_answer(
      {{"exchanges", shown}, {"count", entries.size()}, {"last", turn.site.figures().journal}});
}

Answer clear_log(const Turn& turn) {
  core::Fields(turn.sent, turn.sent.root, "this request").finish();
  turn.site.forget_journal();
  return json_answer({{"count", 0}});
}

Answer count_log(const Turn& turn) {
  core::Fields fields(turn.sent, turn.sent.root, "the query");
  const auto filter = read_filter(fields);
  fields.finish();
  return json_answer({{"count", turn.site.count(filter)}});
}

Answer wait_for_log(const Turn& turn) {
  core::Fields fields(turn.sent, turn.sent.root, "the body");
  const auto& node = fields.need("filter");
  core::Fields own(turn.sent, node, "a filter");
  const auto filter = read_filter(own);
  own.finish();
  const auto wanted = fields.integer_or("count", 1);
  if (wanted < 1) fields.fail(fields.need("count"), "'count' must be 1 or more");
  const auto within = fields.duration_or("within", 5s);
  if (within > longest_wait) fields.fail(fields.need("within"), "nobody waits longer than 30s here");
  fields.finish();
  const auto count =
      turn.site.wait_for(filter, static_cast<std::size_t>(wanted),
                         std::chrono::duration_cast<std::chrono::milliseconds>(within), turn.stop);
  return json_answer({{"met", count >= static_cast<std::size_t>(wanted)}, {"count", count}});
}

Answer verify_log(const Turn& turn) {
  core::Fields fields(turn.sent, turn.sent.root, "the body");
  const auto order = read_order(fields);
  fields.finish();
  const auto found = in_order(turn.site.journal(), order);
  json body{{"holds", found.size() == order.size()}, {"numbers", found}};
  if (found.size() < order.size()) body["missing"] = found.size();
  return json_answer(body);
}

Answer explain(const Turn& turn) {
  core::Fields(turn.sent, turn.sent.root, "this request").finish();
  for (const auto& entry : turn.site.journal()) {
    if (std::to_string(entry.number) != turn.routing.item) continue;
    return json_answer({{"exchange", to_json(entry)}, {"why", to_json(entry.why)}});
  }
  return error_answer(404, {"the request log has no exchange of that number"});
}

}  // namespace assay::mock::control
