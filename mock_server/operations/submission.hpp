// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/exchange.hpp"
#include "mock_server/base/behaviour.hpp"
#include "mock_server/base/capabilities.hpp"
#include "mock_server/base/refusal.hpp"
#include "mock_server/journal/why.hpp"
#include "mock_server/runs/runs.hpp"
#include "schemas/dialect.hpp"

namespace assay::mock {

// What came of a POST /runs: a request to run, or the first reason to refuse it.
//
// `rule` names the reason, for Behaviour::accepts and for defects. FIELD is a name of the form, as
// "workflow_url":
//   content-type (415), too-large (413), malformed-form, invalid-utf8, repeated-FIELD, missing-FIELD,
//   empty-FIELD, FIELD-not-json, FIELD-not-object, FIELD-not-strings (values of tags and of engine
//   parameters), attachment-without-filename, attachment-name, unsupported-type, unsupported-type-version,
//   unsupported-engine, unsupported-engine-version, engine-version-alone, url-malformed, url-scheme,
//   url-not-attached
struct Submission {
  std::optional<RunRequest> request = {};
  std::string rule = {};
  Refusal refusal = {};
  std::vector<Invalid> passed = {};  // rules that Behaviour::serves_invalid let pass
};

// multipart/form-data, or application/x-www-form-urlencoded as some clients send; a JSON object where
// Behaviour says so. An optional field that is empty counts as not sent. Before 1.1 workflow_params is
// required and there is no workflow_engine. What cannot be read at all is refused whatever Behaviour says:
// too-large, malformed-form, and a content-type of which the mock knows no reader.
Submission read_submission(const core::Request& request, const schemas::Dialect& dialect,
                           const Behaviour& behaviour, const Capabilities& known = capabilities());

}  // namespace assay::mock
