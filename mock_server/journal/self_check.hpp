// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/exchange.hpp"
#include "core/result.hpp"
#include "mock_server/journal/accident.hpp"
#include "schemas/dialect.hpp"
#include "schemas/openapi.hpp"

namespace assay::mock {

// Holds the answers of a mock to the OpenAPI document of its version (Options::validate_answers). Not
// thread-safe; the site's lock is held.
class SelfCheck {
 public:
  // Without a document nothing is judged, and failures are still told.
  SelfCheck(std::shared_ptr<const schemas::OpenApi> document, AccidentLog log)
      : document_(std::move(document)), log_(std::move(log)) {}

  bool on() const { return document_ != nullptr; }
  // What is wrong with the body; empty where the document has no schema for such an answer.
  std::vector<Accident> faults_of(const std::string& operation, const core::Response& response) const;
  // One answer was judged. Only the last `kept` accidents are remembered.
  void count(std::vector<Accident> faults, bool as_told);
  void add(Accident accident);

  const Judged& judged() const { return judged_; }
  const std::deque<Accident>& accidents() const { return accidents_; }  // oldest first
  static constexpr std::size_t kept = 100;

 private:
  std::shared_ptr<const schemas::OpenApi> document_;
  AccidentLog log_;
  Judged judged_ = {};
  std::deque<Accident> accidents_ = {};
};

// The document to hold answers to: null where `wanted` (Options::validate_answers) says no. Where that leaves
// it open, it is a matter of the build: assertions and this go together.
core::Result<std::shared_ptr<const schemas::OpenApi>> document_to_keep(std::optional<bool> wanted,
                                                                       const schemas::Dialect& dialect);

}  // namespace assay::mock
