// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/headers.hpp"
#include "core/json_guard.hpp"
#include "core/text.hpp"
#include "dialects/sevenbridges/mock/tasks.hpp"
#include "mock_server/base/limits.hpp"

namespace assay::mock::sevenbridges {
namespace {

using nlohmann::json;

bool is_text(const json& value) { return value.is_string(); }
bool is_flag(const json& value) { return value.is_boolean(); }
bool is_object(const json& value) { return value.is_object(); }

// Members that make a task, and what they are.
constexpr struct {
  std::string_view name;
  bool (*fits)(const json&);
  std::string_view wanted;
  bool may_change = true;  // by PATCH, of a draft
} members[] = {
    {"name", is_text, "a string"},
    {"description", is_text, "a string"},
    {"project", is_text, "a string", false},
    {"app", is_text, "a string"},
    {"inputs", is_object, "an object"},
    {"batch", is_flag, "a boolean"},
    {"batch_input", is_text, "a string"},
    {"batch_by", is_object, "an object"},
    {"use_interruptible_instances", is_flag, "a boolean"},
    {"execution_settings", is_object, "an object"},
    {"output_location", is_object, "an object"},
};

constexpr struct {
  std::string_view rule;
  std::string_view code;
} codes[] = {
    {"content-type", "90008"},          {"not-json", "90009"},   {"missing-project", "3006"},
    {"malformed-project", "3012"},      {"missing-app", "7015"}, {"malformed-app", "7016"},
    {"not-a-draft", only_names_change},
};

constexpr std::string_view changes_of_tasks = "changes of tasks";  // among the notes of the site, by id

struct Refused {
  std::string rule;
  Refusal refusal;
};

// "owner/project", "owner/project/app/3": as many names as `least` to `most`, none empty.
bool is_path(std::string_view text, std::ptrdiff_t least, std::ptrdiff_t most) {
  const auto names = std::ranges::count(text, '/') + 1;
  return names >= least && names <= most && !text.starts_with('/') && !text.ends_with('/') &&
         text.find("//") == std::string_view::npos && text.find(' ') == std::string_view::npos;
}

class Reader {
 public:
  explicit Reader(const Behaviour* behaviour) : behaviour_(behaviour) {}

  void refuse(const std::string& rule, std::string text, int status = 400) const {
    if (behaviour_ && behaviour_->accepts.contains(rule)) return;
    throw Refused{rule, {status, std::move(text)}};
  }

  json object(std::string_view text) const {
    const auto body = core::parse_json(text);
    if (!body) refuse("not-json", "the body is not JSON: " + body.error().text());
    if (body && !body->is_object()) refuse("not-object", "the body must be a JSON object");
    return body && body->is_object() ? *body : json::object();
  }

  // Those of `sent` that are known; null is as good as absent.
  json known(const json& sent) const {
    json taken = json::object();
    for (const auto& row : members) {
      const std::string name(row.name);
      const auto member = sent.find(name);
      if (member == sent.end() || member->is_null()) continue;
      if (row.fits(*member)) {
        taken[name] = *member;
      } else {
        refuse(name + "-type", name + " must be " + std::string(row.wanted));
      }
    }
    return taken;
  }

 private:
  const Behaviour* behaviour_;
};

RunRequest request_of(const json& made) {
  RunRequest request;
  request.params = made.dump(-1, ' ', false, json::error_handler_t::replace);
  if (made.contains("app")) request.url = made["app"].get<std::string>();
  for (const auto* name : {"name", "project"}) {
    if (made.contains(name)) request.tag_values[name] = made[name].get<std::string>();
  }
  return request;
}

template <class Read>
Submission reading(Read read) {
  try {
    return {.request = read()};
  } catch (Refused& refused) {
    return {.rule = std::move(refused.rule), .refusal = std::move(refused.refusal)};
  }
}

std::string last_name(std::string_view app) { return std::string(app.substr(app.rfind('/') + 1)); }

void check_app(const Reader& reader, const json& made) {
  const auto app = made.value("app", "");
  if (app.empty()) {
    reader.refuse("missing-app", "app is required");
  } else if (!is_path(app, 3, 4)) {
    reader.refuse("malformed-app", "app must be owner/project/app, or with a revision behind");
  }
}

}  // namespace

std::string_view code_of(std::string_view rule) {
  const auto row = std::ranges::find(codes, rule, [](const auto& each) { return each.rule; });
  return row != std::end(codes) ? row->code : bad_request;
}

Submission read_task(const core::Request& request, const Behaviour& behaviour) {
  return reading([&] {
    const Reader reader(&behaviour);
    const auto type =
        core::media_type(std::string(request.headers.get("Content-Type").value_or("application/json")));
    if (type != "application/json") reader.refuse("content-type", "a task is sent as application/json", 415);
    if (request.body.size() > limits::body_bytes) reader.refuse("too-large", "the body is too large", 413);
    auto made = reader.known(reader.object(request.body));
    const auto project = made.value("project", "");
    if (project.empty()) {
      reader.refuse("missing-project", "project is required");
    } else if (!is_path(project, 2, 2)) {
      reader.refuse("malformed-project", "project must be owner/name");
    }
    check_app(reader, made);
    if (!made.contains("name")) made["name"] = last_name(made.value("app", "task"));
    return request_of(made);
  });
}

Submission changed(const Run& run, std::string_view body, bool draft) {
  return reading([&] {
    const Reader reader(nullptr);
    const auto sent = reader.known(reader.object(body));
    auto made = made_of(run);
    for (const auto& [name, value] : sent.items()) {
      const auto row = std::ranges::find(members, name, [](const auto& each) { return each.name; });
      const bool free = name == "name" || (draft && row->may_change);
      if (!free && !draft)
        reader.refuse("not-a-draft", "only the name of a task that has been started may change");
      if (!free) reader.refuse("fixed-" + name, name + " of a task does not change");
      if (name == "inputs" && made.contains("inputs")) {
        made["inputs"].update(value);
      } else {
        made[name] = value;
      }
    }
    if (draft) check_app(reader, made);
    return request_of(made);
  });
}

Run as_changed(const SiteState& site, Run run) {
  const auto changes = site.notes.find(changes_of_tasks);
  if (changes == site.notes.end()) return run;
  const auto change = changes->second.find(run.id);
  if (change != changes->second.end())
    run.request = std::make_shared<const RunRequest>(request_of(json::parse(change->second)));
  return run;
}

void keep_change(SiteState& site, const Run& run, const RunRequest& request) {
  site.notes[std::string(changes_of_tasks)][run.id] = request.params.value_or("{}");
}

RunRequest cloned(const Run& run) {
  auto made = made_of(run);
  made["origin_id"] = run.id;
  return request_of(made);
}

}  // namespace assay::mock::sevenbridges
