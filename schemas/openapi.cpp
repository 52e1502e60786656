// SPDX-License-Identifier: Apache-2.0
#include "schemas/openapi.hpp"

#include <algorithm>
#include <mutex>
#include <nlohmann/json.hpp>

#include "core/document.hpp"
#include "core/embedded.hpp"
#include "core/fields.hpp"
#include "core/headers.hpp"
#include "schemas/dialect.hpp"
#include "schemas/locate.hpp"
#include "schemas/named_dialect.hpp"
#include "schemas/outline.hpp"
#include "schemas/pointer.hpp"

namespace assay::schemas {
namespace {

// "/runs/{id}/status" -> "/runs/{}/status".
std::string without_names(std::string_view path) {
  std::string text;
  bool inside = false;
  for (const char c : path) {
    inside = inside && c != '}';
    text += inside ? std::string_view() : std::string_view(&c, 1);
    inside = inside || c == '{';
  }
  return text;
}

std::vector<Violation> judged(const Schema& schema, const nlohmann::json& value) {
  if (is_too_deep(value)) {
    return {{"", schema.pointer, "depth", "at most " + std::to_string(deepest_value) + " levels", "more"}};
  }
  return locate(schema, value);
}

}  // namespace

struct OpenApi::State {
  explicit State(core::Document document)
      : sources(std::move(document)), compiler(sources), outline(read_outline(sources, compiler)) {
    compiler.finish();
  }

  Sources sources;
  Compiler compiler;
  Outline outline;
};

OpenApi::OpenApi() = default;
OpenApi::~OpenApi() = default;

core::Result<std::shared_ptr<const OpenApi>> OpenApi::load(std::string name, std::string_view text) {
  return core::reading([&] {
    std::shared_ptr<OpenApi> made(new OpenApi());
    made->state_ = std::make_unique<State>(core::load_document(std::move(name), text).value());
    return std::shared_ptr<const OpenApi>(std::move(made));
  });
}

core::Result<std::shared_ptr<const OpenApi>> OpenApi::load_file(const std::string& path) {
  return core::reading([&] {
    std::shared_ptr<OpenApi> made(new OpenApi());
    made->state_ = std::make_unique<State>(core::load_document_file(path).value());
    return std::shared_ptr<const OpenApi>(std::move(made));
  });
}

std::shared_ptr<const OpenApi> OpenApi::shipped(std::string_view dialect, std::string_view version) {
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const OpenApi>> loaded;
  const std::string path = shipped_folder(dialect, version) + "/openapi.yaml";
  const std::scoped_lock lock(mutex);
  auto& slot = loaded[path];
  if (!slot) {
    std::shared_ptr<OpenApi> made(new OpenApi());
    made->state_ = std::make_unique<State>(core::load_embedded_document(path));
    slot = std::move(made);
  }
  return slot;
}

std::shared_ptr<const OpenApi> OpenApi::of(const Dialect& dialect) {
  if (core::embedded_file(dialect.folder + "/openapi.yaml")) return shipped(dialect.name, dialect.version);
  return load_file(dialect.folder + "/openapi.yaml").value();
}

const std::string& OpenApi::version() const { return state_->outline.version; }
const std::vector<OpenApi::Operation>& OpenApi::operations() const { return state_->outline.operations; }

const OpenApi::Operation* OpenApi::operation(std::string_view id) const {
  for (const Operation& each : operations()) {
    if (each.id == id) {
      return &each;
    }
  }
  return nullptr;
}

const OpenApi::Operation* OpenApi::operation(std::string_view method, std::string_view path) const {
  const std::string wanted = without_names(path);
  const Operation* longer = nullptr;
  int longer_count = 0;
  for (const Operation& each : operations()) {
    const std::string offered = without_names(each.path);
    if (each.method == method && offered == wanted) {
      return &each;
    }
    if (each.method == method && offered.ends_with(wanted)) {
      longer = &each;
      ++longer_count;
    }
  }
  return longer_count == 1 ? longer : nullptr;
}

std::vector<Violation> OpenApi::check(std::string_view operation_id, int status, std::string_view media_type,
                                      const nlohmann::json& body) const {
  const Operation* found = operation(operation_id);
  if (found == nullptr) {
    return {};
  }
  const std::string type = core::media_type(media_type);
  const std::string group = type.substr(0, type.find('/')) + "/*";
  const auto& schemas = state_->outline.bodies[static_cast<std::size_t>(found - operations().data())];
  // A status that is listed, even without a schema, is not covered by the wider ones.
  for (const int wanted : {status, status / 100, 0}) {
    if (std::ranges::find(found->statuses, wanted) == found->statuses.end()) {
      continue;
    }
    for (const std::string_view wanted_type :
         {std::string_view(type), std::string_view(group), std::string_view("*/*")}) {
      for (std::size_t i = 0; i < found->bodies.size(); ++i) {
        if (found->bodies[i].status == wanted && found->bodies[i].media_type == wanted_type) {
          return judged(*schemas[i], body);
        }
      }
    }
    return {};
  }
  return {};
}

std::vector<Violation> OpenApi::check_schema(std::string_view schema, const nlohmann::json& value) const {
  const auto found = state_->outline.named.find(schema);
  return found == state_->outline.named.end() ? std::vector<Violation>() : judged(*found->second, value);
}

bool OpenApi::has_schema(std::string_view schema) const { return state_->outline.named.contains(schema); }

const nlohmann::json* OpenApi::at(std::string_view pointer) const { return state_->sources.at(pointer); }
const nlohmann::json& OpenApi::document() const { return *state_->sources.main().value; }

}  // namespace assay::schemas
