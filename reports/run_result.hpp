// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/exchange.hpp"

namespace assay::schemas {
struct Dialect;
}

namespace assay::reports {

// The words of docs/verdicts.md, in order of weight for a roll-up: a later word outweighs an earlier one.
enum class Verdict { skipped, not_applicable, info, pass, expected, warn, inconclusive, flaky, fail, error };
std::string_view name(Verdict verdict);       // "not_applicable"
Verdict verdict_from(std::string_view word);  // another word throws core::BadInput

struct Citation {
  std::string document;  // "wes-1.1.0", "rfc9110"
  std::string place;     // JSON pointer, or section
  bool operator==(const Citation&) const = default;
};

struct Requirement {
  std::string id;
  std::string area;
  std::string level;  // must, should, may, type, implied, http, quality
  std::string says;
  std::vector<Citation> cite;
  bool operator==(const Requirement&) const = default;
};

// One observed cause. Several places with the same cause are one finding with several pointers.
struct Finding {
  std::string reason;   // short and stable, for baselines: "status-500", "member-missing"
  std::string message;  // one sentence for a person
  std::string expected;
  std::string actual;
  std::vector<std::string> pointers;        // JSON pointers into the response body of the first exchange
  std::vector<std::uint64_t> exchanges;     // evidence, the telling one first
  std::optional<Verdict> verdict = {};      // its own word, where that of the judgement is weightier
  std::vector<std::string> elsewhere = {};  // patterns of pointers into the bodies of the other exchanges
  bool operator==(const Finding&) const = default;
};

// What keeps something from being decided, in words that name no run and no check, so that judgements with
// one cause can be grouped. Both are empty where the status or the fault of the exchange is the cause.
struct Because {
  std::string seen;    // "runs stay QUEUED"
  std::string advice;  // "a longer wait (waits.finish) would decide it"; "" where there is none
  bool operator==(const Because&) const = default;
};

// What a baseline knew of a judgement.
struct Known {
  Verdict was = Verdict::fail;  // its word without the baseline
  std::string why;              // of the entries, with their tickets
  bool operator==(const Known&) const = default;
};

// What one check says of one requirement.
struct Judgement {
  std::string requirement;
  std::string check;
  Verdict verdict = Verdict::inconclusive;
  std::string reason;  // why not_applicable, inconclusive or skipped; what was noted with a pass or info
  std::vector<Finding> findings;  // for fail and warn (and notes of info)
  std::vector<std::uint64_t>
      exchanges;                    // what a pass rests on; what keeps an inconclusive from being decided
  std::optional<Known> known = {};  // exactly where the verdict is `expected`
  Because because = {};             // of inconclusive
  bool operator==(const Judgement&) const = default;
};

constexpr int most_undecided = 20;  // percent

struct RunHeader {
  std::string suite_version;
  std::string requirement_set;     // "wes-1.1.0"
  std::string requirement_digest;  // sha256 hex of the rows
  std::string target;              // base URL
  std::string dialect;             // "wes"
  std::string wes_version;         // under test
  std::string version_reason;      // "service-info says 1.1.0", "--wes-version"
  std::string profile;
  std::string policy;  // lenient or strict
  std::uint64_t seed = 0;
  std::string clock;  // "system" or "virtual"
  core::Time started{};
  std::vector<std::pair<std::string, std::string>> config;       // effective, redacted
  std::vector<std::pair<std::string, std::string>> environment;  // system, compiler
  std::vector<Verdict> fail_on = {};                             // words that must not come up (--fail-on)
  int allow_undecided =
      most_undecided;  // percent of what applied that may stay undecided (--allow-undecided)
  // The same options as data, redacted: a JSON object that conformance/runner/settings.hpp writes and reads.
  // "" in evidence that cannot be judged again.
  std::string settings = {};
  bool operator==(const RunHeader&) const = default;
};

struct RunFooter {
  core::Time finished{};
  bool complete = false;  // false: interrupted, deadline passed, target lost
  std::string why_incomplete;
  std::uint64_t requests = 0;
  std::uint64_t runs_created = 0;
  std::vector<std::string> warnings;               // about the run itself: "nearly all answers were 401"
  std::vector<std::string> baseline_trouble = {};  // entries that are stale, expired or of no requirement
  core::Time stopped{};                            // when it was told to stop; the epoch where it was not
  std::vector<std::string> unseen = {};            // foundations that the run asked for and never saw
  std::string only_refusal = {};                   // "401" where that is all that was seen (refusal.hpp)
  bool operator==(const RunFooter&) const = default;
};

// The result of one run of the suite: every report is made from this, and this can be read back from
// evidence.ndjson.
struct RunResult {
  RunHeader header;
  std::vector<Requirement> requirements;  // the set that was under test
  std::vector<core::ExchangePtr> exchanges;
  std::vector<Judgement> judgements;
  RunFooter footer;
  // The order of its lines between header and footer, an exchange's id or 0 for the next judgement. Empty:
  // exchanges first.
  std::vector<std::uint64_t> line_order;
  // What the run was read by. Null in what is read back from evidence: a shipped dialect is found by its
  // name.
  std::shared_ptr<const schemas::Dialect> dialect = {};

  core::ExchangePtr exchange(std::uint64_t id) const;
  const Requirement* requirement(std::string_view id) const;
};

// One word for each requirement that was judged: the weightiest of its judgements.
std::map<std::string, Verdict> roll_up(const RunResult& result);
std::map<Verdict, int> count(const std::map<std::string, Verdict>& verdicts);
// Requirements with a warning: as their word, or beside an inconclusive that outweighs it.
int warned(const RunResult& result);

// Of the requirements that applied to the service.
struct Decided {
  int decided = 0;
  int undecided = 0;
  int applied() const { return decided + undecided; }
};
Decided decided(const RunResult& result);
// Why a run that did not end early tells too little of a service to be green: a foundation was never seen, or
// more than --allow-undecided percent of what applied stayed undecided. "" where it tells enough.
std::string too_little(const RunResult& result);
// "Nothing broken in the 56 of 286 that could be decided"; "" where too_little is.
std::string too_little_headline(const RunResult& result);

// "wes 1.1.0 core: FAIL - 2 requirements broken, 1 warning; 91 checked, 4 not applicable (seed 42)". No line
// break.
std::string verdict_sentence(const RunResult& result);

// Exit code of a finished run, the first that holds: 4 an error of the suite; 3 incomplete; 1 a requirement
// is broken; 3 too little was decided; 5 flaky; 3 nothing was judged, or something is inconclusive in the
// profile certify; 5 the policy of the user is broken; 0. 2 and 130 are the command line's own.
int exit_code(const RunResult& result);
// The same in words: a row of the one table that the last line and every report read.
struct RunWord {
  int exit;               // exit_code()
  std::string_view key;   // for programs: PASS, FAIL, INCOMPLETE, ERROR, FLAKY or POLICY, as in json=
  std::string_view word;  // for people: PASS, FAIL or NOT ENOUGH SEEN
  Verdict tone;           // whose colour and shape stand for it
};
const RunWord& run_word(const RunResult& result);
// What breaks the policy of the user: words of --fail-on that came up, what is wrong with the baseline.
std::vector<std::string> policy_breaks(const RunResult& result);
// The exit code is 5 for nothing else: every report says so in a place of its own.
bool breaks_policy_only(const RunResult& result);

// One line for a POSIX shell that repeats an exchange with curl: method, URL, body and the headers that
// matter. Secrets appear as "$NAME" for the shell to expand, in header values only. A body above 8 KiB is
// replaced by a file and a note.
std::string curl_line(const RunHeader& header, const core::Exchange& exchange);

}  // namespace assay::reports
