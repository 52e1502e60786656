// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace assay::schemas {

// One operation of a dialect, from schemas/<dialect>/<version>/dialect.yaml. Two may share method and path:
// GetRunStatus and GetRunLog where a dialect has one answer for both.
struct Operation {
  std::string id;      // "GetRunStatus": what the operation is in WES; else the dialect's own, "DeleteRun"
  std::string called;  // "GetRun": the operationId of the OpenAPI document; the id where the file says none
  std::string method;  // "GET"
  std::string path;    // "/runs/{run_id}/status", below the base URL
  int success = 200;
  std::vector<int> errors;  // the other statuses that the document lists
};

// The common life of a run, whatever word a dialect has for it.
enum class Phase {
  unknown,
  queued,
  initializing,
  running,
  paused,
  canceling,
  complete,
  executor_error,
  system_error,
  canceled,
  preempted,
  draft,    // made, and waiting for somebody to start it
  stopping  // the work is done, the run has not ended: towards whatever end
};

struct StateWord {
  std::string word;  // "EXECUTOR_ERROR"
  Phase phase;
  bool terminal = false;
  std::vector<Phase> also = {};  // other phases that the dialect has no word of its own for
};

// A dialect that is another one with other facts: what is written of that one holds for it too.
struct Follows {
  std::string name;  // "wes"; "" where it stands by itself
  std::string version;
};

// Where bodies keep what every dialect has: names of members, "" where there is none.
struct Readings {
  std::string run_id = "run_id";  // in the answer to a submission, in a run, in an item of the list
  std::string state = "state";
  std::string runs = "runs";        // the items of a page of runs
  std::string tasks = "task_logs";  // the items of a page of tasks
  std::string task_id = "id";       // of an item of that page
  std::string task_state = {};      // of a task
  std::string created = {};         // times of a run
  std::string started = {};
  std::string ended = {};
  std::string error_message = "msg";         // of a refusal
  std::string error_status = "status_code";  // which repeats the status of HTTP
  std::string error_code = {};               // which is the dialect's own
  std::string error_header = {};             // a field of the head: "x-amzn-ErrorType"
};

// How a walk goes on. token: a member of the page is the token of the next (`next_token_member`). links: the
// page has links of {href, rel}, and the token of the next page is the value of `page_token_parameter` in the
// href of rel next.
enum class PageStyle { token, links };

// What a cancel is promised to do.
struct CancelPromise {
  std::vector<Phase> from = {};  // it is taken in these; empty: the dialect does not say
  int otherwise = 0;             // what a run that has ended answers: 409; 0: the dialect does not say
};

// Whose requests are answered.
struct AuthPromise {
  enum class Scheme { any, header, sigv4 } scheme = Scheme::any;  // any: whatever the service wants
  std::string header = {};                                        // of Scheme::header: "X-SBG-Auth-Token"
  std::string service = {};                                       // of Scheme::sigv4: "omics"
  int refused = 401;  // what a request without credentials, or with wrong ones, is answered
};

// What a submission is. Places in braces are filled: {workload} is its name (quick, slow, failing, tasks),
// {tag} the mark of the suite, {unique} an id that comes once, the others are values.
struct SubmissionShape {
  enum class Encoding { form, json } encoding = Encoding::form;
  std::string body = {};   // a JSON object; "": a form with the shipped workflows, as WES has it
  std::string query = {};  // "action=run"
  std::vector<std::pair<std::string, std::string>> values =
      {};  // what the mock takes; a target file has its own
};

// By what a service is recognized that nobody has named.
struct Clues {
  std::vector<std::string> hosts = {};  // globs: "*.sbgenomics.com"
  std::string header = {};              // a field that its answers have: "x-amzn-RequestId"
};

// What mock and client both need to know about an API. Data, loaded once; mock and client share nothing else.
struct Dialect {
  std::string name;       // "wes"
  std::string version;    // "1.1.0"
  std::string base_path;  // "/ga4gh/wes/v1"
  std::vector<Operation> operations;
  std::vector<StateWord> states;
  std::string page_size_parameter;   // "page_size"
  std::string page_token_parameter;  // "page_token"
  std::string next_token_member;     // "next_page_token"
  PageStyle page_style = PageStyle::token;
  int default_page_size = 0;  // what a page without a size holds at most; 0: the dialect does not say
  int largest_page_size = 0;
  Follows follows = {};
  Readings readings = {};
  CancelPromise cancel = {};
  AuthPromise auth = {};
  SubmissionShape submission = {};
  Clues clues = {};
  std::string folder = {};  // "schemas/wes/1.1.0"; of one that is not shipped, its folder on the disk

  const Operation* operation(std::string_view id) const;
  const StateWord* state(std::string_view word) const;
  const StateWord* word_of(
      Phase phase) const;  // the first that is of the phase, else the first that is it too
  bool is_terminal(std::string_view word) const;
  bool has(std::string_view operation_id) const { return operation(operation_id) != nullptr; }
};

// The text of a dialect.yaml; `name` is for messages.
core::Result<std::shared_ptr<const Dialect>> parse_dialect(std::string name, std::string_view text);
// Shipped dialects, e.g. ("wes", "1.1.0"); an error lists the dialects or the versions there are.
core::Result<std::shared_ptr<const Dialect>> load_dialect(std::string_view name, std::string_view version);
// A folder of the disk with dialect.yaml, openapi.yaml and requirements.yaml in it.
core::Result<std::shared_ptr<const Dialect>> load_dialect_folder(const std::string& folder);
// What lies beside a dialect.yaml; "" for one that is shipped without it. An error of the disk.
core::Result<std::string> dialect_file(const Dialect& dialect, std::string_view name);
std::vector<std::string> dialect_versions(std::string_view name);
std::vector<std::string> dialect_names();  // wes first

// "1.0", "v1.0.0", "sapporo-wes-1.1.0" -> the shipped version whose leading numbers agree ("1.0" -> "1.0.0").
// The same text first; of several the lowest; nothing when a number differs ("1.0.2", "2.0") or there is
// none. What follows the numbers is passed over ("1.1.0-rc1" -> "1.1.0").
std::optional<std::string> match_version(std::string_view claimed, const std::vector<std::string>& shipped);

// "/runs/{run_id}/status" with values put in, percent-encoded. A name without a value is left in its braces.
std::string fill_path(std::string_view path, const std::vector<std::pair<std::string, std::string>>& values);

}  // namespace assay::schemas
