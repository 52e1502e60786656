// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "reports/run_result.hpp"
#include "schemas/dialect.hpp"

namespace assay::conformance {

using reports::Verdict;

enum class Policy { lenient, strict };

// What an answer means for a requirement, by the class of its status: data, so that each tolerance is
// visible.
struct Outcome {
  std::string on;  // "400", "4xx", "2xx", "other"; the most exact one counts
  Verdict lenient;
  Verdict strict;
};

// A row of conformance/requirements/<area>.yaml, or of the requirements.yaml of a dialect.
struct Requirement : reports::Requirement {
  std::vector<std::string> versions;  // versions of the dialect it applies to: "1.0.0", "1.0.1", "1.1.0"
  std::vector<std::string> dialects;  // "wes"
  Verdict lenient = Verdict::fail;    // when broken
  Verdict strict = Verdict::fail;
  std::vector<Outcome> outcomes;  // empty where no status decides it
  std::string not_testable;       // why no HTTP client can see it; empty for the others
  std::string note;               // a ruling, or a difference between sources; may be empty
  std::string asks = {};          // the question of common checks that this row answers: "no-run-twice"
  std::vector<std::string> replaces = {};  // rows of the followed dialect that it stands for

  bool applies_to(std::string_view dialect, std::string_view version) const;
  Verdict when_broken(Policy policy) const { return policy == Policy::strict ? strict : lenient; }
  // Nothing where the table has no row for this status.
  std::optional<Verdict> outcome(int status, Policy policy) const;
  bool names(int status) const;  // whether the table has a row for just this status
};

// The text of one area file, or of all rows of a dialect. `name` is for messages.
struct AreaText {
  std::string name;
  std::string area;  // "" where each row says its own
  std::string_view text;
  const schemas::Dialect* dialect = nullptr;  // whose rows these are; null: WES, and each says its versions
};

class Catalogue {
 public:
  // All shipped rows of WES; a bad one is our own fault and throws BadInput with file, line and column.
  static const Catalogue& shipped();
  // The rows that hold for a dialect: those of WES for WES itself; else its own, and those that it does not
  // replace of what it follows. The error is of its requirements.yaml.
  static core::Result<std::shared_ptr<const Catalogue>> of(const schemas::Dialect& dialect);
  // Several area files. The error names file, line and column; for an id that comes twice, both places.
  static core::Result<Catalogue> parse(const std::vector<AreaText>& texts);
  // One area file.
  static core::Result<std::vector<Requirement>> parse_area(std::string name, std::string_view area,
                                                           std::string_view text);

  const std::vector<Requirement>& all() const { return rows_; }
  const Requirement* find(std::string_view id) const;
  // The row that answers a question of Check::decides: the row of that id, the one that `asks` it, or one
  // that asks nothing and replaces it. nullptr where this dialect does not ask.
  const Requirement* asked(std::string_view question) const;
  std::string digest() const;  // SHA-256 of the rows' text, hexadecimal

 private:
  using Places = std::map<std::string, std::size_t, std::less<>>;  // in rows_
  explicit Catalogue(std::vector<Requirement> rows);
  const Requirement* row(const Places& places, std::string_view key) const;

  std::vector<Requirement> rows_;
  std::string digest_;
  Places by_id_;
  Places by_question_;
};

// The areas in the order of reports: the stems of requirements/, checks/ and mock_server/defects/.
const std::vector<std::string>& areas();

}  // namespace assay::conformance
