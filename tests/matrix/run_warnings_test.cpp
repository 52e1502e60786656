// SPDX-License-Identifier: Apache-2.0
// Notes about the run itself, through whole runs: a mock behind a bad proxy, with a wrong clock, that is
// slow...
#include <gmock/gmock.h>

#include "selftest/in_process.hpp"

namespace assay::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

InProcessRun a_run(std::vector<std::string> faults = {}) {
  InProcessRun run;
  run.suite.only = {"SI-*", "LST-*", "PAG-*"};
  run.mock.faults = std::move(faults);
  return run;
}

std::vector<std::string> notes_of(InProcessRun run) { return run_in_process(std::move(run)).footer.warnings; }

TEST(RunWarningsOfWholeRuns, AreNoneForACleanMock) {
  EXPECT_THAT(notes_of(a_run()), IsEmpty());
  InProcessRun users = a_run();
  users.mock.auth = two_users();
  use_two_users(users.suite);
  EXPECT_THAT(notes_of(std::move(users)), IsEmpty());
}

TEST(ARunThatIsShutOut, IsIncompleteAndSaysWhy) {
  const auto result = run_in_process(a_run({"{do: status, status: 401}"}));
  EXPECT_EQ(result.footer.only_refusal, "401");
  EXPECT_THAT(reports::verdict_sentence(result), HasSubstr("no operation but service-info was answered"));
  EXPECT_EQ(reports::exit_code(result), 3);
}

TEST(RunWarningsOfWholeRuns, TellOfASlowTarget) {
  EXPECT_THAT(notes_of(a_run({"{do: delay, time: 1500ms}"})),
              ElementsAre(HasSubstr("the target is slow: half of the answers took 1500 ms or more")));
}

TEST(RunWarningsOfWholeRuns, TellThatThereWasNothingToPageOver) {
  InProcessRun run = a_run();
  run.suite.profile = "read-only";
  EXPECT_THAT(notes_of(std::move(run)), ElementsAre(HasSubstr("never had a second page")));
}

TEST(RunWarningsOfWholeRuns, TellOfTroubleOnTheWay) {
  EXPECT_THAT(notes_of(a_run({"{do: garbage, every: 3}"})),
              testing::Contains(HasSubstr("% of the requests ended in a network error")));
}

}  // namespace
}  // namespace assay::cli
