// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/catalogue/catalogue.hpp"
#include "conformance/client/form.hpp"
#include "conformance/rules/finding.hpp"
#include "conformance/rules/trouble.hpp"
#include "conformance/rules/walk.hpp"
#include "conformance/session/check.hpp"
#include "conformance/session/target.hpp"
#include "core/exchange.hpp"
#include "core/url.hpp"
#include "reports/run_result.hpp"
#include "schemas/dialect.hpp"
#include "schemas/openapi.hpp"

namespace assay::core {
class Event;
}

namespace assay::conformance {

using JsonPtr = std::shared_ptr<const nlohmann::json>;
template <class T>
using Task = boost::asio::awaitable<T>;

// Thrown by stop() and by requests that met trouble; the runner turns it into inconclusive.
struct StopCheck {
  std::string why;                            // one sentence
  bool lacks = false;                         // it is the record that has no answer, not the server
  std::vector<std::uint64_t> exchanges = {};  // that show it
  reports::Because because = {};
};

struct Session;  // everything that the checks of one run share (runner/session.hpp)
struct Manner;   // how a request is sent (session.hpp)

// A call of an operation of the dialect. Name it before a co_await: g++ 12 destroys braced temporaries twice.
struct Call {
  std::string operation;
  std::string run_id = {};
  std::string task_id = {};
  core::Query query = {};
  core::Headers headers = {};  // beside Accept and credentials
  // "main", "other", "none", "bad", or one of `resemblances`
  std::string user = "main";
  bool at_once = false;  // a 404 is an answer, even where the run was submitted just now
};

// A run that the suite made. `last_state` is the latest that wait_* saw, `last_answer` what they were told
// last.
struct OwnRun {
  std::string id;
  std::string tag;
  std::string workload;
  Form form;
  ExchangePtr submission;
  std::string last_state;
  ExchangePtr last_answer;  // the latest that wait_* got, whatever it shows
  core::Time submitted{};
  int repetition = 1;  // of the check that made it
  std::shared_ptr<core::Event>
      polled;  // set at the next answer to a poll; null while nobody waits for the run
};
using RunPtr = std::shared_ptr<OwnRun>;

// What a check can do. Requests that meet trouble which stays end the check as inconclusive; so does `need`.
class CheckContext {
 public:
  CheckContext(Session& session, const Check& check);
  CheckContext(const CheckContext&) = delete;

  // --- what is known
  const schemas::Dialect& dialect() const;
  const std::string& version() const;          // WES version under test, or that which the dialect follows
  bool asks(std::string_view question) const;  // whether a row of this dialect is decided by it
  const schemas::OpenApi& openapi() const;
  const Target& target() const;
  const core::Url& base() const;  // where the target lives
  const Waits& waits() const { return target().waits; }
  JsonPtr service_info() const;  // null when it could not be read
  ExchangePtr service_info_exchange() const;
  bool has_auth() const;
  bool has_other() const;  // credentials of a second user
  std::string wrong_secret()
      const;              // what the user "bad" sends; "" where it is the target file's, which is redacted
  Policy policy() const;  // for graded(): where lenient and strict weigh one kind of break differently
  // For rules that judge every answer: all of the run so far, and the runs that the suite knows it made. Who
  // looks at them rests on all of them, and is inconclusive where a record lacks one.
  const std::vector<ExchangePtr>& exchanges() const;
  const std::vector<RunPtr>& own_runs() const;
  RunPtr run_of(const ExchangePtr& submission) const;  // null where its answer named none
  core::Duration took(
      std::string_view workload) const;  // from its submission to its end; 0 where none was seen
  RunPtr quick_run_at_hand() const;      // accepted, of this repetition; null where there is none yet
  JsonPtr json(const ExchangePtr& exchange) const;  // the parsed body; null when it is not JSON
  std::string unique(std::string_view prefix);  // a name that no other check of this run uses (from the seed)
  // Why a recorded answer decides nothing about the service. What is sent throws where this is not `none`.
  Trouble trouble_of(const ExchangePtr& exchange) const;
  // Whether requests of others met trouble of transport: what gets no answer may have been hit by the same.
  bool others_were_lost() const;

  // --- requests. Each is repeated while there is patience for its trouble (session/patience.hpp); the answer
  // is one that can be judged.
  Task<ExchangePtr> send(const Call& call);
  Task<ExchangePtr> send_request(core::Request request, std::string operation,
                                 std::string user);  // target below base
  // GET of a whole target of this origin ("/path?query", as resolve_target gives it) with credentials: for
  // URLs that an answer gave. Only a first part is asked for (Range). Trouble of transport is an answer.
  Task<ExchangePtr> fetch(std::string target);
  Task<std::vector<core::Exchange>> send_raw(std::string bytes, int answers, bool head,
                                             core::Duration deadline);
  std::string raw_head(std::string_view method,
                       std::string_view path) const;                 // request line, Host and credentials
  Task<ExchangePtr> get(std::string operation, std::string run_id);  // GetRunStatus, GetRunLog, ListTasks
  Task<ExchangePtr> list(std::string page_size,
                         std::string page_token);  // ListRuns; "" leaves a parameter out
  Task<ExchangePtr> list_tasks(std::string run_id, std::string page_size, std::string page_token);
  Task<ExchangePtr> cancel(std::string run_id);
  Task<bool> next_page(Walk& walk);  // asks for one page more; false when the walk has ended or was cut
  Task<void> finish_walk(Walk& walk);
  // POST /runs as multipart. Journals the run when the answer holds an id, whatever its status.
  Task<ExchangePtr> submit(const Form& form);
  Task<ExchangePtr> submit_request(core::Request request);  // the same for other encodings
  Form form(std::string_view workload);  // accepted by a conformant server; with a fresh tag
  // The submission of a workload as the dialect has it, for submit_request: a form, or a JSON body.
  core::Request submission(std::string_view workload);
  Task<void> sleep(core::Duration time);
  core::Time now() const;

  // --- runs; these end the check as inconclusive when the server does not go along. Shared ones that were
  // lost are made once more.
  Task<RunPtr> new_run(std::string workload);  // submitted, not waited for
  // Any run: the finished one; where there is none, one in another state, or of the list. In read-only
  // profiles always of the list.
  Task<RunPtr> any_run();
  // An id that no run has, and that looks like one where any run is known. `asker`: as of unlike().
  Task<std::string> unknown_run_id(int asker = 0);
  Task<RunPtr> finished_run();  // shared; complete
  Task<RunPtr> failed_run();    // shared; terminal, from the failing workload
  Task<RunPtr> canceled_run();  // shared; slow, RUNNING, cancelled, terminal
  Task<RunPtr> running_run();   // shared; slow; RUNNING when handed out; do not cancel it
  // shared; 7 quick runs, terminal where they end in time; in read-only profiles as many of the list, or
  // fewer
  Task<std::vector<RunPtr>> paging_runs();
  Task<RunPtr> tasks_run();  // shared; COMPLETE, from tasks_workload()
  // "tasks"; "quick" where the target file gives that one only: its server may not take the shipped CWL.
  std::string tasks_workload() const;
  // Polls the status with back-off until the state is terminal, or of `phase`; false when the time ran out.
  // Answers that cannot be read are passed over. No wait is made twice in vain.
  Task<bool> wait_terminal(RunPtr run, core::Duration limit);
  Task<bool> wait_phase(RunPtr run, std::optional<schemas::Phase> phase,
                        core::Duration limit);  // also ends at a terminal state
  // Where our own slow run keeps this one waiting, and no check uses it, it is cancelled; true where it was.
  Task<bool> make_way(RunPtr run);
  // waits.finish, for one who watches a run to its end by hand; little where such a wait was in vain, or that
  // for a quick run.
  core::Duration finish_wait(std::string_view workload = "quick") const;
  // What the waits saw last of a run: "last seen: RUNNING", or the answer that could not be read.
  std::string last_seen(const RunPtr& run) const;

  // --- judgement, by the questions of Check::decides. One that nothing was said of becomes inconclusive; one
  // that the dialect does not ask is not told.
  void holds(std::string_view requirement, const ExchangePtr& evidence);
  void broken(std::string_view requirement, Finding finding);
  void expect(bool held, std::string_view requirement,
              Finding otherwise);  // evidence from the finding's exchanges
  void broken_by(std::string_view requirement, std::vector<Finding> findings,
                 const ExchangePtr& evidence);  // holds when none
  // By the requirement's table of outcomes for the status of `answer`; statuses without a row are broken.
  void judge_status(std::string_view requirement, const ExchangePtr& answer, std::string_view what);
  // As broken, with the word given by the check: where one requirement has graded answers that are not
  // statuses.
  void graded(std::string_view requirement, Verdict word, Finding finding);
  void info(std::string_view requirement, std::string fact, const ExchangePtr& evidence);
  void not_applicable(std::string_view requirement, std::string why);
  // What is undecided rests on an exchange that shows why: `shown_by`, or the last answer this check got.
  void inconclusive(std::string_view requirement, std::string why, const ExchangePtr& shown_by = {});
  [[noreturn]] void stop(std::string why,
                         const ExchangePtr& shown_by = {});  // ends the check; undecided: inconclusive
  void need(bool held, std::string why, const ExchangePtr& shown_by = {}) {
    if (!held) stop(std::move(why), shown_by);
  }
  // After a wait: ends the check where the run was not seen in `phase`, or in any terminal state. The reason
  // is what the last answer shows.
  void need_seen(bool seen, const RunPtr& run, std::optional<schemas::Phase> phase = {});

  // The judgements, complete for every requirement the check decides. `why` for what is undecided.
  std::vector<reports::Judgement> finish(Verdict undecided, const StopCheck& why);

 private:
  Task<ExchangePtr> ask(core::Exchange exchange, Manner manner);
  Task<ExchangePtr> poll(const std::string& run_id);
  // Those that the list shows, one at least; `before` is why it has to be asked, if there is a reason.
  Task<std::vector<RunPtr>> listed_runs(StopCheck before);
  std::vector<std::uint64_t> shown(const ExchangePtr& by) const;
  void keep_open(std::string_view requirement, std::string why, std::vector<std::uint64_t> exchanges);
  reports::Judgement& judgement(std::string_view requirement);
  const Requirement& row(std::string_view requirement) const;
  Session& session_;
  const Check& check_;
  std::vector<const Requirement*> rows_;        // that are decided
  std::vector<reports::Judgement> judgements_;  // of each row
  reports::Judgement untold_;                   // of what is not asked here
  std::vector<bool> decided_;
  std::uint64_t last_ = 0;  // id of the last answer that this check got; 0 before there is one
  mutable bool looked_back_ = false;
};

}  // namespace assay::conformance
