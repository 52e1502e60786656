// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/document.hpp"
#include "core/result.hpp"
#include "schemas/dialect.hpp"

namespace assay::mock {

struct FaultKind;

// A length of time that is drawn.
struct Spread {
  enum class Shape { fixed, uniform, exponential, lognormal } shape = Shape::fixed;
  core::Duration first{};   // the time; the least; the mean; the median
  core::Duration second{};  // of uniform: the most
  double sigma = 0;         // of lognormal
  // At most ten minutes, where the shape itself has no end.
  core::Duration at(std::uint64_t lot) const;
};

struct RetryAfter {
  enum class Form { none, seconds, date, text } form = Form::none;
  core::Duration time{};
  std::string text = {};
};

// Trouble that comes by rule, not by mistake of the server: which requests it befalls, when, and what it does
// (docs/faults.md). Made by a reader only, so that there is one place that says what is wrong with it.
struct Fault {
  // All that is given must hold; each list is of globs, one of which must match.
  struct Match {
    std::vector<std::string> operations;  // "GetRunStatus"
    std::vector<std::string> methods;
    std::vector<std::string> paths;  // below the base path, as sent, without the query: "/runs/*/status"
    std::vector<std::string> run_ids;
    std::vector<std::string> users;
    std::vector<std::pair<std::string, std::string>> headers;  // each of them; the value is a glob
  };
  std::string id = {};  // "": the site gives one
  Match match = {};
  // Of the requests that match while the window is open: those of these numbers (1, 2...), or each
  // so-many-th.
  std::vector<std::uint64_t> nth = {};
  std::uint64_t every = 1;
  double probability = 1;
  std::optional<std::uint64_t> seed = {};  // of the probability and of what is drawn; else the site's
  // Counted from when the site was given the fault. A fault whose life has ended is forgotten.
  core::Duration from{};
  std::optional<core::Duration> to = {};
  std::optional<core::Duration> life = {};
  std::uint64_t most = 0;  // how often it acts; 0: no limit
  bool served = true;      // the operation is performed, whatever becomes of its answer

  const FaultKind* kind = nullptr;
  // What the kind takes; docs/faults.md says which.
  Spread time = {};
  std::string at = {};    // "before-head", "after-head", "mid-body"
  std::string part = {};  // "all", "head", "body"
  std::uint64_t bytes = 0;
  core::Duration interval{};
  int status = 0;
  RetryAfter retry_after = {};
  std::string value = {};
};

// One fault as a mapping, or a list of them: the language of `faults` in a scenario, YAML or JSON. The error
// stands at name:line:column.
core::Result<std::vector<Fault>> load_faults(const core::Document& document, const schemas::Dialect& dialect);
// The same from YAML text, also where it begins with a brace. `name` is for messages.
core::Result<std::vector<Fault>> load_faults(const std::string& name, const std::string& yaml,
                                             const schemas::Dialect& dialect);
// The part of a larger document; throws core::BadInput.
std::vector<Fault> read_faults(const core::Document& document, const core::Node& node,
                               const schemas::Dialect& dialect);

// For `mock list` and docs: what there is to do, in order of the page.
struct FaultWord {
  std::string_view word;
  std::string_view says;
};
std::vector<FaultWord> fault_words();

// A fault and what it has done.
struct FaultCount {
  std::string id;
  std::string does;  // "reset"
  bool of_scenario = false;
  std::uint64_t matched = 0;  // requests that the match took while the window was open
  std::uint64_t hits = 0;     // how often it acted
};

}  // namespace assay::mock
