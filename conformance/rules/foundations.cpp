// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/foundations.hpp"

#include <algorithm>
#include <set>

#include "conformance/rules/members.hpp"
#include "conformance/rules/walk.hpp"
#include "reports/refusal.hpp"

namespace assay::conformance {
namespace {

// What was asked of an operation, and whether it was seen.
struct Sight {
  bool asked = false;
  bool seen = false;
  void add(bool now) {
    asked = true;
    seen = seen || now;
  }
};

struct Sights {
  Sight answers;
  Sight submissions;
  Sight ends;
  Sight lists;
  Sight states;
};

// Whether a part of the path is the id.
bool names(std::string_view target, const std::string& id) {
  const std::string part = "/" + id;
  for (std::size_t at = target.find(part); at != target.npos; at = target.find(part, at + 1)) {
    const std::size_t end = at + part.size();
    if (end == target.size() || target[end] == '/' || target[end] == '?') return true;
  }
  return false;
}

class Onlooker {
 public:
  Onlooker(const schemas::Dialect& dialect, const std::set<std::string>& odd,
           const std::function<const nlohmann::json*(const ExchangePtr&)>& json_of)
      : dialect_(dialect), odd_(odd), json_of_(json_of) {}

  void at(const ExchangePtr& exchange) {
    changes(*exchange);
    if (exchange->user != "main" || exchange->operation.empty()) return;
    if (exchange->operation == "GetServiceInfo") return;
    const bool answered = reports::is_answered(*exchange);
    // Reads of a run that does not exist are refused by everybody.
    sights.answers.asked |= exchange->operation == "RunWorkflow" || exchange->operation == "ListRuns";
    sights.answers.seen |= answered;
    if (exchange->operation == "RunWorkflow") submission(exchange, answered);
    if (exchange->operation == "ListRuns") list(exchange);
    if (exchange->operation == "GetRunStatus" || exchange->operation == "GetRunLog")
      state(exchange, answered);
  }

  Sights sights;

 private:
  // Whoever asked, and however: a run that somebody tried to change does not end by itself.
  void changes(const core::Exchange& exchange) {
    const std::string& method = exchange.request.method;
    if (method == "GET" || method == "HEAD" || exchange.operation == "RunWorkflow") return;
    for (const std::string& id : own_) {
      if (names(exchange.request.target, id)) canceled_.insert(id);
    }
  }

  void submission(const ExchangePtr& exchange, bool answered) {
    const nlohmann::json* body = answered ? json_of_(exchange) : nullptr;
    sights.submissions.add(body != nullptr);
    const std::string id = text_member(body, dialect_.readings.run_id);
    if (id.empty()) return;
    known_.insert(id);
    own_.insert(id);
  }

  void list(const ExchangePtr& exchange) {
    const Page page = read_page(exchange, json_of_(exchange), page_reading(dialect_, "ListRuns"));
    sights.lists.add(page.readable);
    known_.insert(page.ids.begin(), page.ids.end());
  }

  void state(const ExchangePtr& exchange, bool answered) {
    const std::string id = run_id_of(*exchange, dialect_);
    if (!known_.contains(id)) return;
    const nlohmann::json* body = answered ? json_of_(exchange) : nullptr;
    const std::string shown = text_member(body, dialect_.readings.state);
    if (exchange->operation == "GetRunStatus") sights.states.add(!shown.empty());
    if (own_.contains(id) && !canceled_.contains(id) && !odd_.contains(id))
      sights.ends.add(dialect_.is_terminal(shown));
  }

  const schemas::Dialect& dialect_;
  const std::set<std::string>& odd_;
  const std::function<const nlohmann::json*(const ExchangePtr&)>& json_of_;
  std::set<std::string> known_;  // runs that the service told of
  std::set<std::string> own_;
  std::set<std::string> canceled_;
};

}  // namespace

std::vector<std::string> unseen_foundations(
    const std::vector<ExchangePtr>& exchanges, const schemas::Dialect& dialect, const Wanted& wanted,
    const std::function<const nlohmann::json*(const ExchangePtr&)>& json_of) {
  Onlooker look(dialect, wanted.odd, json_of);
  for (const ExchangePtr& exchange : exchanges) look.at(exchange);
  const Sights& s = look.sights;
  std::vector<std::string> unseen;
  const auto miss = [&unseen](const Sight& sight, bool wants, const char* says) {
    if (wants && sight.asked && !sight.seen) unseen.emplace_back(says);
  };
  miss(s.answers, true, "no operation but service-info was answered");
  miss(s.submissions, wanted.submission, "no submission was accepted");
  miss(s.states, true, "no status was read");
  miss(s.ends, wanted.end, "no run was seen to end");
  miss(s.lists, true, "no list was read");
  return unseen;
}

}  // namespace assay::conformance
