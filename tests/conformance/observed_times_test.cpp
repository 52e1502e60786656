// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/observed_times.hpp"

#include <gmock/gmock.h>

#include <map>
#include <nlohmann/json.hpp>

namespace assay::conformance {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = TimedObject::Kind;

const core::Time noon = std::chrono::sys_days(std::chrono::year(2026) / 1 / 31) + 12h;

const schemas::Dialect& wes() {
  static const auto dialect = schemas::load_dialect("wes", "1.1.0").value();
  return *dialect;
}

// Answers that came one second after the other.
class Answers {
 public:
  void add(const char* operation, const char* target, const char* body, int status = 200) {
    auto exchange = std::make_shared<core::Exchange>();
    exchange->id = exchanges_.size() + 1;
    exchange->operation = operation;
    exchange->request.target = target;
    exchange->response.emplace();
    exchange->response->status = status;
    const core::Time at = noon + exchange->id * 1s;
    exchange->timings = {at, at, at + 10ms};
    bodies_[exchange->id] = json::parse(body);
    exchanges_.push_back(exchange);
  }
  void log(const char* body) { add("GetRunLog", "/b/runs/r", body); }
  std::vector<TimedObject> objects() const {
    return timed_objects(exchanges_, [this](const ExchangePtr& each) { return &bodies_.at(each->id); });
  }

 private:
  std::vector<ExchangePtr> exchanges_;
  std::map<std::uint64_t, json> bodies_;
};

std::vector<std::string> reasons(const std::vector<Finding>& findings) {
  std::vector<std::string> words;
  for (const Finding& finding : findings) words.push_back(finding.reason);
  return words;
}

TEST(TimedObjects, AreFoundInEveryKindOfAnswer) {
  Answers answers;
  answers.add("GetRunLog", "/b/runs/r%201",
              R"({"state":"RUNNING","run_log":{},"task_logs":[{"id":"t"},null]})");
  answers.add("ListRuns", "/b/runs?page_size=2",
              R"({"runs":[{"run_id":"a","state":"QUEUED"},{"run_id":"b"}]})");
  answers.add("ListTasks", "/b/runs/r/tasks", R"({"task_logs":[{"id":"t"},{}]})");
  answers.add("GetTask", "/b/runs/r/tasks/t", R"({"id":"t"})");
  answers.add("GetRunStatus", "/b/runs/r/status", R"({"start_time":""})");
  answers.add("GetRunLog", "/b/runs/r", R"({"run_log":{}})", 404);
  answers.add("GetRunLog", "/b/runs/r", "[]");
  answers.add("GetRunLog", "/b/runs/r", R"({"run_log":null,"task_logs":null})");
  const auto objects = answers.objects();
  static const struct {
    Kind kind;
    const char* run_id;
    const char* task_id;
    const char* state;
    const char* pointer;
  } rows[] = {{Kind::run_log, "r 1", "", "RUNNING", "/run_log"},
              {Kind::task, "r 1", "t", "", "/task_logs/0"},
              {Kind::summary, "a", "", "QUEUED", "/runs/0"},
              {Kind::summary, "b", "", "", "/runs/1"},
              {Kind::task, "r", "t", "", "/task_logs/0"},
              {Kind::task, "r", "", "", "/task_logs/1"},
              {Kind::task, "r", "t", "", ""}};
  ASSERT_THAT(objects, SizeIs(7));
  for (std::size_t i = 0; i < objects.size(); ++i) {
    EXPECT_EQ(objects[i].kind, rows[i].kind) << i;
    EXPECT_EQ(objects[i].run_id, rows[i].run_id) << i;
    EXPECT_EQ(objects[i].task_id, rows[i].task_id) << i;
    EXPECT_EQ(objects[i].state, rows[i].state) << i;
    EXPECT_EQ(objects[i].pointer, rows[i].pointer) << i;
  }
}

TEST(FormFindings, AreOneForEachForm) {
  Answers answers;
  answers.log(R"({"run_log":{"start_time":"2026-01-31T12:00:00","end_time":"2026-01-31T12:00:01Z"}})");
  answers.log(R"({"run_log":{"start_time":"2026-01-31T12:00:00","end_time":""}})");
  answers.log(R"({"run_log":{"start_time":null},"task_logs":[{"start_time":5},{"end_time":"x"}]})");
  answers.add("ListRuns", "/b/runs", R"({"runs":[{"run_id":"r","start_time":"2026-01-31T12:00:00"}]})");
  const auto found = form_findings(answers.objects());
  ASSERT_THAT(found, SizeIs(4));
  EXPECT_EQ(found[0].form, TimeForm::empty);
  EXPECT_EQ(found[1].form, TimeForm::no_zone);
  EXPECT_THAT(found[1].finding.pointers, ElementsAre("/run_log/start_time"));
  EXPECT_THAT(found[1].finding.elsewhere, ElementsAre("/runs/*/start_time"));
  EXPECT_THAT(found[1].finding.exchanges, ElementsAre(1, 2, 4));
  EXPECT_EQ(found[1].finding.reason, "time-no-zone");
  EXPECT_EQ(found[2].form, TimeForm::number);
  EXPECT_EQ(found[3].form, TimeForm::not_a_date);
}

TEST(EndsBeforeStarts, LeavesASecondForRounding) {
  static const struct {
    const char* start;
    const char* end;
    bool broken;
  } rows[] = {
      {"2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z", false},
      {"2026-01-31T12:00:00Z", "2026-01-31T12:00:05Z", false},
      {"2026-01-31T12:00:01Z", "2026-01-31T12:00:00Z", false},
      {"2026-01-31T12:00:02Z", "2026-01-31T12:00:00Z", true},
      {"2026-01-31T12:00:00.9Z", "2026-01-31T12:00:00Z", false},
      {"2026-01-31T14:00:00+02:00", "2026-01-31T12:00:00Z", false},
      {"2026-01-31T14:00:00", "2026-01-31T12:00:00Z", false},
      {"2026-01-31T14:00:00", "2026-01-31T12:00:00", true},
      {"2026-01-31T14:00:00Z", "", false},
      {"never", "2026-01-31T12:00:00Z", false},
  };
  int judged = 0;
  for (const auto& row : rows) {
    Answers answers;
    const json log = {{"run_log", {{"start_time", row.start}, {"end_time", row.end}}}};
    answers.log(log.dump().c_str());
    EXPECT_EQ(!ends_before_starts(answers.objects()).empty(), row.broken) << row.start << " " << row.end;
    ++judged;
  }
  EXPECT_EQ(judged, 10);
}

TEST(ChangedTimes, AreSetAndThenOthersOrGone) {
  Answers answers;
  answers.log(R"({"state":"RUNNING","run_log":{"start_time":"2026-01-31T12:00:00Z","end_time":null}})");
  answers.log(R"({"state":"COMPLETE","run_log":{"start_time":"2026-01-31T12:00:00.0Z",)"
              R"("end_time":"2026-01-31T12:00:01Z"}})");
  EXPECT_THAT(changed_times(answers.objects(), wes()), IsEmpty());
  answers.log(R"({"state":"COMPLETE","run_log":{"start_time":"2026-01-31T12:00:00Z",)"
              R"("end_time":"2026-01-31T12:00:02Z"}})");
  EXPECT_THAT(reasons(changed_times(answers.objects(), wes())), ElementsAre("time-changes"));
  answers.log(R"({"state":"COMPLETE","run_log":{"end_time":"2026-01-31T12:00:02Z"}})");
  EXPECT_THAT(reasons(changed_times(answers.objects(), wes())), ElementsAre("time-is-gone", "time-changes"));
}

TEST(ChangedTimes, ForgivesTheStartOfARunThatWaits) {
  Answers answers;
  answers.log(R"({"state":"QUEUED","run_log":{"start_time":"2026-01-31T12:00:00Z"}})");
  answers.log(R"({"state":"INITIALIZING","run_log":{"start_time":"2026-01-31T12:00:05Z"}})");
  answers.log(R"({"state":"RUNNING","run_log":{"start_time":"2026-01-31T12:00:09Z"}})");
  EXPECT_THAT(changed_times(answers.objects(), wes()), IsEmpty());
}

TEST(ChangedTimes, KeepsSourcesRunsAndTasksApart) {
  Answers answers;
  answers.add("ListRuns", "/b/runs",
              R"({"runs":[{"run_id":"r","end_time":"1"},{"run_id":"s","end_time":"2"}]})");
  answers.add("ListRuns", "/b/runs?page_token=x", R"({"runs":[{"run_id":"r"},{"run_id":"s"}]})");
  answers.log(R"({"state":"COMPLETE","run_log":{"end_time":"3"},"task_logs":[{"end_time":"6"}]})");
  answers.log(R"({"state":"COMPLETE","run_log":{"end_time":"3"},"task_logs":[{"end_time":"7"}]})");
  answers.add("GetTask", "/b/runs/r/tasks/t", R"({"id":"t","end_time":"4"})");
  answers.add("GetTask", "/b/runs/r/tasks/u", R"({"id":"u","end_time":"5"})");
  EXPECT_THAT(changed_times(answers.objects(), wes()), IsEmpty());
  answers.add("ListTasks", "/b/runs/r/tasks", R"({"task_logs":[{"id":"t","end_time":"4"},{"id":"u"}]})");
  const auto found = changed_times(answers.objects(), wes());
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found[0].pointers, ElementsAre("/task_logs/1/end_time"));
  EXPECT_THAT(found[0].exchanges, ElementsAre(7, 6));
}

}  // namespace
}  // namespace assay::conformance
