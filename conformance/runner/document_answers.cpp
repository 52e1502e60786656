// SPDX-License-Identifier: Apache-2.0
#include "conformance/runner/document_answers.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "conformance/rules/response_schema.hpp"

namespace assay::conformance {
namespace {

constexpr std::string_view kRow = "DOC-01";
constexpr std::string_view kCheck = "document.answers";
constexpr std::size_t kMostNamed = 100;  // of a document of any size

using Touched = std::set<std::pair<std::string, int>>;  // operation of the document, status as it lists it

// "GetRunLog 200", by which of the listed statuses an answer is judged: its own, its class, or `default` (0).
int listed_status(const schemas::OpenApi::Operation& operation, int status) {
  for (const int listed : {status, status / 100}) {
    if (std::find(operation.statuses.begin(), operation.statuses.end(), listed) != operation.statuses.end())
      return listed;
  }
  return 0;
}

std::string listed_in_words(int listed) {
  return listed == 0 ? "default" : listed < 100 ? std::to_string(listed) + "XX" : std::to_string(listed);
}

JsonPtr whole_json(Session& session, const ExchangePtr& answer) {
  try {
    return session.json(answer);
  } catch (const StopCheck&) {
    return nullptr;  // evidence has its first part only
  }
}

void add(reports::Judgement& judgement, Verdict verdict, std::vector<Finding> findings) {
  for (Finding& each : findings) {
    judgement.verdict = std::max(judgement.verdict, verdict);
    merge_finding(judgement.findings, std::move(each));
  }
}

std::string list_untouched(const schemas::OpenApi& document, const Touched& touched) {
  std::vector<std::string> names;
  for (const schemas::OpenApi::Operation& operation : document.operations()) {
    for (const schemas::OpenApi::Body& body : operation.bodies) {
      if (!touched.contains({operation.id, body.status}))
        names.push_back(operation.id + " " + listed_in_words(body.status));
    }
  }
  if (names.empty()) return {};
  std::string text = "schemas of the OpenAPI document that no answer was held against: ";
  for (std::size_t i = 0; i < std::min(names.size(), kMostNamed); ++i) text += (i > 0 ? ", " : "") + names[i];
  if (names.size() > kMostNamed) text += " and " + std::to_string(names.size() - kMostNamed) + " more";
  return text;
}

}  // namespace

reports::Requirement document_row() {
  reports::Requirement row;
  row.id = kRow;
  row.area = "document";
  row.level = "must";
  row.says = "Each answer, refusals included, holds to the OpenAPI document that the run was given";
  row.cite.push_back({"--openapi", "the document of the user"});
  return row;
}

DocumentJudgement judge_by_document(Session& session) {
  const schemas::OpenApi& document = *session.openapi;
  const bool strict = session.options.policy == Policy::strict;
  DocumentJudgement judged;
  reports::Judgement& judgement = judged.judgement;
  judgement.requirement = kRow;
  judgement.check = kCheck;
  judgement.verdict = Verdict::inconclusive;
  judgement.reason = "no answer of an operation of the document held JSON";
  Touched touched;
  for (const ExchangePtr& answer : session.recorder.exchanges()) {
    const schemas::Operation* spoken = session.dialect->operation(answer->operation);
    const schemas::OpenApi::Operation* operation = spoken ? document.operation(spoken->called) : nullptr;
    if (!operation || !answer->response || answer->request.method == "HEAD") continue;
    const JsonPtr body = whole_json(session, answer);
    if (!body) continue;
    const int status = core::status_of(*answer);
    touched.emplace(operation->id, listed_status(*operation, status));
    if (judgement.verdict == Verdict::inconclusive) {
      judgement.verdict = Verdict::pass;
      judgement.reason.clear();
      judgement.exchanges = {answer->id};
    }
    const auto violations = document.check(operation->id, status, "application/json", *body);
    add(judgement, Verdict::fail, schema_findings(answer, violations, {"*", ""}));
    add(judgement, strict ? Verdict::fail : Verdict::warn, null_findings(answer, violations));
  }
  judged.untouched = list_untouched(document, touched);
  return judged;
}

}  // namespace assay::conformance
