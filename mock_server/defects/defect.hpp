// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/exchange.hpp"
#include "mock_server/base/behaviour.hpp"
#include "schemas/dialect.hpp"

namespace assay::mock {

class RunStore;  // runs/runs.hpp

// What a defect may use of the mock that it is a defect of. dialect(), runs() and notes() are for body and
// answer hooks only, which hold the lock of the mock.
class MockServices {
 public:
  virtual const schemas::Dialect& dialect() const = 0;  // with the base path of the persona
  virtual RunStore& runs() = 0;
  // Kept from call to call, for each defect.
  virtual std::map<std::string, std::string>& notes(std::string_view defect) = 0;
  virtual std::uint64_t counter(std::string_view defect) = 0;  // 0, 1, 2... for each defect

 protected:
  ~MockServices() = default;
};

// The call that an answer belongs to, as a defect sees it.
struct Call {
  MockServices& site;
  const core::Request& request;
  std::string operation;  // "ListRuns"; "" where no operation matched
  std::string run_id;     // from the path, decoded; "" where there is none
  std::string task_id;
  std::string user;          // who is asking; "" when nobody is known
  int status = 0;            // of the answer, before any defect changed it
  std::string refusal = {};  // why a submission was refused: Submission::rule (submission.hpp)
  core::Time now{};          // the moment that the answer speaks of
};

// A named deviation from the specification. Defects compose: each is applied in the order of the tables.
// To add one: a row in mock_server/defects/<area>.cpp (docs/add_a_defect.md).
struct Defect {
  std::string_view id;    // "pagination.repeats-a-run": area, dot, what it does, present tense
  std::string_view says;  // one sentence for `mock list` and selftest
  std::vector<std::string_view> trips = {};  // requirements that must be reported broken (fail or warn)
  std::vector<std::string_view> may_trip =
      {};  // others that may be broken with them, for a reason one can defend
  void (*behave)(Behaviour& behaviour) = nullptr;
  void (*body)(const Call& call, nlohmann::json& body) = nullptr;  // JSON body of an answer, also of errors
  void (*answer)(const Call& call,
                 core::Response& answer) = nullptr;  // status, fields and body, before framing
  // The framed bytes. Where it leaves none, the connection is reset.
  void (*wire)(const Call& call, std::string& bytes) = nullptr;
  std::string_view version = "1.1.0";  // the version of WES at which selftest shows it
  // Requires the mock to ask for credentials (and the suite to have two users) to be seen.
  bool needs_auth = false;
  std::string_view dialect = "wes";  // at which selftest shows it; "": at each that asks one of `asks`
  // As trips and may_trip, by questions of common checks: each counts in a dialect that has a row for it.
  std::vector<std::string_view> asks = {};
  std::vector<std::string_view> may_ask = {};
};

std::vector<const Defect*> all_defects();  // of WES: every row of every area, in the order of the areas
std::vector<const Defect*> every_defect();
// Those that a dialect can show: its own, those of what it follows, and the common ones where it stands by
// itself.
std::vector<const Defect*> defects_of(const schemas::Dialect& dialect);
const Defect* find_defect(std::string_view id);

}  // namespace assay::mock
