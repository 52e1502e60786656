// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "dialects/healthomics/mock/bodies.hpp"
#include "mock_server/operations/handlers.hpp"
#include "mock_server/operations/listings.hpp"
#include "mock_server/render/renderings.hpp"

namespace assay::mock {
namespace {

using nlohmann::json;
namespace omics = healthomics;

constexpr struct {
  int status;
  std::string_view type;
} error_types[] = {{400, "ValidationException"},     {402, "ServiceQuotaExceededException"},
                   {403, "AccessDeniedException"},   {404, "ResourceNotFoundException"},
                   {408, "RequestTimeoutException"}, {409, "ConflictException"},
                   {429, "ThrottlingException"},     {500, "InternalServerException"}};

std::string_view error_type(int status) {
  const auto* row = std::ranges::find(error_types, status, [](const auto& each) { return each.status; });
  if (row != std::end(error_types)) return row->type;
  return status < 500 ? "ValidationException" : "ServiceUnavailable";
}

Reply invalid(const std::string& name) { return error_reply(400, name + " is not as it must be"); }

// Clients send what their own validation lets through.
template <Reply (*perform)(Ask&)>
Reply with_ids(Ask& ask) {
  if (!omics::is_id(ask.routing.run_id)) return invalid("id");
  if (ask.routing.operation == "GetTask" && !omics::is_id(ask.routing.task_id)) return invalid("taskId");
  return perform(ask);
}

std::optional<std::string> query_of(const Ask& ask, std::string_view name) {
  const auto& query = ask.routing.query;
  const auto found =
      std::ranges::find(query, name, [](const auto& pair) { return std::string_view(pair.first); });
  return found == query.end() ? std::nullopt : std::optional(found->second);
}

Reply get_run(Ask& ask) {
  bool definition = false;
  for (const auto& [name, value] : ask.routing.query) {
    if (name == "export" && value != "DEFINITION") return invalid("export");
    definition |= name == "export";
  }
  auto reply = poll_run(ask, omics::run);
  if (definition && reply.body) (*reply.body)["definition"] = "https://workflows.example/definition.zip";
  return reply;
}

json page(Listed listed) {
  json body = {{"items", std::move(*listed.items)}};
  if (!listed.next.empty()) body["nextToken"] = listed.next;
  return body;
}

// The first filter whose value cannot be one.
std::string bad_filter(const Ask& ask) {
  for (const char* id : {"runGroupId", "batchId"}) {
    const auto value = query_of(ask, id);
    if (value && !omics::is_id(*value)) return id;
  }
  const auto name = query_of(ask, "name");
  if (name && (name->empty() || name->size() > 128)) return "name";
  const auto status = query_of(ask, "status");
  return status && !ask.site.dialect->state(*status) ? "status" : "";
}

Reply omics_list_runs(Ask& ask) {
  if (const auto bad = bad_filter(ask); !bad.empty()) return invalid(bad);
  std::vector<std::pair<std::string, std::string>> wanted;
  for (const char* member : {"name", "runGroupId", "batchId", "status"}) {
    if (const auto value = query_of(ask, member)) wanted.emplace_back(member, *value);
  }
  const auto passes = [&](const Run& run) {
    const auto told = omics::run(ask.view, run);
    return std::ranges::all_of(wanted,
                               [&](const auto& pair) { return told.value(pair.first, "") == pair.second; });
  };
  return answer_page(listed_runs(ask, omics::listed_run, wanted.empty() ? RunFilter() : passes), page);
}

Reply omics_list_tasks(Ask& ask) {
  const auto status = query_of(ask, "status");
  if (status && (*status == "DELETED" || !ask.site.dialect->state(*status))) return invalid("status");
  return with_run(ask, [&](const Run& run) {
    const auto passes = [&](const TaskSituation& task) {
      return !status || omics::task_status(ask.view, run, task) == *status;
    };
    return answer_page(listed_tasks(ask, run, omics::listed_task, passes), page);
  });
}

Reply omics_get_task(Ask& ask) { return read_task(ask, omics::task); }

// Accepted, and nothing to read.
Reply without_body(Reply reply) {
  if (reply.error.empty()) reply.body.reset();
  return reply;
}

Reply cancel(Ask& ask) { return without_body(cancel_run(ask, omics::started_run)); }

Reply delete_run(Ask& ask) {
  return without_body(with_run(ask, [&](const Run& run) {
    const auto situation = run.at(ask.view.now);
    if (!situation.terminal() && !ask.site.behaviour.deletes_active_runs)
      return error_reply(409, "the run is in the state " + situation.step->state + " and cannot be deleted");
    if (!ask.site.behaviour.keeps_deleted_runs) {
      ask.site.runs.remove(run.serial, ask.view.now);
      ask.site.notes["healthomics freed ids"][run.id] =
          std::to_string(ask.view.now.time_since_epoch().count());
    }
    return Reply();
  }));
}

void omics_dress(SiteState& site, core::Time, Reply& reply) {
  reply.headers.set("x-amzn-RequestId",
                    uuid_like(site.seed ^ digest("request ids"), site.counters["healthomics requests"]++));
  if (reply.error.empty()) return;
  reply.body = json_reply({{"message", reply.error}}).body;
  reply.headers.set("x-amzn-ErrorType",
                    reply.error_type.empty() ? std::string(error_type(reply.status)) : reply.error_type);
}

}  // namespace

const Rendering& healthomics_rendering() {
  static const Rendering rendering{.dialect = "healthomics",
                                   .rows = {{"RunWorkflow", omics::start_run},
                                            {"ListRuns", omics_list_runs},
                                            {"GetRunLog", with_ids<get_run>},
                                            {"GetRunStatus", with_ids<get_run>},
                                            {"CancelRun", with_ids<cancel>},
                                            {"DeleteRun", with_ids<delete_run>},
                                            {"ListTasks", with_ids<omics_list_tasks>},
                                            {"GetTask", with_ids<omics_get_task>}},
                                   .dress = omics_dress,
                                   .ids = IdStyle::digits};
  return rendering;
}

}  // namespace assay::mock
