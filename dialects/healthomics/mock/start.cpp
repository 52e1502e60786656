// SPDX-License-Identifier: Apache-2.0
// StartRun: what is taken, the same request twice, a run started again, and which id a run gets.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/fields.hpp"
#include "core/json_guard.hpp"
#include "core/text.hpp"
#include "dialects/healthomics/mock/bodies.hpp"
#include "mock_server/operations/handlers.hpp"

namespace assay::mock::healthomics {
namespace {

using nlohmann::json;
using Words = std::vector<std::string_view>;

struct Member {
  enum class Kind { text, id, digits, whole, tags, any } kind;
  std::string_view name;
  std::size_t most = 0;  // of text: characters; of digits: exactly so many; of whole: the largest
  Words words = {};      // where only these are taken
  std::string_view start = {};
};

const std::vector<Member>& members() {
  using Kind = Member::Kind;
  static const std::vector<Member> rows{
      {Kind::text, "roleArn", 128, {}, "arn:"},
      {Kind::text, "outputUri", 750},
      {Kind::text, "requestId", 128},
      {Kind::id, "workflowId"},
      {Kind::id, "runId"},
      {Kind::text, "workflowType", 64, {"PRIVATE", "READY2RUN"}},
      {Kind::text, "name", 128},
      {Kind::id, "cacheId"},
      {Kind::text, "cacheBehavior", 64, {"CACHE_ON_FAILURE", "CACHE_ALWAYS"}},
      {Kind::id, "runGroupId"},
      {Kind::whole, "priority", 100'000},
      {Kind::any, "parameters"},
      {Kind::whole, "storageCapacity", 100'000},
      {Kind::text, "logLevel", 64, {"OFF", "FATAL", "ERROR", "ALL"}},
      {Kind::tags, "tags", 50},
      {Kind::text, "retentionMode", 64, {"RETAIN", "REMOVE"}},
      {Kind::text, "storageType", 64, {"STATIC", "DYNAMIC"}},
      {Kind::digits, "workflowOwnerId", 12},
      {Kind::text, "workflowVersionName", 64},
      {Kind::text, "networkingMode", 64, {"RESTRICTED", "VPC"}},
      {Kind::text, "configurationName", 128},
  };
  return rows;
}

bool is_number_text(const json& value, std::size_t least, std::size_t most) {
  const auto* text = value.is_string() ? &value.get_ref<const std::string&>() : nullptr;
  return text && text->size() >= least && text->size() <= most &&
         text->find_first_not_of("0123456789") == std::string::npos;
}

bool is_taken(const Member& member, const json& value) {
  using Kind = Member::Kind;
  switch (member.kind) {
    case Kind::any:
      return true;
    case Kind::id:
      return is_number_text(value, 1, 18);
    case Kind::digits:
      return is_number_text(value, member.most, member.most);
    case Kind::whole:
      return value.is_number_integer() && value >= 0 && value <= member.most;
    case Kind::tags:
      return value.is_object() && value.size() <= member.most &&
             std::all_of(value.begin(), value.end(), [](const json& tag) { return tag.is_string(); });
    case Kind::text:
      break;
  }
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  const bool known = member.words.empty() || std::ranges::find(member.words, text) != member.words.end();
  return known && !text.empty() && text.size() <= member.most && text.starts_with(member.start);
}

std::map<std::string, std::string>& memory(Ask& ask, const char* what) {
  return ask.site.notes[std::string("healthomics ") + what];
}

// Members that are null were not sent. A run that is started again lends what was not sent.
json settled(json body, const std::optional<Run>& earlier) {
  std::erase_if(body.get_ref<json::object_t&>(), [](const auto& member) { return member.second.is_null(); });
  if (earlier) {
    auto lent = json::parse(earlier->request->params.value_or("{}"));
    for (const char* own : {"requestId", "runId"}) lent.erase(own);
    lent.update(body);
    body = std::move(lent);
  }
  if (!body.contains("workflowType")) body["workflowType"] = "PRIVATE";
  if (!body.contains("logLevel")) body["logLevel"] = "ALL";
  return body;
}

// What scenarios match on: the name of the run, else the workflow, stands for its URL.
RunRequest omics_request(const json& body) {
  RunRequest request;
  request.params = body.dump(-1, ' ', false, json::error_handler_t::replace);
  request.url = body.value("name", body.value("workflowId", ""));
  request.type = body.value("workflowType", "");
  const auto tags = body.value("tags", json::object());
  for (const auto& [name, value] : tags.items()) request.tag_values[name] = value.get<std::string>();
  return request;
}

// An id whose run has been deleted for an hour is given again: the service promises no more than the uuid.
std::string used_id(Ask& ask) {
  auto& freed = memory(ask, "freed ids");
  const auto now = ask.view.now.time_since_epoch().count();
  const auto hour = std::chrono::duration_cast<core::Duration>(std::chrono::hours(1)).count();
  for (auto each = freed.begin(); each != freed.end(); ++each) {
    if (std::stoll(each->second) + hour > now) continue;
    auto id = each->first;
    freed.erase(each);
    return id;
  }
  return {};
}

Submission refused(std::string rule, std::string text) {
  return {.rule = std::move(rule), .refusal = {400, std::move(text)}};
}

}  // namespace

bool is_id(std::string_view text) { return is_number_text(json(text), 1, 18); }

std::string mistake_in(const json& body) {
  for (const char* name : {"roleArn", "outputUri", "requestId"}) {
    if (!body.contains(name) || body[name].is_null()) return std::string(name) + " is required";
  }
  if (!body.contains("workflowId") && !body.contains("runId")) return "workflowId or runId is required";
  for (const auto& member : members()) {
    const auto found = body.find(std::string(member.name));
    if (found == body.end() || found->is_null() || is_taken(member, *found)) continue;
    return std::string(member.name) + " is not as it must be";
  }
  return {};
}

Reply start_run(Ask& ask) {
  const auto body = core::parse_json(ask.request.body);
  if (!body || !body->is_object())
    return submit_run(ask, refused("malformed-form", "the body is no JSON object"), started_run);
  const auto mistake = mistake_in(*body);
  if (!mistake.empty() && !ask.site.behaviour.accepts.contains("body"))
    return submit_run(ask, refused("body", mistake), started_run);

  auto& asked = memory(ask, "requests");
  const auto key = ask.user + "\n" + body->value("requestId", "");
  const auto known = asked.find(key);
  if (known != asked.end() && !ask.site.behaviour.forgets_request_ids) {
    const auto run = ask.site.runs.by_serial(std::stoull(known->second));
    if (!run.deleted) return json_reply(started_run(ask.view, run));
  }
  std::optional<Run> earlier;
  if (body->contains("runId") && body->at("runId").is_string()) {
    earlier = ask.site.runs.find(body->at("runId").get<std::string>());
    if (!earlier || !exists(ask, *earlier)) return error_reply(404, "there is no run of that runId");
  }
  auto reply =
      submit_run(ask, {.request = omics_request(settled(*body, earlier))}, started_run, used_id(ask));
  asked[key] = std::to_string(ask.site.runs.last_serial());
  return reply;
}

}  // namespace assay::mock::healthomics
