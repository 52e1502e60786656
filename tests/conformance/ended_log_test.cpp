// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/ended_log.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace assay::conformance {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

const json log = json::parse(R"({
  "run_id": "1", "state": "COMPLETE", "task_logs_url": "http://h/1",
  "run_log": {"exit_code": 0, "stdout": "http://h/2", "stderr": "http://h/3"},
  "task_logs": [{"name": "a", "stdout": "http://h/4"}], "outputs": {"stdout": "x"}})");

TEST(ChangedAfterEnd, IsNothingForTheSameLog) { EXPECT_THAT(changed_after_end(log, log), IsEmpty()); }

TEST(ChangedAfterEnd, ExceptsUrlsOfLogs) {
  json later = log;
  later["run_log"]["stdout"] = "http://h/2?signature=b";
  later["run_log"].erase("stderr");
  later["task_logs"][0]["stdout"] = "http://h/5";
  later["task_logs_url"] = "http://h/6";
  EXPECT_THAT(changed_after_end(log, later), IsEmpty());
}

TEST(ChangedAfterEnd, NamesEachPlaceOnce) {
  json later = log;
  later["run_log"]["exit_code"] = 1;
  later["outputs"]["stdout"] = "y";
  later.erase("run_id");
  EXPECT_THAT(changed_after_end(log, later),
              testing::UnorderedElementsAre("/run_log/exit_code", "/outputs/stdout", "/run_id"));
}

TEST(ChangedAfterEnd, SeesAnotherType) {
  EXPECT_THAT(changed_after_end(log, json::array()), ElementsAre(""));
}

}  // namespace
}  // namespace assay::conformance
