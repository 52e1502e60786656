// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "conformance/session/session.hpp"

namespace assay::conformance {

// The row that a run has where the user gave an OpenAPI document of their own: it stands in no catalogue, and
// its level is what the user asked for.
reports::Requirement document_row();

struct DocumentJudgement {
  reports::Judgement judgement;
  std::string untouched;  // a warning: schemas of the document that no answer was held against; "" where
                          // there are none
};

// Holds every answer of the run, refusals included, against the document that the session has.
DocumentJudgement judge_by_document(Session& session);

}  // namespace assay::conformance
