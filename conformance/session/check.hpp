// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/awaitable.hpp>
#include <string_view>
#include <vector>

namespace assay::conformance {

class CheckContext;
class Catalogue;
struct Requirement;

// When a check runs. Stages follow each other; checks of one stage run at the same time unless they are
// exclusive. Submissions that should be refused, and reads of runs that do not exist, come late: on some
// servers both make runs.
enum class Stage { reading, lifecycle, paging, refusals, unknown_runs, wire, closing };

// A check fetches; rules judge; the catalogue weighs. A row of conformance/checks/<area>.cpp.
struct Check {
  std::string_view id;     // "pagination.no-run-twice": area, dot, what holds, present tense
  std::string_view title;  // what holds, without "should"
  // Questions: a requirement's id, or a word that rows of several dialects ask. A row that answers one gets a
  // judgement from this check, whatever happens; what no row of the dialect asks is not told.
  std::vector<std::string_view> decides;
  Stage stage = Stage::reading;
  boost::asio::awaitable<void> (*run)(CheckContext& t) = nullptr;
  std::vector<std::string_view> operations = {};  // not_applicable where the dialect lacks one
  std::vector<std::string_view> after = {};       // inconclusive where one of these checks is broken
  bool writes = false;                            // sends POST: left out of the read-only profile
  bool exclusive = false;    // nothing else may run meanwhile (page walks, counting runs)
  bool needs_auth = false;   // not_applicable without --auth
  bool needs_other = false;  // not_applicable without --other-auth
  bool slow = false;         // in the profiles full and certify only
  bool smoke = false;        // in the profile smoke too
};

// The rows of a dialect that a check decides, each once, in the order of `decides`. A check without one is no
// check of that dialect.
std::vector<const Requirement*> rows_decided(const Check& check, const Catalogue& catalogue);

}  // namespace assay::conformance
