// SPDX-License-Identifier: Apache-2.0
#include "mock_server/journal/self_check.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/embedded.hpp"
#include "core/json_guard.hpp"
#include "core/text.hpp"
#include "schemas/named_dialect.hpp"

namespace assay::mock {
namespace {

constexpr bool debug_build =
#ifdef NDEBUG
    false;
#else
    true;
#endif

std::string text_of(const schemas::Violation& violation) {
  if (violation.keyword == "required") return "lacks " + violation.expected;
  return "is " + violation.actual + " where the schema asks for " + violation.expected;
}

}  // namespace

std::string accident_line(const Accident& accident) {
  return fmt::format("{} {} {}: {}", accident.operation.empty() ? "-" : accident.operation, accident.status,
                     accident.pointer.empty() ? "(whole body)" : core::printable(accident.pointer),
                     core::printable(accident.what));
}

std::vector<Accident> SelfCheck::faults_of(const std::string& operation,
                                           const core::Response& response) const {
  const auto type = std::string(response.headers.get("Content-Type").value_or(""));
  if (document_->operation(operation) == nullptr || core::media_type(type) != "application/json") return {};
  const auto body = core::parse_json(response.body);
  if (!body) return {{operation, response.status, "", "is no JSON: " + body.error().text()}};
  std::vector<Accident> faults;
  for (const auto& violation : document_->check(operation, response.status, type, *body))
    faults.push_back({operation, response.status, violation.instance, text_of(violation)});
  return faults;
}

void SelfCheck::count(std::vector<Accident> faults, bool as_told) {
  ++judged_.answers;
  if (faults.empty()) return;
  if (as_told) {
    ++judged_.as_told;
    return;
  }
  // One line for each answer: the first place says where to look.
  const auto more = faults.size() - 1;
  if (more > 0) faults.front().what += fmt::format("; and {} more", more);
  add(std::move(faults.front()));
}

void SelfCheck::add(Accident accident) {
  ++judged_.accidents;
  if (log_) log_(accident);
  if (accidents_.size() == kept) accidents_.pop_front();
  accidents_.push_back(std::move(accident));
}

core::Result<std::shared_ptr<const schemas::OpenApi>> document_to_keep(std::optional<bool> wanted,
                                                                       const schemas::Dialect& dialect) {
  using Document = std::shared_ptr<const schemas::OpenApi>;
  if (!wanted.value_or(debug_build)) return Document();
  const auto path = schemas::shipped_folder(dialect.name, dialect.version) + "/openapi.yaml";
  if (core::embedded_file(path)) return schemas::OpenApi::shipped(dialect.name, dialect.version);
  if (!wanted) return Document();
  return core::Error{
      "there is no OpenAPI document of " + dialect.name + " " + dialect.version + " to hold answers to",
      "--validate-answers", "leave it out"};
}

}  // namespace assay::mock
